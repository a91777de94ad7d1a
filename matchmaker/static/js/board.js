// [data-board]: cards (li[data-card]) move between columns ([data-stage]) by pointer, touch or keyboard. A move chooses the
// stage in the card's own form and sends it, so the server decides, and asks for evidence where it must.
import { announce, onContent } from "./dom.js";

const SLACK = 6, EDGE = 48;
const columnsOf = (board) => [...board.querySelectorAll("[data-stage]")];
const nameOf = (column) => column.dataset.label ?? column.querySelector("h2, h3").textContent.trim();
const formOf = (card) => card.querySelector("form[data-move]");
const mayGo = (card, column) => [...(formOf(card)?.elements.stage?.options ?? [])].some((each) => each.value === column?.dataset.stage);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

function send(card, column) {
  const form = formOf(card);
  form.elements.stage.value = column.dataset.stage;
  sessionStorage.setItem("board:focus", card.id);
  form.requestSubmit();
}

class Board {
  constructor(board) {
    this.board = board;
    board.addEventListener("pointerdown", (event) => this.press(event));
    board.addEventListener("keydown", (event) => this.key(event));
    const last = sessionStorage.getItem("board:focus");
    sessionStorage.removeItem("board:focus");
    if (last) document.getElementById(last)?.focus();
  }

  say(word, values = {}) { announce(fill(this.board.dataset[word] ?? "", values)); }

  aim(column) {
    for (const each of columnsOf(this.board)) each.classList.toggle("is-target", each === column);
    this.target = column;
  }

  // Keyboard: left and right choose a stage, Enter moves, Escape leaves it; up and down walk the column.
  key(event) {
    const card = event.target;
    if (!card.matches("[data-card]")) return;
    const act = { ArrowLeft: () => this.choose(card, -1), ArrowRight: () => this.choose(card, 1), ArrowUp: () => this.walk(card, -1), ArrowDown: () => this.walk(card, 1), Enter: () => this.confirm(card), Escape: () => this.aim(null) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  choose(card, step) {
    const columns = columnsOf(this.board), home = card.closest("[data-stage]");
    let at = columns.indexOf(this.target ?? home) + step;
    while (columns[at] && columns[at] !== home && !mayGo(card, columns[at])) at += step;
    if (!columns[at]) return this.say("none");
    if (columns[at] === home) { this.aim(null); return this.say("home", { stage: nameOf(home) }); }
    this.aim(columns[at]);
    columns[at].scrollIntoView({ inline: "nearest", block: "nearest" });
    this.say("ask", { stage: nameOf(columns[at]) });
  }

  walk(card, step) {
    const cards = [...card.closest("[data-stage]").querySelectorAll("[data-card]")];
    this.aim(null);
    cards[cards.indexOf(card) + step]?.focus();
  }

  confirm(card) {
    if (this.target) send(card, this.target);
    else card.querySelector("a")?.click();
  }

  // Pointer: a mouse drags the whole card, a finger its handle (so that the page still scrolls).
  press(event) {
    const card = event.target.closest("[data-card]");
    const onHandle = event.target.closest("[data-handle]");
    if (!card || !formOf(card) || event.button !== 0) return;
    if (!onHandle && (event.pointerType !== "mouse" || event.target.closest("a, button, select, input, label"))) return;
    event.preventDefault();
    card.focus({ preventScroll: true });
    this.drag = { card, x: event.clientX, y: event.clientY, box: card.getBoundingClientRect(), controller: new AbortController() };
    const { signal } = this.drag.controller;
    addEventListener("pointermove", (each) => this.move(each), { signal });
    addEventListener("pointerup", () => this.drop(), { signal });
    addEventListener("pointercancel", () => this.stop(), { signal });
    addEventListener("keydown", (each) => each.key === "Escape" && this.stop(), { signal });
  }

  move({ clientX, clientY }) {
    const { card, x, y, box } = this.drag;
    if (!this.drag.lifted && Math.hypot(clientX - x, clientY - y) < SLACK) return;
    this.drag.at = clientX;
    card.style.left = `${box.left + clientX - x}px`;
    card.style.top = `${box.top + clientY - y}px`;
    if (!this.drag.lifted) { this.lift(card, box); this.follow(); }
  }

  // While a card is held: a hand that rests at the edge goes on scrolling. A column is meant by its breadth alone, since
  // short columns end above cards that are far down.
  follow() {
    if (!this.drag) return;
    this.scroll(this.drag.at);
    this.point();
    requestAnimationFrame(() => this.follow());
  }

  point() {
    const { card, at } = this.drag;
    const column = columnsOf(this.board).find((each) => { const { left, right } = each.getBoundingClientRect(); return left <= at && at <= right; });
    this.aim(column && mayGo(card, column) ? column : null);
  }

  lift(card, box) {
    this.drag.lifted = true;
    const place = document.createElement("li");
    place.className = "board-placeholder";
    place.style.height = `${box.height}px`;
    card.before(place);
    card.style.width = `${box.width}px`;
    card.classList.add("is-dragging");
    this.board.classList.add("is-moving");
    this.drag.place = place;
  }

  scroll(x) {
    const { left, right } = this.board.getBoundingClientRect();
    const start = Math.max(left, 0), end = Math.min(right, innerWidth);
    if (x < start + EDGE) this.board.scrollLeft -= 8;
    else if (x > end - EDGE) this.board.scrollLeft += 8;
  }

  drop() {
    const { card, lifted } = this.drag;
    if (lifted) this.point();
    const column = this.target;
    this.stop();
    if (lifted && column) send(card, column);
    else if (lifted) this.say("none");
  }

  stop() {
    const { card, place, controller } = this.drag;
    controller.abort();
    place?.remove();
    card.classList.remove("is-dragging");
    card.style.left = card.style.top = card.style.width = "";
    this.board.classList.remove("is-moving");
    this.drag = null;
    this.aim(null);
  }
}

onContent("[data-board]", (board) => new Board(board));
