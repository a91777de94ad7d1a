// Progressive enhancement only: every page works without this file. Each module looks for its own data attribute.
import "./js/theme-toggle.js";
import "./js/menus.js";
import "./js/forms.js";
import "./js/autosave.js";
import "./js/rows.js";
import "./js/board.js";
import "./js/pick.js";
import "./js/copy.js";
import "./js/conversation.js";
import "./js/htmx-setup.js";
import { onContent } from "./js/dom.js";

onContent("[data-chart]", async (element) => (await import("./js/charts.js")).draw(element));
