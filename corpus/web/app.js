// The review page: the list, the page that is open, the figures, and the keys.

import { data } from "./data.js";
import { button, counted, dialog, field, h, select } from "./dom.js";
import { List } from "./list.js";
import { Mending } from "./mend.js";
import { plot } from "./plots.js";
import { Sheet } from "./sheet.js";
import { percent } from "./text.js";

const query = { unit: "articles", sort: "doubt", newspaper: "", since: "", until: "", doubt: "", state: "", text: "", everywhere: "" };
const DOUBTS = { headline: "headline", paragraphs: "joins", untitled: "no headline", short: "short", empty: "empty" };
let facts;
let told;

const status = h("p", { class: "status", role: "status", "aria-live": "polite" });

function tell(text, isProblem = false) {
  status.textContent = text;
  status.classList.toggle("problem", isProblem);
  clearTimeout(told);
  if (!isProblem) told = setTimeout(() => (status.textContent = ""), 8000);
}

async function trying(work) {
  try {
    return await work();
  } catch (error) {
    tell(error.message, true);
    return undefined;
  }
}

// ---- the page that is open

const sheet = new Sheet({ changed: () => why(), undo: data.still ? null : (id) => mending.undo(id) });
const mending = new Mending(sheet, (said) => trying(() => send(said)), tell);
const evidence = h("aside", { class: "why", "aria-label": "Why", hidden: true });

async function send(said) {
  if (data.still) return tell("This file is for reading: corrections need corpus review DIR.");
  const value = await data.correct(sheet.value, said);
  sheet.show(value, true);
  facts = await data.facts();
  count();
  return tell(said[0].op === "undo" ? "Taken back." : said[0].op === "checked" ? "Marked as checked." : "Written to the corrections file.");
}

async function show(row) {
  const value = await data.page(row.n);
  sheet.show(value);
  workspace.hidden = false;
  empty.hidden = true;
  document.body.classList.add("opened");
  if (row.order !== undefined) sheet.goToArticle(Math.max(0, value.page.articles.findIndex((article) => article.id === row.id)));
  if (!evidence.hidden) await explain();
}

async function explain() {
  evidence.hidden = false;
  if (sheet.evidence === undefined) {
    evidence.replaceChildren(h("p", { class: "faint" }, "The page is being converted again, to ask for reasons …"));
    const asked = sheet.value;
    try {
      const found = await data.evidence(asked);
      if (asked === sheet.value) sheet.evidence = found;
    } catch (error) {
      if (asked === sheet.value) evidence.hidden = true;
      throw error;
    }
  }
  why();
}

function why() {
  if (evidence.hidden || sheet.evidence === undefined) return;
  const close = button("Close", "e", () => (evidence.hidden = true));
  if (sheet.evidence === null) return void evidence.replaceChildren(close, h("p", {}, "Why is not known here: the page was read from print, which decided, too. corpus explain FILE tells it."));
  const { unit } = sheet;
  const found = sheet.evidence.find((one) => one.start < unit.end && unit.start < one.end);
  if (!found) return void evidence.replaceChildren(close, h("p", {}, "Nothing is known of this line."));
  const reasons = found.why.map((reason) => {
    const [, name, share] = /^(.*) \(\+(.*)\)$/.exec(reason) ?? [null, reason, 0];
    return h("li", {}, h("meter", { min: 0, max: 1, value: share, "aria-label": name }), ` ${name}`, h("span", { class: "faint" }, ` +${share}`));
  });
  const corrected = sheet.page.corrections.length ? h("p", { class: "faint" }, "So the converter took it; corrections come after.") : null;
  evidence.replaceChildren(
    close,
    h("h3", {}, "Why"),
    h("p", {}, "Taken for ", h("strong", {}, found.label), `, ${percent(found.confidence)} sure`),
    h("p", { class: "faint" }, reasons.length ? "What spoke for it: how much less likely it would be without" : "No single reason: many small ones."),
    h("ul", {}, reasons),
    corrected ?? "",
  );
}

