// form[data-autosave=URL]: send the form a moment after typing stops. A copy stays on this machine until the server has it,
// so neither a lost line nor an ended session loses a word. The server answers JSON, all of it optional:
// {"saved_at": "10:32", "version": 4, "autosave_url": "...", "action": "...", "edit_url": "...", "message": "..."}.
import { meta, onContent } from "./dom.js";
import { growTo } from "./rows.js";

const PAUSE = 1500, RETRY = 15000, KEEP = 14 * 24 * 3600 * 1000;
const PREFIX = "autosave:";
const NEVER_KEPT = new Set(["csrf_token", "version"]);

const keyOf = (form, path = location.pathname) => `${PREFIX}${meta("account")}:${path}:${form.id || form.getAttribute("action")}`;
const kept = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.has(name) && form.elements[name]?.type !== "password");
const clock = (time) => new Date(time).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or off: the server is still tried */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } },
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = keyOf(form);
    this.status = form.querySelector("[data-autosave-status]");
    this.sent = JSON.stringify(kept(form));
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => { clearTimeout(this.timer); this.leaving = true; });
    addEventListener("pageshow", () => { this.leaving = false; });
    addEventListener("online", () => this.pending && this.send());
    this.offer();
  }

  changed() {
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE);
  }

  remember() {
    this.pending = true;
    store.set(this.key, { at: Date.now(), fields: kept(this.form) });
  }

  async send() {
    const now = JSON.stringify(kept(this.form));
    if (now === this.sent || this.leaving) return;
    if (!this.form.dataset.autosave) return this.say("kept");
    if (this.sending) { this.timer = setTimeout(() => this.send(), PAUSE); return; }
    this.sending = true;
    this.say("saving");
    try {
      await this.received(await this.post(), now);
    } catch {
      this.failed("failed");
    } finally {
      this.sending = false;
    }
  }

  post() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return fetch(this.form.dataset.autosave, {
      method: "POST", body, redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": body.get("csrf_token") || meta("csrf-token"), "X-Autosave": "1" },
    });
  }

  async received(response, now) {
    if (response.type === "opaqueredirect" || response.status === 401) return this.failed("signedOut", false);
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) return this.failed("stale", false);
    if (!response.ok) return this.failed("failed", response.status >= 500, answer.message);
    this.sent = now;
    this.adopt(answer);
    if (JSON.stringify(kept(this.form)) === now) { this.pending = false; store.drop(this.key); }
    this.say("saved", ` ${answer.saved_at ?? clock(Date.now())}`);
    document.body.dispatchEvent(new CustomEvent("autosaved", { detail: answer }));
  }

  /** Take over what the first save of a new draft changes: its version, its own addresses. */
  adopt({ version, autosave_url: autosaveUrl, action, edit_url: editUrl }) {
    if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
    if (autosaveUrl) this.form.dataset.autosave = autosaveUrl;
    if (action) this.form.setAttribute("action", action);
    if (editUrl) this.moveTo(keyOf(this.form, new URL(editUrl, location.href).pathname));
  }

  /** Keep the copy where the draft's own page will look for it. */
  moveTo(key) {
    if (key === this.key) return;
    store.drop(this.key);
    this.key = key;
    if (this.pending) this.remember();
  }

  failed(word, again = true, message = "") {
    this.say(word, message && ` ${message}`);
    if (again) this.timer = setTimeout(() => this.send(), RETRY);
  }

  say(word, more = "") {
    if (!this.status) return;
    this.status.classList.toggle("is-bad", !["saving", "saved", "kept"].includes(word));
    this.status.textContent = this.status.dataset[word] + more;
  }

  /** Offer what this machine still keeps, unless it is old or the server already has it. */
  offer() {
    const copy = store.get(this.key);
    if (!copy) return;
    const savedAt = Date.parse(this.form.dataset.savedAt ?? "") || 0;
    if (Date.now() - copy.at > KEEP || copy.at < savedAt || JSON.stringify(copy.fields) === this.sent) return store.drop(this.key);
    this.say("found", ` ${clock(copy.at)}. `);
    this.status?.append(this.choice("restore", () => this.restore(copy)), this.choice("discard", () => { store.drop(this.key); this.status.textContent = ""; this.status.classList.remove("is-bad"); }));
  }

  choice(word, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-secondary";
    button.textContent = this.status.dataset[word];
    button.addEventListener("click", act);
    return button;
  }

  restore({ fields }) {
    const names = new Set(fields.map(([name]) => name));
    for (const group of this.form.querySelectorAll("[data-rows]")) growTo(group, names);
    for (const input of this.form.elements) {
      if (!input.name || NEVER_KEPT.has(input.name) || ["hidden", "file", "submit", "button", "password"].includes(input.type)) continue;
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
      else if (input.multiple) for (const option of input.options) option.selected = values.includes(option.value);
      else if (names.has(input.name)) input.value = values[0];
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

onContent("form[data-autosave]", (form) => new Autosave(form));

// Someone else may use this machine next.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-forget-copies]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) store.drop(key);
});
