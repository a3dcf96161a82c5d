
// --- review: what is decided goes to the server in order, and again until it has arrived --------------------

const home = `/${location.pathname.split("/")[1]}/${data.home}`;
const byKey = new Map(cards.map((card) => [card.id, card]));
const NAMES = { accept: "accepted", edit: "edited", reject: "rejected", star: "starred", skip: "skipped" };
const name = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
const tab = (window.name ||= `deckgen-${name()}`); // lasts as long as the tab, also when the page is loaded again
const FIELD_NAMES = {
  BackQuestion: "Question of the way back", BackAnswer: "Answer of the way back", Title: "Title: words alone, no Markdown",
};
const AHEAD = 12; // so many cards are brought before they are looked at
document.body.classList.add("review");
let seq = data.seq;
let turned = 0; // which card of the note is shown
let editing = null; // the card whose words are in the form

async function ask(action, asked) {
  const answer = await fetch(`${home}/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ tab, since: seq, ...asked }),
  });
  if (answer.ok) return answer.json();
  if (answer.status === 409) return answer.json();
  const words = await answer.text();
  if (answer.status >= 500) throw new Error(words);
  return { refused: words };
}

// --- the outbox ---------------------------------------------------------------------------------------------

const outbox = [];
let isSending = false;
let lost = "";

async function send() {
  if (isSending) return;
  isSending = true;
  for (let tries = 0; outbox.length; ) {
    try {
      const { action, asked, done } = outbox[0];
      const answer = await ask(action, asked);
      outbox.shift();
      tries = 0;
      lost = "";
      take(answer);
      if (answer.refused) say(answer.refused, "error");
      if (done) done(answer);
    } catch (problem) {
      lost = problem instanceof TypeError ? "The connection is lost" : problem.message;
      tellOutbox();
      await new Promise((later) => setTimeout(later, Math.min(500 * 2 ** tries, 5000)));
      tries += 1;
    }
    tellOutbox();
  }
  isSending = false;
}

function post(action, asked, done) {
  outbox.push({ action, asked: { ...asked, event: name() }, done });
  tellOutbox();
  send();
}

function tellOutbox() {
  if (lost) {
    const many = outbox.length === 1 ? "1 decision waits here and is" : `${outbox.length} decisions wait here and are`;
    say(`${lost}. ${many} sent again until it arrives; keep this page open.`, "error");
  } else if (byId("said").classList.contains("lost")) say("");
  byId("said").classList.toggle("lost", Boolean(lost));
}

function say(words, className = "") {
  byId("said").textContent = words;
  byId("said").className = className;
  byId("said").hidden = !words;
}

addEventListener("beforeunload", (event) => {
  if (outbox.length || editing) event.preventDefault();
});

// --- what is decided, here and on other pages ---------------------------------------------------------------

function take(answer) {
  if (!answer.states) return;
  seq = answer.seq;
  const waiting = new Set(outbox.map((letter) => letter.asked.key));
  for (const [key, state] of Object.entries(answer.states)) {
    const card = byKey.get(key);
    if (!card || waiting.has(key)) continue; // what waits here was decided later
    Object.assign(card, { decision: "", pick: "" }, state);
    card.sides = null; // an edit changes what is shown
  }
  rows();
  if (!editing && shown[at] && answer.states[shown[at].id]) show();
  count();
}

async function look() {
  if (document.hidden || outbox.length) return;
  try {
    const answer = await ask("news", {});
    if (answer.seq !== seq) take(answer);
    if (lost) {
      lost = "";
      tellOutbox();
    }
  } catch {
    lost = "The connection is lost";
    byId("said").classList.add("lost");
    say("The connection is lost; what you decide waits here until it is back.", "error lost");
  }
}

function count() {
  const queue = byId("queue").value;
  const wanted = cards.filter((card) => (labels.has(queue) ? card.queue === queue : card.queue));
  const done = wanted.filter((card) => !card.open).length;
  byId("done").max = Math.max(wanted.length, 1);
  byId("done").value = done;
  byId("done-words").textContent = `${done.toLocaleString("en")} of ${wanted.length.toLocaleString("en")} decided`;
}

function decide(choice, fields) {
  const card = shown[at];
  if (!card || (choice === "star" && card.type !== "reading")) return;
  const isPick = choice === "star" || (choice === "skip" && card.type !== "topic");
  const isUndone = isPick && card.pick === choice;
  card.pick = isPick && !isUndone ? choice : isPick ? "" : card.pick;
  if (!isPick) card.decision = choice === "take" ? "accept" : choice === "accept" && card.decision === "edit" ? "edit" : choice === "skip" ? "reject" : choice;
  card.open = isUndone && Boolean(card.queue);
  if (choice === "edit" || choice === "take") card.sides = null;
  post("decide", { key: card.id, choice, ...(fields ? { fields } : {}) });
  count();
  if (isUndone) choose(at);
  else next();
}

function undo() {
  post("undo", {}, (answer) => {
    const card = byKey.get(answer.key);
    if (!card) return;
    say(`Undone: ${card.title}`);
    if (!shown.includes(card)) byId("queue").value = "";
    if (!shown.includes(card)) showAll();
    choose(shown.indexOf(card));
  });
}

function next() {
  for (let place = at + 1; place < shown.length; place += 1) if (shown[place].open) return choose(place);
  const first = shown.findIndex((card) => card.open);
  if (first >= 0) return choose(first);
  if (shown.every((card) => card.queue || card.decision || card.pick)) say("All of this list is decided.");
  else if (at + 1 < shown.length) return choose(at + 1); // what nobody has to decide is gone through all the same
  return choose(at);
}

// --- a card's sides: brought when it is looked at, and a few ahead ------------------------------------------

const coming = new Set();

more.load = (card) => {
  for (const one of shown.slice(at, at + AHEAD)) bring(one);
  const side = card.sides && card.sides[turned % card.sides.length];
  Object.assign(card, { front: side ? side.front : "", back: side ? side.back : "", same: 0, media: side ? side.media : {} });
};

async function bring(card) {
  if (card.sides || coming.has(card.id)) return;
  coming.add(card.id);
  try {
    const answer = await ask("card", { key: card.id });
    if (answer.refused) card.sides = [];
    else Object.assign(card, { other: null, source: null, words: null, passage: null, verdict: null }, answer);
    if (shown[at] === card && !editing) show();
  } catch {
    card.sides = null; // asked for again when it is looked at
  }
  coming.delete(card.id);
}

// The back begins as the front does on the preview's page; here it is whole.
more.row = (card, made, small) => {
  made.classList.toggle("decided", Boolean(card.queue) && !card.open);
  const state = card.open ? "" : card.pick || card.decision;
  if (state) small.prepend(element("b", NAMES[state] || state, `state ${state}`), " · ");
  else if (card.open) small.prepend(element("b", labels.get(card.queue), `state ${card.queue}`), " · ");
};

more.tell = (card, about) => {
  if (card.verdict && card.verdict.length) {
    const list = element("ul", "", "verdict");
    for (const [weight, words] of card.verdict) list.append(element("li", words, weight));
    about.append(element("h2", "Verdict"), list);
  }
  if (card.passage) {
    const [before, quote, after] = card.passage;
    const text = element("blockquote", before, "passage");
    text.dir = "auto";
    text.append(element("mark", quote), after);
    about.append(element("h2", quote ? "The quote where it stands" : "From the source"), text);
    const mark = text.querySelector("mark");
    text.scrollTop = Math.max(0, mark.offsetTop - text.clientHeight / 3);
    requestAnimationFrame(() => (text.scrollTop = Math.max(0, mark.offsetTop - text.offsetTop - 60)));
  }
  const from = [card.at, card.made, card.url].filter(Boolean).join(" · ");
  if (from) about.append(element("p", from, "faint"));
};

more.shown = (card) => {
  if (editing && editing !== card) close();
  if (editing) sketchSoon(); // what was just shown is the card without the words in the form
  byId("why").textContent = card ? [labels.get(card.queue), card.why].filter(Boolean).join(": ") : "";
  byId("decide").hidden = !card;
  if (!card) return;
  const state = card.pick || card.decision;
  for (const id of ["accept", "edit", "reject", "star", "skip"]) byId(id).setAttribute("aria-pressed", String(state === id));
  byId("star").disabled = card.type !== "reading";
  byId("edit").disabled = Boolean(card.sides) && !(card.words && Object.keys(card.words).length);
  const other = card.other && card.other[turned % card.other.length];
  byId("take").hidden = !other;
  byId("other").hidden = !other || Boolean(editing);
  if (other) {
    fill("other-front", other.front, other.media);
    fill("other-back", other.back, other.media);
  }
  const many = card.sides ? card.sides.length : 0;
  byId("side").hidden = many < 2;
  byId("side").lastElementChild.textContent = `card ${(turned % Math.max(many, 1)) + 1} of ${many}`;
};

// --- editing: the words as Markdown, the card above them as it would be ------------------------------------

function edit() {
  const card = shown[at];
  if (!card || !card.words || !Object.keys(card.words).length) return;
  editing = card;
  const rows = Object.entries(card.words).map(([field, words]) => {
    const label = element("label", FIELD_NAMES[field] || field);
    const box = element("textarea");
    box.name = field;
    box.value = words;
    box.dir = "auto";
    box.rows = Math.min(Math.max(words.split("\n").length, Math.ceil(words.length / 70), 1), 12);
    box.addEventListener("input", sketchSoon);
    label.append(box);
    return label;
  });
  byId("fields").replaceChildren(...rows);
  byId("gap-hint").hidden = card.type !== "cloze";
  byId("fault").textContent = "";
  byId("form").hidden = false;
  byId("other").hidden = true;
  document.body.classList.add("editing");
  view.both = true;
  rows[0].lastElementChild.focus();
}

const fieldsOf = () =>
  Object.fromEntries(Array.from(byId("fields").querySelectorAll("textarea"), (box) => [box.name, box.value]));

let drawing = 0;

function sketchSoon() {
  clearTimeout(drawing);
  drawing = setTimeout(sketch, 150);
}

async function sketch() {
  const card = editing;
  if (!card) return;
  const fields = fieldsOf();
  try {
    const answer = await ask("sketch", { key: card.id, fields });
    if (editing !== card || JSON.stringify(fieldsOf()) !== JSON.stringify(fields)) return;
    byId("fault").textContent = answer.fault || answer.warning || answer.refused || "";
    byId("fault").className = answer.fault || answer.refused ? "error" : "warning";
    byId("keep").disabled = Boolean(answer.fault);
    if (answer.sides && answer.sides.length) {
      const side = answer.sides[turned % answer.sides.length];
      fill("front", side.front, side.media);
      fill("back", side.back, side.media);
    }
  } catch {
    byId("fault").textContent = "The connection is lost: no picture of your words, but they can be kept.";
    byId("keep").disabled = false;
  }
}

function close() {
  editing = null;
  clearTimeout(drawing);
  byId("form").hidden = true;
  byId("keep").disabled = false;
  document.body.classList.remove("editing");
  byId("list").focus();
}

function keep() {
  if (!editing || byId("keep").disabled) return;
  const fields = fieldsOf();
  close();
  decide("edit", fields);
}

function leave() {
  close();
  show();
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  keep();
});
byId("leave").addEventListener("click", leave);
byId("form").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    leave();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    keep();
  }
});

// --- what is listed, and the keys ---------------------------------------------------------------------------

const labels = new Map(data.kinds);
const QUEUES = [["open", "To decide"], ...data.kinds, ["decided", "Decided"], ["", "All notes"]];
const isIn = {
  open: (card) => card.open,
  decided: (card) => Boolean(card.decision || card.pick),
  "": () => true,
};
const inQueue = (queue, card) => (Object.hasOwn(isIn, queue) ? isIn[queue](card) : card.queue === queue && card.open);
for (const [value, label] of QUEUES) {
  const many = cards.filter((card) => inQueue(value, card)).length;
  if (many || value === "open" || value === "") {
    byId("queue").append(new Option(`${label[0].toUpperCase()}${label.slice(1)} (${many.toLocaleString("en")})`, value));
  }
}
if (!cards.some((card) => card.open)) byId("queue").value = "";
more.passes = (card) => inQueue(byId("queue").value, card);
byId("queue").addEventListener("change", () => {
  say("");
  count();
  filter();
});
byId("all").addEventListener("click", () => (byId("queue").value = ""), { capture: true });

function another() {
  turned += 1;
  show();
}

more.keys = {
  a: () => decide("accept"),
  e: edit,
  t: () => shown[at] && shown[at].other && decide("take"),
  r: () => decide("reject"),
  s: () => decide("star"),
  x: () => decide("skip"),
  u: undo,
  n: next,
  c: another,
};
for (const [id, key] of Object.entries({ accept: "a", edit: "e", take: "t", reject: "r", star: "s", skip: "x", undo: "u", side: "c" })) {
  byId(id).addEventListener("click", more.keys[key]);
}
count();
setInterval(look, 2000);
addEventListener("visibilitychange", look);