// ---- the list

function entry(row) {
  const badge = row.sure === undefined ? `${row.expected.toFixed(1)} doubtful` : percent(row.sure);
  return [
    h("span", { class: "name", lang: "zh" }, row.headline || "—"),
    h("span", { class: row.sure < 0.8 || row.expected > 1 ? "sure low" : "sure" }, badge),
    h("span", { class: "where" }, [row.newspaper, row.date, row.page && `p. ${row.page}`].filter(Boolean).join(" ") || row.source, row.state === "unreviewed" ? null : h("span", { class: `state ${row.state}` }, row.state)),
    h("span", { class: "tags" }, row.doubts.map((name) => h("span", { class: "tag" }, DOUBTS[name]))),
  ];
}

const list = new List("Pages and articles", (first, number) => data.rows(query, first, number), entry, (row) => trying(() => show(row)));
const total = h("p", { class: "total", role: "status" });

async function load() {
  await trying(() => list.load());
  total.textContent = `${counted(list.total, query.unit.slice(0, -1))}${query.sort === "doubt" ? ", most doubtful first" : ""}`;
}

function filters() {
  const set = (name) => (event) => {
    query[name] = event.target.type === "checkbox" ? String(event.target.checked) : event.target.value;
    load();
  };
  let typing;
  const search = h("input", {
    type: "search",
    "aria-keyshortcuts": "/",
    placeholder: data.still ? "headline, file" : "headline, byline, file",
    oninput: (event) => {
      clearTimeout(typing);
      typing = setTimeout(() => set("text")(event), 200);
    },
  });
  search.id = "search";
  const papers = [["", "all papers"], ...facts.papers.map((name) => [name, name])];
  const doubts = [["", "any doubt"], ...Object.entries(facts.doubts).map(([name, what]) => [name, what])];
  const [low, high] = facts.days.length ? facts.days : ["", ""];
  return h(
    "form",
    { class: "filters", "aria-label": "What to list", onsubmit: (event) => event.preventDefault() },
    field("Search", search),
    data.still ? null : h("label", { class: "check" }, h("input", { type: "checkbox", onchange: set("everywhere") }), " in the whole text"),
    h("div", { class: "pair" }, field("List", select([["articles", "articles"], ["pages", "pages"]], "articles", { onchange: set("unit") })), field("Order", select([["doubt", "by doubt"], ["printed", "as printed"]], "doubt", { onchange: set("sort") }))),
    h("div", { class: "pair" }, field("Doubt", select(doubts, "", { onchange: set("doubt") })), field("Review", select([["", "any"], ...facts.states.map((state) => [state, state])], "", { onchange: set("state") }))),
    facts.papers.length ? field("Newspaper", select(papers, "", { onchange: set("newspaper") })) : null,
    facts.days.length ? h("div", { class: "pair" }, field("From", h("input", { type: "date", min: low, max: high, onchange: set("since") })), field("To", h("input", { type: "date", min: low, max: high, onchange: set("until") }))) : null,
  );
}

// ---- figures

const figures = h("main", { class: "figures", hidden: true, tabindex: "-1", "aria-label": "Figures" });

async function toggleFigures() {
  const shows = figures.hidden;
  figures.hidden = !shows;
  review.hidden = shows;
  figuresButton.setAttribute("aria-pressed", String(shows));
  if (!shows) return;
  const found = await trying(() => data.figures());
  if (!found) return;
  figures.replaceChildren(h("h2", {}, "The corpus in figures"), h("div", { class: "plots" }, Object.entries(found).map(([name, pairs]) => plot(name, pairs))));
  figures.focus();
  const joins = await trying(() => data.joins());
  if (!joins) return;
  for (const [name, pairs] of Object.entries(joins.plots)) figures.querySelector(".plots").append(plot(`${name}, in ${counted(joins.pages, "page")}`, pairs));
}

