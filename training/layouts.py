"""Articles -> PDF pages in layouts that `training.press` does not know, with gold: for training what the print says, and to measure it.

Headlines above, beside and vertical, boxes, rules between articles and between columns, pictures with captions above, below and in
the text, summaries, crossheads of many kinds, other fonts. `--family X` draws from some habits and `--family Y` from others, so
that what was learned of the one is measured on the other; so do Z and W, which know more: parts of a headline in like sizes, columns
of unequal width, several sets of columns, pull quotes. Needs what `training.press` needs.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from training.press import browser
from training.press.sheet import Sheet
from training.units import body_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KAI, _HEAVY = "'Noto Serif CJK SC Light','Noto Serif CJK SC'", "'Noto Sans CJK SC Black','Noto Sans CJK SC'"
_SERIF, _SANS, _HEI, _MING = "'Noto Serif CJK SC'", "'Noto Sans CJK SC'", "'WenQuanYi Zen Hei'", "'AR PL UMing CN'"
_HABITS: Final[dict[str, dict[str, Sequence[Any]]]] = {
    "X": {
        "body": (_SERIF, _SERIF, _SANS, _HEI),
        "title": (_SERIF, _SANS, _HEI),
        "size": (10, 11, 12, 13),
        "columns": (4, 5, 6),
        "measure": (13, 15, 17, 19, 22),
        "gap": (14, 18, 24),
        "scale": (1.6, 1.9, 2.4, 2.8),
        "leading": (1.35, 1.42, 1.5),
        "head": ("top", "top", "left", "side", "vertical", "vertical-right"),
        "crosshead": ("bold", "larger", "sans", "left"),
        "picture": ("above", "inside", "none", "none"),
    },
    "Y": {
        "body": (_MING, _SERIF, _SERIF),
        "title": (_SANS, _SERIF, _MING),
        "size": (11, 12, 14),
        "columns": (3, 4, 5, 7),
        "measure": (12, 14, 16, 18, 20),
        "gap": (12, 16, 20, 30),
        "scale": (1.5, 2.0, 2.2, 3.2),
        "leading": (1.3, 1.4, 1.6),
        "head": ("top", "left", "top", "side", "side-right", "vertical", "inset"),
        "crosshead": ("bold", "shaded", "sans", "plain"),
        "picture": ("above", "below", "inside", "none"),
    },
    "Z": {
        "body": (_SERIF, _SERIF, _SANS, _HEI, _MING),
        "title": (_SERIF, _SANS, _HEI),
        "size": (9, 10, 11, 12, 13.5),
        "columns": (3, 4, 5, 6, 7, 8),
        "measure": (10, 11, 13, 15, 17, 20, 24),
        "gap": (10, 14, 18, 24),
        "scale": (1.25, 1.5, 1.9, 2.4, 3.0),
        "leading": (1.3, 1.38, 1.46, 1.6),
        "head": ("top", "top", "left", "left", "side", "side-right", "vertical", "vertical-right", "inset"),
        "crosshead": ("bold", "larger", "sans", "left", "shaded", "plain"),
        "picture": ("above", "below", "inside", "between", "none"),
        "kicker": ("1em", "1.15em", "1.25em", "1.25em", "1.5em"),
        "subtitle": ("1em", "1.1em", "1.2em", "1.2em", "1.4em"),
        "bold": ("title", "title", "all", "none"),
        "quote": (0.0, 0.0, 0.3),
        "unequal": (0.0, 0.3),
        "sets": (0.0, 0.0, 0.2),
        "indent": ("2em", "2em", "2em", "ideographic"),
    },
    "W": {
        "body": (_SERIF, _KAI, _MING),
        "title": (_SANS, _SERIF, _HEAVY),
        "size": (9.5, 10.5, 12.5, 14),
        "columns": (3, 4, 5, 6, 8),
        "measure": (11, 12, 14, 16, 18, 21),
        "gap": (12, 16, 20, 28),
        "scale": (1.4, 1.7, 2.1, 2.7),
        "leading": (1.34, 1.42, 1.55),
        "head": ("top", "left", "inset", "side", "side-right", "vertical", "vertical-right"),
        "crosshead": ("bold", "larger", "left", "shaded", "ruled"),
        "picture": ("above", "below", "inside", "between", "none"),
        "kicker": ("1.1em", "1.3em", "1.4em"),
        "subtitle": ("1.05em", "1.25em", "1.3em"),
        "bold": ("title", "all", "none"),
        "quote": (0.0, 0.2),
        "unequal": (0.0, 0.4),
        "sets": (0.0, 0.25),
        "indent": ("2em", "2em", "ideographic"),
    },
}
_USUAL: Final[dict[str, Any]] = {
    "kicker": "1.25em",
    "subtitle": "1.2em",
    "bold": "title",
    "quote": 0.0,
    "unequal": 0.0,
    "sets": 0.0,
    "indent": "2em",
}
_NAMES: Final = ("王小明", "李静", "陈曦", "赵蕾", "孙涛", "何欣禹", "周远", "马志明")
_NARROWEST: Final = 6
"""No paper sets columns of fewer characters, however wide the headline beside them is."""
_QUOTE: Final = "1.3em"
_GREY: Final = "background:#bbb"
_CROSSHEADS: Final = {
    "bold": "font-weight:bold;text-align:center",
    "larger": "font-weight:bold;text-align:center;font-size:1.15em",
    "sans": f"font-family:{_SANS};font-weight:bold;text-align:center",
    "left": "font-weight:bold;text-align:left",
    "shaded": f"font-family:{_SANS};background:#ddd;text-align:left",
    "plain": "text-align:center",
    "ruled": "font-weight:bold;text-align:center;border-top:1px solid #000;border-bottom:1px solid #000",
}


@dataclass(slots=True)
class _Page:
    """A page being set: what was drawn for all of it, and what is on it so far."""

    rng: random.Random
    drawn: dict[str, Any]
    gold: list[dict[str, Any]] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)

    @property
    def column(self) -> float:
        """Width of a column in pixels."""
        return float(self.drawn["measure"] * self.drawn["size"])


def pages(articles: Sequence[dict[str, Any]], family: str, count: int, seed: str) -> Iterator[tuple[str, Sheet]]:
    """Yield the pages drawn, each with its name; a page that a browser prints holds three to eight articles."""
    for number in range(count):
        name = f"{family}-{seed}-{number:03d}"
        rng = random.Random(name)  # noqa: S311 - the same page each time
        page = _Page(rng, _USUAL | {key: rng.choice(values) for key, values in _HABITS[family].items()})
        chosen = rng.sample(articles, rng.randint(3, 8))
        yield name, _sheet(page, chosen, family)


def _sheet(page: _Page, articles: Sequence[dict[str, Any]], family: str) -> Sheet:
    drawn, rng = page.drawn, page.rng
    body = [_folio(page)] if rng.random() < 0.7 else []  # noqa: PLR2004 - most pages have one
    rules, upright = rng.random() < 0.5, rng.random() < 0.4  # noqa: PLR2004 - half and less
    zones: list[str] = []
    for row in _rows(page, articles):
        cells = [_article(page, article, span, family, zones) for article, span in row]
        border = f"border-left:1px solid #000;padding-left:{drawn['gap'] // 2}px;margin-left:-{drawn['gap'] // 2}px" if upright else ""
        inner = cells[0] + "".join(f'<div style="{border}">{cell}</div>' for cell in cells[1:])
        body.append(f'<div class="row">{inner}</div>')
        if rules:
            body.append("<hr>")
    if rng.random() < 0.4:  # noqa: PLR2004 - some pages say who made them
        page.furniture.append(f"责任编辑 {rng.choice(_NAMES)} 美术编辑 {rng.choice(_NAMES)}")
        body.append(f'<div class="folio">{page.furniture[-1]}</div>')
    if rng.random() < 0.6:  # noqa: PLR2004 - the order of the stream is that of the z-index
        rng.shuffle(zones)
    order = "".join(f"#{zone}{{position:relative;z-index:{place}}}" for place, zone in enumerate(zones, 1))
    width = drawn["columns"] * page.column + (drawn["columns"] - 1) * drawn["gap"] + 40
    css = f"<style>{_css(drawn, width)}{order}</style>"
    document = f'<html lang="zh"><head><meta charset="utf8">{css}</head><body>{"".join(body)}</body></html>'
    return Sheet(html=document, gold=page.gold, layout={"width": int(width), "family": family}, furniture=page.furniture)


def _css(drawn: dict[str, Any], width: float) -> str:
    """Return how all that stands on a page is set."""
    indent = "0" if drawn["indent"] == "ideographic" else drawn["indent"]
    return (
        "@page{margin:0}*{margin:0;padding:0;box-sizing:border-box}"
        f"body{{font-family:{drawn['body']};font-size:{drawn['size']}px;line-height:{drawn['leading']};width:{width}px;padding:20px;line-break:strict}}"
        f".row{{display:flex;gap:{drawn['gap']}px;margin-bottom:14px;align-items:flex-start}}"
        f".body{{text-align:justify;column-gap:{drawn['gap']}px;flex:1}}.body p{{text-indent:{indent};orphans:1;widows:1}}"
        f".body p.x{{text-indent:0;{_CROSSHEADS[drawn['crosshead']]}}}"
        f".title{{font-family:{drawn['title']};font-weight:bold;font-size:{drawn['scale']}em;line-height:1.25}}"
        f".kicker{{font-size:{drawn['kicker']}}}.subtitle{{font-size:{drawn['subtitle']}}}{_weights(drawn)}"
        f".quote{{font-size:{_QUOTE};text-align:center;border-top:1px solid #000;border-bottom:1px solid #000;margin:6px 0;text-indent:0}}"
        ".folio{font-size:.9em;border-bottom:1px solid #000;margin-bottom:10px}"
        f".caption{{font-family:{_SANS};font-size:.85em;text-indent:0}}hr{{border:0;border-top:1px solid #000;margin-bottom:12px}}"
        f".up{{writing-mode:vertical-rl;font-family:{_SERIF}}}.up .title{{letter-spacing:.05em;font-family:{_upright(drawn['title'])}}}"
    )


def _weights(drawn: dict[str, Any]) -> str:
    """Return which parts of a headline are bold."""
    if drawn["bold"] == "title":
        return ""
    return ".kicker,.subtitle{font-weight:bold}" if drawn["bold"] == "all" else ".title{font-weight:normal}"


def _upright(font: str) -> str:
    """Return a font that can be set downward: those without vertical metrics are printed over themselves."""
    return font if font in {_SERIF, _SANS} else _SANS


def _folio(page: _Page) -> str:
    number = page.rng.randint(1, 16)
    forms = (f"2020年1月{number}日 星期三 第{number:02d}版", f"{number} 要闻 2020-01-{number:02d}", f"A{number:02d} 综合新闻")
    page.furniture.append(page.rng.choice(forms))
    return f'<div class="folio">{page.furniture[-1]}</div>'


def _rows(page: _Page, articles: Sequence[dict[str, Any]]) -> Iterator[list[tuple[dict[str, Any], int]]]:
    """Yield articles in rows, each with the number of columns that it takes."""
    columns = page.drawn["columns"]
    row: list[tuple[dict[str, Any], int]] = []
    rest = columns
    for article in articles:
        length = sum(map(len, article["paragraphs"]))
        span = min(1 if length < 350 else 2 if length < 900 else 3, columns)  # noqa: PLR2004 - short, middling, long
        if span > rest:
            row[-1] = (row[-1][0], row[-1][1] + rest)
            yield row
            row, rest = [], columns
        row.append((article, span))
        rest -= span
        if rest == 0:
            yield row
            row, rest = [], columns
    if row:
        row[-1] = (row[-1][0], row[-1][1] + rest)
        yield row


def _article(page: _Page, article: dict[str, Any], span: int, family: str, zones: list[str]) -> str:
    """Return an article as HTML, and add it to the gold."""
    rng, drawn = page.rng, page.drawn
    number = len(page.gold)
    width = span * page.column + (span - 1) * drawn["gap"]
    boxed = rng.random() < 0.15  # noqa: PLR2004 - some articles stand in a box
    style = rng.choice(_HABITS[family]["head"]) if span > 1 else "top"
    text, paragraphs = _text(page, article["paragraphs"], span)
    head, lines = _head(page, article, style, width)
    zones += [f"b{number}", f"h{number}"]
    flow = {"side": "row", "vertical": "row", "side-right": "row-reverse", "vertical-right": "row-reverse"}.get(style, "column")
    frame = "border:1.5px solid #000;padding:8px;" if boxed else ""
    page.gold.append({"kicker": article["kicker"], "title": "".join(lines), "subtitle": article["subtitle"], "paragraphs": paragraphs})
    return (
        f'<div style="width:{width}px;display:flex;flex-direction:{flow};gap:{10 if flow != "column" else 4}px;{frame}">'
        f'<div id="h{number}" style="flex:none">{head}</div>{text}</div>'
    )


def _text(page: _Page, paragraphs: Sequence[str], span: int) -> tuple[str, list[str]]:
    """Return all of an article but its headline as HTML, and its paragraphs with what was added to them."""
    rng, drawn = page.rng, page.drawn
    columns = span
    summary, caption = "", ""
    if span > 1 and rng.random() < 0.15:  # noqa: PLR2004 - some have a summary
        summary = f"核心提示：{paragraphs[-1][:50].rstrip('，。；')}。"
    picture = drawn["picture"] if span > 1 and rng.random() < 0.35 else "none"  # noqa: PLR2004 - and some a picture
    if picture != "none":
        caption = f"图为{paragraphs[0][-24:].rstrip('，。；”')}。{rng.choice(_NAMES)}摄"
    body = _body(paragraphs, drawn["indent"])
    shown = f'<div style="{_GREY};height:{rng.randint(60, 160)}px"></div><p class="caption">{html.escape(caption)}</p>'
    if picture == "inside":
        body = body.replace("</p>", f'</p><div style="break-inside:avoid">{shown}</div>', 1)
    byline = f'<div style="text-align:center">本报记者 {rng.choice(_NAMES)}</div>' if rng.random() < 0.2 else ""  # noqa: PLR2004
    ruled = "column-rule:1px solid #999" if rng.random() < 0.2 else ""  # noqa: PLR2004
    if drawn["unequal"] and span > 1 and rng.random() < drawn["unequal"]:
        columns = max(1, span + rng.choice((-1, 1)))
    if drawn["quote"] and span > 1 and rng.random() < drawn["quote"]:
        body, quote = _quoted(rng, body, paragraphs)
        page.furniture += quote
    between = shown if picture == "between" else ""
    parts = _sets(rng, body) if between or (drawn["sets"] and span > 1 and rng.random() < drawn["sets"]) else [body]
    between = between or '<hr style="margin:6px 0">'
    column = f'<div class="body" style="columns:{columns} {_NARROWEST}em;{ruled}">'
    text = f'<div id="b{len(page.gold)}">{column}{f"</div>{between}{column}".join(parts)}</div></div>'
    above = f'<div style="border:1px solid #000;padding:4px;margin-bottom:6px">{html.escape(summary)}</div>' if summary else ""
    over, under = (shown if picture == place else "" for place in ("above", "below"))
    whole = [*([summary] if summary else []), *paragraphs, *([caption] if caption else [])]
    return f'<div style="flex:1;min-width:0">{above}{over}{byline}{text}{under}</div>', whole


def _body(paragraphs: Sequence[str], indent: str = "") -> str:
    """Return paragraphs as HTML; an ideographic indent is two spaces of the text."""
    white = "&#x3000;&#x3000;" if indent == "ideographic" else ""
    return "".join(
        f"<p class=x>{html.escape(text)}</p>" if body_role(text) == "crosshead" else f"<p>{white}{html.escape(text)}</p>"
        for text in paragraphs
    )


def _sets(rng: random.Random, body: str) -> list[str]:
    """Return a body in two parts, each of which is set in columns of its own, one below the other."""
    ends = [match.end() for match in re.finditer("</p>", body)]
    middle = [end for end in ends[:-1] if 0.3 * len(body) < end < 0.7 * len(body)]
    if not middle:
        return [body]
    end = rng.choice(middle)
    return [body[:end], body[end:]]


def _quoted(rng: random.Random, body: str, paragraphs: Sequence[str]) -> tuple[str, list[str]]:
    """Return a body with a pull quote between two of its paragraphs, and the quote; the gold has it as furniture: it says nothing new."""
    clauses = [clause for text in paragraphs[1:] for clause in re.findall(r"[^。！？，；：“”（）《》]{8,20}", text)]
    ends = [match.end() for match in re.finditer("</p>", body)][:-1]
    if not clauses or not ends:
        return body, []
    quote, at = rng.choice(clauses), rng.choice(ends)
    return f'{body[:at]}<div class="quote" style="break-inside:avoid">{html.escape(quote)}</div>{body[at:]}', [quote]


def _head(page: _Page, article: dict[str, Any], style: str, width: float) -> tuple[str, list[str]]:
    """Return a headline as HTML, and the lines of its title."""
    size, scale = page.drawn["size"], page.drawn["scale"]
    room = width if style in {"top", "left", "inset"} else 6 * size * scale if style.startswith("side") else 14 * size * scale
    lines = _broken(page.rng, article["title"], max(4, int(room / size / scale) - 1))
    parts = [f'<div class="kicker">{html.escape(article["kicker"])}</div>' if article["kicker"] else ""]
    parts += [f'<div class="title">{html.escape(line)}</div>' for line in lines]
    parts += [f'<div class="subtitle">{html.escape(article["subtitle"])}</div>' if article["subtitle"] else ""]
    if style.startswith("vertical"):
        return f'<div class="up" style="height:{room + 2 * size * scale}px">{"".join(parts)}</div>', lines
    align = "center" if style in {"top", "inset"} else "left"
    narrow = f"width:{6 * scale}em;" if style.startswith("side") else ""
    shade = "background:#eee;padding:6px;" if style == "inset" else ""
    return f'<div style="text-align:{align};{narrow}{shade}">{"".join(parts)}</div>', lines


def _broken(rng: random.Random, title: str, most: int) -> list[str]:
    """Return a title in lines."""
    if " " in title and rng.random() < 0.6:  # noqa: PLR2004 - most break where there is a space
        parts = [part for part in title.split(" ") if part]
        if all(len(part) <= most for part in parts):
            return parts
    if len(title) <= most:
        return [title]
    count = -(-len(title) // most)
    each = -(-len(title) // count)
    return [title[at : at + each] for at in range(0, len(title), each)]


def _read(path: Path, since: str, before: str, *, traditional: bool = False) -> list[dict[str, Any]]:
    """Return the articles of some dates that are neither very short nor very long."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        article = {
            key: value
            for key, value in json.loads(line).items()
            if key in {"date", "kicker", "title", "subtitle", "paragraphs", "language"}
        }
        article["paragraphs"] = [" ".join(text.split()) for text in article["paragraphs"] if text.strip()]
        for part in ("kicker", "title", "subtitle"):
            article[part] = " ".join((article.get(part) or "").split())
        length = sum(map(len, article["paragraphs"]))
        script = (article.get("language") == "zh-Hant") == traditional
        inside = article.get("date", "") >= since and (not before or article.get("date", "") < before)
        if inside and script and article["title"] and 120 <= length <= 2500:  # noqa: PLR2004 - what fits on a page
            found.append(article)
    return found


def main() -> None:
    """Print pages as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m training.layouts", description=__doc__)
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("--family", choices=_HABITS, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--since", default="")
    parser.add_argument("--before", default="")
    parser.add_argument("--traditional", action="store_true", help="print articles in Traditional characters")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    articles = _read(args.articles, args.since, args.before, traditional=args.traditional)
    with browser.printer() as printer:
        for name, sheet in pages(articles, args.family, args.count, args.seed):
            printer.print(sheet, args.out / f"{name}.pdf", background=True)
            facts = {"layout": sheet.layout, "furniture": sheet.furniture, "articles": sheet.gold}
            (args.out / f"{name}.gold.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
