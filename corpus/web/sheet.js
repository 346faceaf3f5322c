// One page: left its printed lines as received, right its articles as they read. Pointing at either side lights the other.

import { button, counted, h } from "./dom.js";
import { KINDS, parts, percent, printed, seams, shown } from "./text.js";

const TINTS = 6;
const UNSURE = 0.8;

const tint = (article) => (article === null ? "none" : String(article % TINTS));

export class Sheet {
  // `changed()` is called when another line becomes the current one, `undo(id)` to take a correction back.
  constructor({ changed, undo }) {
    Object.assign(this, { changed, undo, at: 0, from: 0, caret: 0, units: [], parts: [] });
    this.lines = h("div", { class: "lines", role: "listbox", "aria-multiselectable": "true", "aria-label": "Source, line by line", tabindex: "0" });
    this.lines.addEventListener("keydown", (event) => this.#key(event));
    this.reading = h("div", { class: "reading", role: "region", "aria-label": "Articles", tabindex: "0" });
    for (const side of [this.lines, this.reading]) {
      side.addEventListener("pointerover", (event) => this.#point(event.target));
      side.addEventListener("pointerleave", () => this.#light());
      side.addEventListener("focusin", (event) => side === this.reading && this.#point(event.target));
      side.addEventListener("click", (event) => this.#click(event, side));
    }
  }

  show(value, keep = false) {
    const offset = keep && this.units.length ? this.unit.start + this.caret : -1; // what is behind the caret of a split is where one goes on
    this.value = value;
    this.page = value.page;
    this.evidence = value.evidence; // undefined until it is asked for, null if it is not known here
    this.parts = parts(this.page);
    const { lines, units, points } = printed(this.page, this.parts);
    Object.assign(this, { units, points });
    this.lines.replaceChildren(...lines.map((line) => this.#line(line)));
    this.reading.replaceChildren(...this.#articles());
    const found = units.findIndex((unit) => unit.end > offset);
    this.go(Math.max(0, offset < 0 ? 0 : found), { scroll: !keep });
  }

  // ---- the left side

  #line(line) {
    if (line.units.length === 0) return h("div", { class: "line blank", role: "none" });
    const many = line.units.length > 1; // columns that an extractor shuffled into each other: as wide as they are, never wrapped
    return h("div", { class: many ? "line many" : "line", role: "none" }, h("span", { class: "number", "aria-hidden": "true" }, String(line.number)), line.units.map((unit) => this.#unit(unit)));
  }

  #unit(unit) {
    const { part } = unit;
    const [sign, name] = KINDS[part.kind];
    const opens = part.article !== null && unit.first && this.parts.find((one) => one.article === part.article && this.#isBefore(one, part)) === undefined;
    unit.element = h(
      "span",
      { class: `unit ${part.place} ${part.kind}`, id: `unit-${unit.id}`, role: "option", "aria-selected": "false", "data-unit": unit.id, "data-part": part.id, "data-tint": tint(part.article) },
      h("span", { class: "sign", title: name }, unit.first ? sign : "", unit.first ? h("span", { class: "hidden" }, ` ${name}: `) : null),
      opens ? h("span", { class: "order" }, h("span", { class: "hidden" }, "article "), String(part.article + 1)) : null,
      (unit.text = h("span", { class: "text", lang: this.page.language }, shown(unit.points.join("")))),
    );
    return unit.element;
  }

  #isBefore(one, other) {
    return one !== other && Math.min(...one.spans.map((span) => span.start)) < Math.min(...other.spans.map((span) => span.start));
  }

  // ---- the right side

  *#articles() {
    yield this.#facts();
    for (const article of this.page.articles) yield this.#article(article);
    const furniture = this.parts.filter((part) => part.place === "furniture");
    if (furniture.length) yield h("section", { class: "furniture", "aria-label": "Furniture" }, h("h3", {}, "On the page, in no article"), furniture.map((part) => this.#part(part, "p")));
    yield this.#history();
  }

  #facts() {
    const { page } = this;
    const known = [page.newspaper, page.edition, page.date, page.page && `page ${page.page}`].filter(Boolean).join(" · ");
    return h("header", { class: "facts" }, h("h2", {}, page.source), h("p", {}, known || "newspaper and date not known", page.review ? h("span", { class: `state ${page.review}` }, page.review) : null));
  }

  #article(article) {
    const mine = (place) => this.parts.filter((part) => part.article === article.order && part.place === place);
    const credits = article.credits.map((one) => h("li", {}, h("span", { class: "role" }, one.role), ` ${one.name}`, one.organization ? h("span", { class: "faint" }, ` ${one.organization}`) : null));
    const { dateline } = article;
    const told = dateline && [dateline.agency, dateline.place, dateline.date ?? dateline.date_printed].filter(Boolean).join(" · ");
    const jumps = [article.jump_from && `from page ${article.jump_from}`, article.jump_to && `goes on on page ${article.jump_to}`].filter(Boolean).join(", ");
    return h(
      "article",
      { "data-tint": tint(article.order), lang: this.page.language, "aria-label": `Article ${article.order + 1}` },
      h(
        "header",
        {},
        h("p", { class: "meta", lang: "en" }, h("span", { class: "order" }, String(article.order + 1)), h("span", { class: article.confidence < UNSURE ? "sure low" : "sure" }, `${percent(article.confidence)} sure`), ` ${counted(article.characters, "character")}`, article.review ? h("span", { class: `state ${article.review}` }, article.review) : null),
        mine("headline").length ? mine("headline").map((part) => this.#part(part, part.kind === "title" ? "h3" : "p")) : h("p", { class: "faint", lang: "en" }, "no headline"),
        credits.length ? h("ul", { class: "credits", "aria-label": "Credits" }, credits) : null,
        told || jumps ? h("p", { class: "dateline" }, told ? h("span", {}, told) : null, jumps ? h("span", { class: "jump", lang: "en" }, jumps) : null) : null,
      ),
      mine("paragraphs").map((part) => this.#part(part, "p")),
      mine("marks").map((part) => this.#part(part, "p")),
    );
  }

  #part(part, tag) {
    const text = seams(part.text, part.spans, this.points).map(([start, piece]) => h("span", { class: "seam", "data-span": start }, shown(piece)));
    const [sign, name] = KINDS[part.kind];
    const doubt = part.sure !== null && part.sure < UNSURE ? h("span", { class: "sure low", lang: "en" }, percent(part.sure)) : null;
    const label = part.kind === "body" || part.place === "headline" ? null : h("span", { class: "sign", title: name }, sign, h("span", { class: "hidden" }, ` ${name}: `));
    return h(tag, { class: `part ${part.kind}`, "data-part": part.id, "data-tint": tint(part.article), tabindex: "-1" }, label, text, doubt);
  }

  #history() {
    const { corrections, rejected } = this.value;
    if (corrections.length === 0) return "";
    const why = Object.fromEntries(rejected.map((bad) => [bad.id, bad.problem]));
    const item = (one) =>
      h(
        "li",
        { class: one.standing || one.op === "undo" ? "" : "undone" },
        h("span", { class: "what" }, [one.op, one.unit, one.kind, one.of].filter(Boolean).join(" "), one.quote ? h("q", { lang: this.page.language }, shown(one.quote)) : null),
        h("span", { class: "faint" }, ` ${one.author}, ${one.time.slice(0, 16).replace("T", " ")}`),
        why[one.id] ? h("strong", { class: "problem" }, ` not applied: ${why[one.id]}`) : null,
        one.standing && this.undo ? button("Take back", "", () => this.undo(one.id), { "aria-label": `Take back ${one.op} ${one.quote ?? ""}` }) : null,
      );
    return h("section", { class: "history", lang: "en" }, h("h3", {}, "Corrections of this page"), h("ol", {}, [...corrections].reverse().map(item)));
  }

  // ---- where one is

  get unit() {
    return this.units[this.at];
  }

  // The units that are selected, in the order of print.
  get chosen() {
    const [first, last] = this.at < this.from ? [this.at, this.from] : [this.from, this.at];
    return this.units.slice(first, last + 1);
  }

  go(n, { extend = false, caret = 0, scroll = true } = {}) {
    if (this.units.length === 0) return;
    for (const one of this.chosen) one?.element.setAttribute("aria-selected", "false");
    if (this.unit) this.#caret(this.unit, 0);
    this.at = Math.max(0, Math.min(this.units.length - 1, n));
    if (!extend) this.from = this.at;
    this.caret = caret;
    for (const one of this.chosen) one.element.setAttribute("aria-selected", "true");
    for (const old of this.lines.querySelectorAll(".current")) old.classList.remove("current");
    this.unit.element.classList.add("current");
    this.lines.setAttribute("aria-activedescendant", this.unit.element.id);
    this.#caret(this.unit, caret);
    this.#light();
    if (scroll) {
      this.unit.element.scrollIntoView({ block: "nearest" });
      this.#of(this.unit.part.id, this.reading)[0]?.scrollIntoView({ block: "nearest" });
    }
    this.changed();
  }

  goToArticle(order) {
    const first = (place) => this.units.findIndex((unit) => unit.part.article === order && unit.part.place === place);
    const n = [first("headline"), first("paragraphs"), first("marks")].find((one) => one >= 0) ?? -1;
    if (n >= 0) {
      this.go(n, { scroll: false });
      this.unit.element.scrollIntoView({ block: "center" });
      this.reading.querySelector(`article[aria-label="Article ${order + 1}"]`)?.scrollIntoView({ block: "start" });
    }
  }

  // Show where in its line a unit would be split.
  #caret(unit, at) {
    const text = unit.points;
    const whole = (piece) => shown(piece.join(""));
    if (at === 0) unit.text.replaceChildren(whole(text));
    else unit.text.replaceChildren(whole(text.slice(0, at)), h("span", { class: "caret" }), whole(text.slice(at)));
  }

  #of(part, side) {
    return [...side.querySelectorAll(`[data-part="${part}"]`)];
  }

  // Light a part on both sides, and the line in it: what is pointed at, else where one is.
  #light(part = this.unit?.part.id, span = this.unit?.span) {
    for (const side of [this.lines, this.reading]) {
      for (const old of side.querySelectorAll(".lit, .spot")) old.classList.remove("lit", "spot");
      for (const element of this.#of(part, side)) element.classList.add("lit");
    }
    this.reading.querySelector(`[data-part="${part}"] [data-span="${span}"]`)?.classList.add("spot");
    for (const unit of this.units) if (unit.span === span) unit.element.classList.add("spot");
  }

  #point(target) {
    const part = target.closest("[data-part]");
    if (!part) return this.#light();
    const unit = target.closest("[data-unit]");
    const seam = target.closest("[data-span]");
    const span = unit ? this.units[unit.dataset.unit].span : seam ? Number(seam.dataset.span) : this.parts[part.dataset.part].spans[0].start;
    return this.#light(part.dataset.part, span);
  }

  #click(event, side) {
    const part = event.target.closest("[data-part]");
    if (!part || event.target.closest("button")) return;
    const unit = event.target.closest("[data-unit]");
    const seam = event.target.closest("[data-span]");
    const span = seam ? Number(seam.dataset.span) : this.parts[part.dataset.part].spans[0].start;
    const n = unit ? Number(unit.dataset.unit) : this.units.findIndex((one) => one.span === span);
    const opposite = side === this.lines ? this.reading : this.lines;
    this.go(n, { extend: event.shiftKey, caret: unit ? this.#selected(unit) : 0, scroll: false });
    const other = side === this.lines ? this.#of(this.unit.part.id, opposite)[0] : this.unit.element;
    other?.scrollIntoView({ block: "center", behavior: "smooth" });
    this.picked?.();
  }

  // Where the pointer selected text in a unit, in code points; 0 if nowhere.
  #selected(unit) {
    const selection = getSelection();
    if (selection.isCollapsed || !unit.contains(selection.anchorNode) || !unit.querySelector(".text").contains(selection.anchorNode)) return 0;
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.setStart(unit.querySelector(".text"), 0);
    before.setEnd(range.startContainer, range.startOffset);
    return Array.from(before.toString()).length;
  }

  #key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -this.units.length, End: this.units.length };
    if (event.key in steps) this.go(this.at + steps[event.key], { extend: event.shiftKey });
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const caret = Math.max(0, Math.min(this.unit.points.length - 1, this.caret + (event.key === "ArrowRight" ? 1 : -1)));
      this.go(this.at, { caret });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