// ---- keys

const KEYS = [
  ["↓ ↑", "next, previous line (or entry of the list)"],
  ["Shift ↓ ↑", "select several lines"],
  ["← →", "where in the line to split"],
  ["n b", "next, previous entry of the list"],
  ["l  o", "go to the list, to the source"],
  ["/", "search"],
  ["e", "why: the evidence for the line"],
  ["g", "figures"],
  ["?", "this help"],
];

function help() {
  const rows = [...KEYS, ...mending.actions.map(([label, key]) => [key, label.toLowerCase()])];
  dialog("Keys", h("dl", { class: "keys" }, rows.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)))), [["Close", "", true]]);
}

const tools = {
  "?": help,
  g: toggleFigures,
  e: () => (evidence.hidden ? sheet.value && trying(explain) : (evidence.hidden = true)),
  "/": () => document.getElementById("search").focus(),
  n: () => list.go(list.at + 1),
  b: () => list.go(list.at - 1),
  l: () => list.element.focus(),
  o: () => sheet.lines.focus(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog");
  if (event.key === "Escape") {
    if (!mending.leave() && typing) event.target.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && mending.moving && !event.target.closest("button")) {
    event.preventDefault();
    mending.drop();
    return;
  }
  const mend = sheet.value && figures.hidden ? mending.actions.find(([, key]) => key === event.key) : null;
  const act = tools[event.key] ?? mend?.[2];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- the whole

const progress = h("p", { class: "progress" });

function count() {
  const { counts, waiting } = facts;
  progress.replaceChildren(
    `${counts.checked.toLocaleString("en")} of ${counted(facts.pages, "page")} checked`,
    waiting ? h("span", { class: "waiting" }, ` · ${counted(waiting, "correction")} for the next build`) : "",
  );
}

const figuresButton = button("Figures", "g", toggleFigures, { "aria-pressed": "false" });
const empty = h("p", { class: "empty" }, "Choose an entry of the list: with ↓, or click it.");
const workspace = h(
  "div",
  { class: "workspace", hidden: true },
  data.still ? null : mending.bar,
  h("div", { class: "sides", role: "group", "aria-label": "Which side to show" }, ["Source", "Articles"].map((name, n) => h("button", { type: "button", "aria-pressed": String(n === 1), onclick: (event) => side(event.target, n) }, name))),
  h("div", { class: "halves" }, sheet.lines, sheet.reading),
  evidence,
);
const review = h("main", { class: "review", "aria-label": "Review" });

function side(pressed, n) {
  for (const one of pressed.parentElement.children) one.setAttribute("aria-pressed", String(one === pressed));
  workspace.classList.toggle("source-only", n === 0);
}

async function start() {
  facts = await data.facts();
  document.title = `${facts.name} · review`;
  count();
  const back = button("List", "", () => document.body.classList.remove("opened"), { class: "back" });
  review.append(h("nav", { class: "side", "aria-label": "Pages and articles" }, h("details", { open: innerWidth > 900 }, h("summary", {}, "Filter and search"), filters()), total, list.element), empty, workspace);
  document.body.append(
    h("header", { class: "top" }, back, h("h1", {}, facts.name), progress, h("span", { class: "grow" }), figuresButton, button("Keys", "?", help)),
    review,
    figures,
    status,
  );
  await load();
  if (list.total && innerWidth > 900) await list.go(0);
  if (list.total) list.element.focus();
}

// A dataset that was built again meanwhile is shown as it is now, when one comes back to the page.
addEventListener("focus", () => {
  if (!data.still && facts) trying(refresh);
});

async function refresh() {
  const { built } = facts;
  facts = await data.refresh();
  count();
  if (facts.built === built) return;
  await load();
  tell("The dataset was built again: the list is new.");
}

start().catch((error) => document.body.append(h("main", { class: "failed" }, h("h1", {}, "The review page cannot start"), h("p", {}, error.message))));
