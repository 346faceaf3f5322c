// Plots of counts as plain SVG: bars for what is counted, an area for days. Each can be read as a table, too.

import { h, svg } from "./dom.js";

const WIDTH = 360;
const ROW = 22;
const TALL = 150;

const number = (value) => value.toLocaleString("en");

function bars(pairs) {
  const most = Math.max(1, ...pairs.map(([, count]) => count));
  const height = pairs.length * ROW;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true" },
    pairs.map(([name, count], n) => {
      const width = (count / most) * 175;
      return [
        svg("text", { x: 112, y: n * ROW + 15, "text-anchor": "end" }, name.length > 14 ? `${name.slice(0, 13)}…` : name),
        svg("rect", { x: 120, y: n * ROW + 4, width: Math.max(width, count ? 1 : 0), height: ROW - 8, rx: 2 }),
        svg("text", { class: "count", x: 126 + width, y: n * ROW + 15 }, number(count)),
      ];
    }),
  );
}

function columns(pairs) {
  const most = Math.max(1, ...pairs.map(([, count]) => count));
  const step = WIDTH / pairs.length;
  const every = Math.ceil(pairs.length / (pairs.some(([name]) => name.length > 9) ? 3 : 6));
  return svg(
    "svg",
    { viewBox: `0 -14 ${WIDTH} ${TALL + 34}`, "aria-hidden": "true" },
    svg("line", { x1: 0, x2: WIDTH, y1: TALL, y2: TALL }),
    svg("text", { class: "count", x: 0, y: -2 }, number(most)),
    pairs.map(([name, count], n) => {
      const tall = (count / most) * (TALL - 6);
      const label = n % every === 0 && svg("text", { x: n === 0 ? 0 : (n + 0.5) * step, y: TALL + 16, "text-anchor": n === 0 || pairs.length > 60 ? "start" : "middle" }, name);
      return [svg("rect", { x: n * step + step * 0.08, y: TALL - tall, width: step * 0.84, height: tall }), label];
    }),
  );
}

const UPRIGHT = /^(articles per|characters|confidence)/;

export function plot(name, pairs) {
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, name), h("th", { scope: "col" }, "number"))),
    h("tbody", {}, pairs.map(([label, count]) => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, number(count))))),
  );
  const shown = pairs.length === 0 ? h("p", { class: "faint" }, "Nothing to show: this is not known of any record.") : UPRIGHT.test(name) ? columns(pairs) : bars(pairs);
  return h("figure", {}, h("figcaption", {}, name), shown, pairs.length ? h("details", {}, h("summary", {}, "as a table"), h("div", { class: "table", tabindex: "0", role: "region", "aria-label": `${name}, as a table` }, table)) : null);
}
