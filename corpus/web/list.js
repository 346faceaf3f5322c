// A list of any length: only the rows on the screen are elements, and only slices around them are asked for.

import { h } from "./dom.js";

const HEIGHT = 66;
const SLICE = 100;
const TALLEST = 8e6; // browsers lay out no element much taller than this

export class List {
  // `ask(first, count)` gives {total, rows}; `draw(row)` gives the children of a row; `open(row)` is called when one is chosen.
  constructor(label, ask, draw, open) {
    Object.assign(this, { ask, draw, open, total: 0, at: -1, slices: new Map(), round: 0 });
    this.tall = h("div", { class: "tall", role: "none" });
    this.element = h(
      "div",
      { class: "list", role: "listbox", tabindex: "0", "aria-label": label, onscroll: () => this.#draw(), onkeydown: (event) => this.#key(event) },
      this.tall,
    );
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  async load() {
    this.round += 1;
    this.slices.clear();
    this.at = -1;
    this.element.scrollTop = 0;
    await this.#slice(0);
    this.tall.style.height = `${Math.min(this.total * HEIGHT, TALLEST)}px`;
    this.#draw();
  }

  async #slice(number) {
    if (this.slices.has(number)) return this.slices.get(number);
    const { round } = this;
    const asked = this.ask(number * SLICE, SLICE).then(({ total, rows }) => {
      if (round !== this.round) return [];
      this.total = total;
      this.slices.set(number, rows);
      return rows;
    });
    this.slices.set(number, asked);
    return asked;
  }

  get #stretch() {
    return Math.max(1, this.total * HEIGHT - this.element.clientHeight) / Math.max(1, Math.min(this.total * HEIGHT, TALLEST) - this.element.clientHeight);
  }

  #draw() {
    const top = this.element.scrollTop * this.#stretch;
    const first = Math.max(0, Math.floor(top / HEIGHT) - 3);
    const last = Math.min(this.total, Math.ceil((top + this.element.clientHeight) / HEIGHT) + 3);
    const rows = [];
    for (let n = first; n < last; n += 1) rows.push(this.#row(n, this.element.scrollTop + n * HEIGHT - top));
    this.tall.replaceChildren(...rows);
    const current = this.element.querySelector('[aria-selected="true"]');
    if (current) this.element.setAttribute("aria-activedescendant", current.id);
    else this.element.removeAttribute("aria-activedescendant");
  }

  #row(n, top) {
    const slice = this.slices.get(Math.floor(n / SLICE));
    const row = Array.isArray(slice) ? slice[n % SLICE] : null;
    if (!slice) {
      clearTimeout(this.waiting); // one who scrolls past does not want what is there
      this.waiting = setTimeout(() => this.#slice(Math.floor(n / SLICE)).then(() => this.#draw()), 60);
    } else if (!row) {
      slice.then?.(() => this.#draw());
    }
    return h(
      "div",
      {
        class: "entry",
        id: `entry-${n}`,
        role: "option",
        "aria-selected": String(n === this.at),
        "aria-posinset": n + 1,
        "aria-setsize": this.total,
        style: { top: `${top}px` },
        onclick: () => this.go(n),
      },
      row ? this.draw(row) : h("span", { class: "faint" }, "…"),
    );
  }

  async go(n) {
    if (n < 0 || n >= this.total) return;
    this.at = n;
    const rows = await this.#slice(Math.floor(n / SLICE));
    const stretch = this.#stretch;
    const top = this.element.scrollTop * stretch;
    if (n * HEIGHT < top) this.element.scrollTop = (n * HEIGHT) / stretch;
    else if ((n + 1) * HEIGHT > top + this.element.clientHeight) this.element.scrollTop = ((n + 1) * HEIGHT - this.element.clientHeight) / stretch;
    this.#draw();
    this.open(rows[n % SLICE]);
  }

  #key(event) {
    const page = Math.floor(this.element.clientHeight / HEIGHT);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.total, End: this.total };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(Math.max(0, Math.min(this.total - 1, this.at + steps[event.key])));
  }
}
