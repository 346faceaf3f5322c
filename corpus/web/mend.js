// What a person does to a page -> the corrections that say so.

import { button, dialog, field, h, select } from "./dom.js";
import { KINDS } from "./text.js";

const TITLES = {
  j: "The paragraph goes on the one before it, or those that are selected become one",
  s: "A paragraph begins at this line, or where the caret is in it",
  J: "The article goes on the one before it",
  S: "An article begins at this line, or where the caret is in it",
  m: "The headline, or what is selected, belongs to another body",
};
const at = (unit) => ({ start: unit.start, end: unit.end });
const bare = ({ start, end }) => ({ start, end });
const ROLES = ["reporter", "correspondent", "photographer", "editor", "author"].map((role) => [role, role]);
const LANGUAGES = [["zh-Hans", "Chinese, Simplified"], ["zh-Hant", "Chinese, Traditional"], ["und", "not known"]];

export class Mending {
  // `send(corrections)` adds them to the file and shows the page anew, `tell(text)` says something to the user.
  constructor(sheet, send, tell) {
    Object.assign(this, { sheet, send, tell, moving: null });
    this.actions = [
      ["Join paragraph", "j", () => this.joinParagraph()],
      ["Split paragraph", "s", () => this.split("paragraph")],
      ["Join article", "J", () => this.joinArticle()],
      ["Split article", "S", () => this.split("article")],
      ["Kind", "k", () => this.kind()],
      ["Move", "m", () => this.move()],
      ["Credits", "c", () => this.article()],
      ["Page", "p", () => this.page()],
      ["Take back", "u", () => this.undo()],
      ["Checked", "v", () => this.send([{ op: "checked" }])],
    ];
    this.actions = this.actions.map(([label, key, act]) => [label, key, () => (sheet.unit || "puv".includes(key) ? act() : tell("Nothing is printed on this page."))]);
    this.bar = h("div", { class: "bar", role: "toolbar", "aria-label": "Mend" }, this.actions.map(([label, key, act]) => button(label, key, act, { title: TITLES[key] ?? null })));
    sheet.picked = () => this.moving && this.drop();
  }

