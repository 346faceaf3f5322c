// Elements without markup: text from a page is only ever a text node, so none of it can run.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, set] of Object.entries(value)) element.style.setProperty(key, set);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

export function button(label, key, act, props = {}) {
  return h("button", { type: "button", onclick: act, "aria-keyshortcuts": key || null, ...props }, label, key ? h("kbd", { "aria-hidden": "true" }, key) : null);
}

export function field(label, input) {
  return h("label", { class: "field" }, h("span", {}, label), input);
}

export function select(values, chosen, props = {}) {
  return h("select", props, values.map(([value, label]) => h("option", { value, selected: value === chosen }, label)));
}

export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

// A dialog that closes with Escape, gives the focus back, and calls `done` with true if it was sent off.
export function dialog(title, body, actions, done = () => {}) {
  const head = h("h2", { id: "dialog-title" }, title);
  const foot = h("footer", {}, actions.map(([label, value, main]) => h("button", { value, class: main ? "main" : "" }, label)));
  const made = h("dialog", { "aria-labelledby": "dialog-title" }, h("form", { method: "dialog" }, head, body, foot));
  made.addEventListener("close", () => {
    made.remove();
    done(made.returnValue);
  });
  document.body.append(made);
  made.showModal();
  return made;
}
