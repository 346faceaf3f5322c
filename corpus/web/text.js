// A page record -> its printed lines and its parts. Offsets count code points, as in Python; JavaScript counts UTF-16 units.

export const KINDS = {
  kicker: ["引", "kicker", "headline"],
  title: ["题", "title", "headline"],
  subtitle: ["副", "subtitle", "headline"],
  body: ["¶", "body", "paragraphs"],
  crosshead: ["插", "crosshead", "paragraphs"],
  summary: ["提", "summary", "paragraphs"],
  caption: ["图", "caption", "paragraphs"],
  note: ["注", "note", "paragraphs"],
  byline: ["署", "byline", "marks"],
  jump_to: ["转", "jump to", "marks"],
  jump_from: ["接", "jump from", "marks"],
  jump_headline: ["续", "headline after a jump", "marks"],
  folio: ["眉", "folio", "furniture"],
  nameplate: ["报", "nameplate", "furniture"],
  imprint: ["版", "imprint", "furniture"],
  source: ["源", "source line", "furniture"],
  other: ["〇", "other furniture", "furniture"],
};

const isBlank = (character) => /^\s$/u.test(character);

// Every part of a page: {id, article, place, kind, spans, text, sure}. `article` is its order, null for furniture.
export function parts(page) {
  const found = [];
  const add = (article, place, record, kind) =>
    found.push({ id: found.length, article, place, kind, spans: record.spans, text: record.text, sure: record.confidence ?? null });
  for (const article of page.articles) {
    for (const line of article.headline_lines) add(article.order, "headline", line, line.role);
    for (const paragraph of article.paragraphs) add(article.order, "paragraphs", paragraph, paragraph.kind);
    for (const mark of article.marks) add(article.order, "marks", mark, mark.kind);
  }
  for (const item of page.furniture) add(null, "furniture", item, item.kind);
  return found;
}

// The page as it was received, line by line: {number, blank, units}. A unit is a stretch of one line that is in one part.
export function printed(page, all) {
  const points = Array.from(page.source_text);
  const spans = all.flatMap((part) => part.spans.map((span, place) => ({ ...span, part, place }))).sort((a, b) => a.start - b.start);
  const lines = [];
  const units = [];
  let next = 0;
  for (let start = 0, number = 1; start <= points.length; number += 1) {
    let end = points.indexOf("\n", start);
    if (end < 0) end = points.length;
    const line = { number, units: [] };
    while (next > 0 && spans[next - 1].end > start) next -= 1;
    for (; next < spans.length && spans[next].start < end; next += 1) {
      const span = spans[next];
      const from = Math.max(span.start, start);
      const to = Math.min(span.end, end);
      if (from >= to) continue;
      const unit = { id: units.length, line: number, span: span.start, start: from, end: to, part: span.part, first: span.place === 0 && from === span.start, points: points.slice(from, to) };
      line.units.push(unit);
      units.push(unit);
    }
    lines.push(line);
    start = end + 1;
  }
  return { lines, units, points };
}

// A joined text cut where its printed lines met: [[start of the line in the source, text], …]. Only white space differs.
export function seams(text, spans, points) {
  const rest = Array.from(text);
  const cut = [];
  let at = 0;
  for (const span of spans) {
    let left = 0;
    for (let n = span.start; n < span.end; n += 1) if (!isBlank(points[n])) left += 1;
    const from = at;
    while (at < rest.length && (left > 0 || isBlank(rest[at]))) {
      if (!isBlank(rest[at])) left -= 1;
      at += 1;
    }
    cut.push([span.start, rest.slice(from, at).join("")]);
  }
  if (at < rest.length && cut.length) cut[cut.length - 1][1] += rest.slice(at).join("");
  return cut;
}

// Control characters shown as their pictures, so that one sees that they are there.
export function shown(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0))).replace(/\u007f/g, "\u2421").replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

export function percent(share) {
  return `${Math.round(share * 100)} %`;
}