  #record() {
    return this.sheet.page.articles[this.sheet.unit.part.article];
  }

  // The part before another: in its article as it reads, else on the page as it is printed.
  #before(part) {
    const mine = this.sheet.parts.filter((one) => one.article === part.article && one.place === part.place);
    const number = mine.indexOf(part);
    if (number > 0) return mine[number - 1];
    const first = this.sheet.units.findIndex((unit) => unit.part === part);
    return first > 0 ? this.sheet.units[first - 1].part : null;
  }

  joinParagraph() {
    const chosen = [...new Set(this.sheet.chosen.map((unit) => unit.part))];
    const [first, ...rest] = chosen.length > 1 ? chosen : [this.#before(chosen[0]), chosen[0]];
    if (!first) return this.tell("Nothing stands before it.");
    const said = rest.map((part) => ({ op: "join", unit: "paragraph", spans: part.spans.map(bare), to: bare(first.spans[0]) }));
    return this.send(said);
  }

  joinArticle() {
    const orders = [...new Set(this.sheet.chosen.map((unit) => unit.part.article))].filter((order) => order !== null).sort((a, b) => a - b);
    const [first, ...rest] = orders.length > 1 ? orders : [orders[0] - 1, orders[0]];
    const anchor = (order) => this.sheet.parts.find((part) => part.article === order)?.spans[0];
    if (!anchor(first) || rest[0] === undefined) return this.tell("There is no article before it.");
    return this.send(rest.map((order) => ({ op: "join", unit: "article", spans: [bare(anchor(order))], to: bare(anchor(first)) })));
  }

  split(unit) {
    const { unit: here, caret } = this.sheet;
    return this.send([{ op: "split", unit, spans: [{ start: here.start + caret, end: here.end }] }]);
  }

  // The spans that are meant: the lines that are selected if there are several, else the whole part.
  #meant() {
    const { chosen, unit } = this.sheet;
    return chosen.length > 1 ? chosen.map(at) : unit.part.spans.map(bare);
  }

  kind() {
    const spans = this.#meant();
    const here = this.sheet.unit;
    const only = h("input", { type: "checkbox", name: "only" });
    const keys = Object.keys(KINDS);
    const choice = (kind, n) => h("button", { value: kind, "aria-pressed": String(kind === here.part.kind) }, h("kbd", { "aria-hidden": "true" }, "1234567890abcdefgh"[n]), ` ${KINDS[kind][0]} ${KINDS[kind][1]}`);
    const groups = ["headline", "paragraphs", "marks", "furniture"].map((place) =>
      h("fieldset", {}, h("legend", {}, place), keys.map((kind, n) => (KINDS[kind][2] === place ? choice(kind, n) : null))),
    );
    const one = this.sheet.chosen.length === 1 && here.part.spans.length > 1 ? h("label", { class: "check" }, only, " only this line, not the whole paragraph") : null;
    const made = dialog("What is it?", [one, h("div", { class: "kinds" }, groups)], [["Leave it", ""]], (kind) => {
      if (kind in KINDS) this.send([{ op: "kind", kind, spans: only.checked ? [at(here)] : spans }]);
    });
    made.addEventListener("keydown", (event) => {
      const n = "1234567890abcdefgh".indexOf(event.key);
      if (n >= 0 && keys[n] && !event.ctrlKey && !event.metaKey) made.close(keys[n]);
    });
    made.querySelector('[aria-pressed="true"]')?.focus();
  }

  // Pick up a headline group, or what is selected; the next line that is chosen says where it belongs.
  move() {
    if (this.moving) return this.drop();
    const { part } = this.sheet.unit;
    const group = this.sheet.parts.filter((one) => one.place === "headline" && one.article === part.article);
    const isHeadline = part.place === "headline" && this.sheet.chosen.length === 1;
    this.moving = { spans: isHeadline ? group.flatMap((one) => one.spans.map(bare)) : this.#meant(), headline: isHeadline, from: part.article };
    return this.tell(`${isHeadline ? "The headline is" : "It is"} picked up. Go to the body where it belongs and press Enter, or click it; Escape leaves it where it was.`);
  }

  drop() {
    const { spans, headline, from } = this.moving;
    const { unit } = this.sheet;
    if (spans.some((span) => span.start <= unit.start && unit.start < span.end)) return undefined;
    this.moving = null;
    const said = [{ op: "move", spans, to: at(unit) }];
    const there = this.sheet.parts.filter((one) => one.place === "headline" && one.article === unit.part.article);
    const body = this.sheet.parts.find((one) => one.place === "paragraphs" && one.article === from);
    if (headline && there.length && body && from !== unit.part.article) {
      said.push({ op: "move", spans: there.flatMap((one) => one.spans.map(bare)), to: bare(body.spans[0]) }); // a body has one headline: they change places
    }
    return this.send(said);
  }

  leave() {
    if (!this.moving) return false;
    this.moving = null;
    this.tell("Left where it was.");
    return true;
  }

  article() {
    const record = this.#record();
    if (!record) return this.tell("Furniture has no credits.");
    const anchor = bare(this.sheet.unit.part.spans[0]);
    const old = record.dateline ?? {};
    const input = (name, value, label) => h("input", { name, value: value ?? "", "aria-label": label || null, placeholder: label || null, lang: this.sheet.page.language });
    const row = (one) => {
      const made = h("div", { class: "credit" }, select(ROLES, one.role, { name: "role", "aria-label": "role" }), input("name", one.name, "name"), input("organization", one.organization, "organization"));
      made.append(button("Remove", "", () => made.remove(), { "aria-label": `Remove ${one.name || "this credit"}` }));
      return made;
    };
    const rows = h("div", { class: "credits" }, record.credits.map(row));
    const line = ["agency", "place", "date_printed", "text"].map((name) => field(name.replace("date_", "date as "), input(`line-${name}`, old[name], "")));
    const body = [h("fieldset", {}, h("legend", {}, "Credits"), rows, button("Add a credit", "", () => rows.append(row({ role: "reporter", name: "", organization: "" })))), h("fieldset", { class: "fields" }, h("legend", {}, "Dateline"), line)];
    const made = dialog("Credits and dateline", body, [["Cancel", ""], ["Save", "save", true]], (value) => {
      if (value !== "save") return;
      const text = (node, name) => node.querySelector(`[name="${name}"]`).value.trim();
      const credits = [...rows.children].map((node) => ({ role: text(node, "role"), name: text(node, "name"), organization: text(node, "organization") || null })).filter((one) => one.name);
      const told = Object.fromEntries(["agency", "place", "date_printed", "text"].map((name) => [name, text(made, `line-${name}`) || null]));
      const phrase = told.text ?? ([told.agency, told.place, told.date_printed].filter(Boolean).join("") || null);
      const dateline = phrase ? { ...told, text: phrase, date: old.text === phrase ? (old.date ?? null) : null } : null;
      const said = [];
      if (JSON.stringify(credits) !== JSON.stringify(record.credits)) said.push({ op: "credits", spans: [anchor], credits });
      if (["agency", "place", "date_printed", "text"].some((name) => (dateline?.[name] ?? null) !== (old[name] ?? null))) said.push({ op: "dateline", spans: [anchor], dateline });
      if (said.length) this.send(said);
    });
    return made;
  }

  page() {
    const { page } = this.sheet;
    const inputs = {
      newspaper: h("input", { value: page.newspaper ?? "", lang: page.language }),
      edition: h("input", { value: page.edition ?? "", lang: page.language }),
      date: h("input", { type: "date", value: page.date ?? "" }),
      page: h("input", { value: page.page ?? "" }),
      language: select(LANGUAGES, page.language),
    };
    dialog("The page", h("div", { class: "fields" }, Object.entries(inputs).map(([name, input]) => field(name, input))), [["Cancel", ""], ["Save", "save", true]], (value) => {
      const changed = Object.entries(inputs).filter(([name, input]) => (input.value.trim() || null) !== page[name]);
      if (value === "save" && changed.length) this.send([{ op: "metadata", ...Object.fromEntries(changed.map(([name, input]) => [name, input.value.trim() || null])) }]);
    });
  }

  undo(id) {
    const last = id ?? [...this.sheet.value.corrections].reverse().find((one) => one.standing)?.id;
    return last ? this.send([{ op: "undo", of: last }]) : this.tell("There is no correction of this page to take back.");
  }
}
