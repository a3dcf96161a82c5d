"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const ROW = 52;
const cards = data.cards;
let shown = cards; // those that pass the filters
let at = 0; // place of the chosen one among them
let side = "front";
// What a page of another kind does more: how it brings a card's sides, what it shows of a card, which cards it lists.
const more = { load: null, row: () => {}, tell: () => {}, shown: () => {}, passes: () => true, keys: {} };
const view = { both: true, dark: matchMedia("(prefers-color-scheme: dark)").matches, phone: false };

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// --- a card -----------------------------------------------------------------------------------------------

const MISSING = "data:,";
const withMedia = (html, media) =>
  html.replace(/ src="([^"]*)"/g, (_, name) => ` src="${Object.hasOwn(media, name) ? media[name] : MISSING}"`);
const frontOf = (card) => card.front;
const backOf = (card) => card.front.slice(0, card.same) + card.back; // the back begins as the front does

function prepare(id) {
  const style = byId("card-style").textContent;
  byId(id).srcdoc = `<!doctype html><meta charset="utf-8"><base target="_blank"><style>${style}</style><body class="card">`;
  byId(id).addEventListener("load", () => {
    byId(id).contentDocument.addEventListener("keydown", onKey);
    show();
  });
}

function fill(id, html, media = data.media) {
  const frame = byId(id).contentDocument;
  if (!frame || !frame.body) return;
  frame.documentElement.lang = "";
  frame.body.className = view.dark ? "card nightMode night_mode" : "card";
  frame.body.innerHTML = withMedia(html, media);
  for (const link of frame.links) link.rel = "noopener noreferrer";
  frame.scrollingElement.scrollTop = 0;
}

function show() {
  const card = shown[at];
  if (card && more.load) more.load(card);
  const hasSides = Boolean(card && card.front);
  const isVisible = { front: hasSides && (view.both || side === "front"), back: hasSides && (view.both || side === "back") };
  for (const id of ["front", "back"]) byId(id).parentElement.hidden = !isVisible[id];
  if (isVisible.front) fill("front", frontOf(card), card.media);
  if (isVisible.back) fill("back", backOf(card), card.media);
  byId("nothing").hidden = Boolean(card);
  byId("place").textContent = card ? `${(at + 1).toLocaleString("en")} / ${shown.length.toLocaleString("en")}` : "0";
  document.documentElement.className = Object.keys(view).filter((name) => view[name]).join(" ");
  for (const id of Object.keys(view)) byId(id).setAttribute("aria-pressed", String(view[id]));
  tell(card);
  more.shown(card);
  if (card) history.replaceState(null, "", `#${encodeURIComponent(card.id)}`);
}

function tell(card) {
  const about = byId("about");
  about.replaceChildren();
  if (!card) return;
  if (!card.front) about.append(element("p", card.title));
  more.tell(card, about);
  const list = element("dl");
  const add = (name, ...values) => {
    const cell = element("dd");
    cell.append(...values);
    list.append(element("dt", name), cell);
  };
  if (card.change) add("Build", element("b", card.change, card.change), card.reason ? `: ${card.reason}` : "");
  for (const [field, before, after] of card.fields || []) add(field, element("del", before), "\n", element("ins", after));
  if (card.was) add("Stood in", card.was);
  if (card.place) add("Stands in", card.place);
  if (card.deck) add("Deck", card.deck);
  if (card.tags) add("Tags", card.tags);
  add("Key", card.guid || card.id.split("-")[0]);
  about.append(list);
}

// --- the list: only the rows that can be seen are there ----------------------------------------------------

function rows() {
  const list = byId("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 5);
  const last = Math.min(shown.length, first + Math.ceil(list.clientHeight / ROW) + 10);
  const inside = list.firstElementChild;
  inside.style.blockSize = `${shown.length * ROW}px`;
  inside.replaceChildren(...Array.from({ length: last - first }, (_, i) => row(first + i)));
  if (shown.length) list.setAttribute("aria-activedescendant", `row-${at}`);
  else list.removeAttribute("aria-activedescendant");
}

function row(index) {
  const card = shown[index];
  const made = element("div");
  made.id = `row-${index}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", String(index === at));
  made.setAttribute("aria-posinset", String(index + 1));
  made.setAttribute("aria-setsize", String(shown.length));
  made.style.insetBlockStart = `${index * ROW}px`;
  const title = element("span", card.title);
  title.dir = "auto";
  const small = element("small");
  if (card.change && !more.load) small.append(element("b", card.change, card.change), " · ");
  small.append([card.kind, card.name, card.topic].filter(Boolean).join(" · "));
  made.append(title, small);
  more.row(card, made, small);
  made.addEventListener("click", () => choose(index));
  return made;
}

function choose(index) {
  at = Math.min(Math.max(index, 0), Math.max(shown.length - 1, 0));
  side = "front";
  const list = byId("list");
  const top = at * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
  rows();
  show();
}

// --- filters ----------------------------------------------------------------------------------------------

const textOf = (card) =>
  (card.text ??= `${card.title} ${card.topic} ${card.front ? backOf(card).replace(/<[^>]*>/g, " ") : ""}`.toLowerCase());

function filter() {
  const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const [topic, kind, change] = ["topic", "kind", "change"].map((id) => byId(id).value);
  const chosen = shown[at];
  shown = cards.filter(
    (card) =>
      more.passes(card) &&
      (!topic || card.topic === topic) &&
      (!kind || card.kind === kind || card.type === kind) &&
      (!change || (card.change || "unchanged") === change) &&
      words.every((word) => textOf(card).includes(word)),
  );
  choose(Math.max(shown.indexOf(chosen), 0));
}

function options(id, all, values) {
  const counted = new Map();
  for (const value of values) if (value) counted.set(value, (counted.get(value) || 0) + 1);
  byId(id).append(new Option(all, ""));
  for (const [value, count] of counted) byId(id).append(new Option(`${value} (${count.toLocaleString("en")})`, value));
  byId(id).addEventListener("change", filter);
}

let waiting = 0;
byId("text").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 120);
});

function showAll() {
  for (const id of ["text", "topic", "kind", "change"]) byId(id).value = "";
  filter();
}

// --- counts and problems ----------------------------------------------------------------------------------

for (const [name, count] of data.counts) {
  const item = element("li");
  item.append(element("b", count.toLocaleString("en")), ` ${name}`);
  byId("counts").append(item);
}

if (data.problems.length) {
  const box = byId("problems");
  box.hidden = false;
  box.firstElementChild.textContent = `${data.problems.length.toLocaleString("en")} problem${data.problems.length > 1 ? "s" : ""}`;
  box.addEventListener("toggle", () => {
    const list = box.lastElementChild;
    if (list.childElementCount) return;
    for (const [severity, place, message] of data.problems) {
      const item = element("li");
      item.append(element("b", severity, severity), " ", element("code", place), ` ${message}`);
      list.append(item);
    }
  });
}

// --- keys -------------------------------------------------------------------------------------------------

function toggle(name) {
  view[name] = !view[name];
  if (name === "both") side = "front";
  show();
}

function turn() {
  side = view.both || side === "back" ? "front" : "back";
  view.both = false;
  show();
}

const ACTIONS = {
  j: () => choose(at + 1),
  k: () => choose(at - 1),
  ArrowDown: () => choose(at + 1),
  ArrowRight: () => choose(at + 1),
  ArrowUp: () => choose(at - 1),
  ArrowLeft: () => choose(at - 1),
  Home: () => choose(0),
  End: () => choose(shown.length - 1),
  PageDown: () => choose(at + 10),
  PageUp: () => choose(at - 10),
  " ": turn,
  b: () => toggle("both"),
  d: () => toggle("dark"),
  p: () => toggle("phone"),
  "/": () => byId("text").focus(),
};
const OWN_KEYS = { INPUT: null, TEXTAREA: null, SELECT: null, BUTTON: [" ", "Enter"], SUMMARY: [" ", "Enter"] }; // null: all of them

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault(); // a search field would forget its words
    for (const box of document.querySelectorAll("header details")) box.open = false;
    byId("list").focus();
    return;
  }
  const own = OWN_KEYS[event.target.tagName];
  if (own === null || (own && own.includes(event.key))) return;
  const keys = Object.hasOwn(more.keys, event.key) ? more.keys : ACTIONS;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

function start() {
  options("topic", "All topics", cards.map((card) => card.topic));
  options("kind", "All kinds", cards.flatMap((card) => (card.kind === card.type ? [card.type] : [card.type, card.kind])));
  options("change", "New, changed and unchanged", cards.map((card) => card.change || "unchanged"));
  document.addEventListener("keydown", onKey);
  byId("list").addEventListener("scroll", rows, { passive: true });
  addEventListener("resize", rows);
  byId("previous").addEventListener("click", ACTIONS.k);
  byId("next").addEventListener("click", ACTIONS.j);
  byId("turn").addEventListener("click", turn);
  byId("all").addEventListener("click", showAll);
  for (const id of Object.keys(view)) byId(id).addEventListener("click", () => toggle(id));
  for (const frame of document.querySelectorAll("iframe")) prepare(frame.id);
  const linked = cards.findIndex((card) => `#${encodeURIComponent(card.id)}` === location.hash);
  if (linked >= 0 || !more.load) choose(linked < 0 ? cards.findIndex((card) => card.front) : linked);
  else filter();
}
