"""A printout from a database: articles one below the other in one wide column on sheets of A4, with their sources."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from training.press.forms import EDITORS, SOURCES
from training.press.furniture import Issue
from training.press.markup import INDENT, div, document, escaped, paragraph
from training.press.running import WIDTH, draw_running
from training.press.sheet import Sheet
from training.press.slots import Slots
from training.style import chance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.press.manuscript import Manuscript

_SAYS_WHO: Final = re.compile("记者|作者|通讯员|摄")


def printout(slots: Slots, manuscripts: Sequence[Manuscript]) -> Sheet:
    """Return a printout of some articles."""
    return _Printout(slots, manuscripts).sheet()


@dataclass(frozen=True, slots=True)
class _Habits:
    """The habits of a printout."""

    size: float
    characters: int
    font: str
    headline_font: str
    indent: str
    leading: float
    source_seed: int
    source: str
    align: str
    justified: bool
    new_sheets: bool
    byline: str
    editors: bool
    spacing_trim: str
    counts_words: bool
    one_paper: bool
    paper: str
    source_align: str
    rules: bool
    crosshead_style: str

    @property
    def margin(self) -> float:
        """The white beside the column."""
        return (WIDTH - self.characters * self.size) / 2


def _draw_habits(slots: Slots) -> _Habits:
    """Draw the habits of a printout."""
    rng, fonts = slots.rng, slots.words.fonts
    size = rng.choice([12, 13, 14, 14.5, 16, 16, 17, 18])
    characters = rng.choice([number for number in range(30, 49) if 420 <= number * size <= 700])  # noqa: PLR2004 - they fit a sheet
    font = rng.choice(fonts)
    return _Habits(
        size,
        characters,
        font,
        headline_font=rng.choice([*fonts, font]),
        indent=rng.choice(["em", "em", "ideo", "ideo", "none", "margin", "em-margin", "ideo-margin"]),
        leading=rng.choice([1.35, 1.5, 1.6, 1.75, 2.0]),
        source_seed=rng.randrange(10**6),
        source=rng.choice(["top", "top", "top", "end", "end", "none", "before-title"]),
        align=rng.choice(["center", "center", "center", "left"]),
        justified=chance(rng, 0.6),
        new_sheets=chance(rng, 0.3),
        byline=rng.choice(["记者", "记者", "name", "作者", "none", "none"]),
        editors=chance(rng, 0.25),
        spacing_trim=rng.choice(["normal", "space-all"]),
        counts_words=chance(rng, 0.12),
        one_paper=chance(rng, 0.6),
        paper=rng.choice(slots.words.papers),
        source_align=rng.choice(["center", "left", "right"]),
        rules=chance(rng, 0.25),
        crosshead_style=rng.choice(
            [
                "font-weight:bold",
                "font-weight:bold;text-align:center",
                "text-indent:2em;font-weight:bold",
                f"font-family:{rng.choice(fonts)};margin:.5em 0",
            ]
        ),
    )


class _Printout:
    """Makes one printout."""

    def __init__(self, slots: Slots, manuscripts: Sequence[Manuscript]) -> None:
        self._slots = slots
        self._rng = slots.rng
        self._manuscripts = manuscripts
        self._habits = _draw_habits(slots)
        self._indent = INDENT if self._habits.indent.startswith("ideo") else ""
        self._furniture: list[str] = []
        self._gold: list[dict[str, Any]] = []

    def sheet(self) -> Sheet:
        """Set the articles, then what stands on every sheet."""
        habits = self._habits
        articles = [self._article(number, manuscript) for number, manuscript in enumerate(self._manuscripts)]
        css = self._stylesheet()
        first = self._manuscripts[0].article
        running = draw_running(self._slots, Issue(habits.paper, first.date, first.page), habits.font)
        options = running.options(self._slots, habits.margin)
        html = document("zh", css, "".join(articles))
        return Sheet(html, self._gold, self._layout(running.style), self._furniture, options, running.head + running.foot)

    def _article(self, number: int, copy: Manuscript) -> str:
        """Set one article."""
        habits, rng = self._habits, self._rng
        source = self._source(copy)
        byline = self._byline(copy)
        parts = [*self._source_if("before-title", source), *self._headline(copy)]
        early = chance(rng, 0.5)
        shown = [div(escaped(byline), class_="byl", style=f"text-align:{habits.align}")] if byline else []
        parts += shown if early else []
        parts += [*self._source_if("top", source), *self._count(copy)]
        parts += [] if early else shown
        parts += [*self._body(copy), *self._pictures(copy), *self._source_if("end", source), *self._editors()]
        self._gold.append(_gold(copy, byline))
        style = "break-before:page" if habits.new_sheets and number else ""
        return div("".join(parts), class_="art", style=style) + ("<hr>" if habits.rules else "")

    def _source(self, copy: Manuscript) -> str:
        """Return the line that says where an article was printed, in the form that all of the printout have."""
        habits, article = self._habits, copy.article
        paper = habits.paper if habits.one_paper else self._rng.choice(self._slots.words.papers)
        own = Slots(random.Random(habits.source_seed), self._slots.words)  # noqa: S311 - the same form each time
        year, month, day = Issue(paper, article.date, article.page).day
        facts = {"paper": paper, "page": article.page, "section": lambda: own.rng.choice(own.words.sections)}
        return own.one(SOURCES, y=year, m=month, d=day, **facts)

    def _source_if(self, where: str, source: str) -> list[str]:
        """Return the line that says the source, if it stands there."""
        return [self._small(source)] if self._habits.source == where else []

    def _small(self, text: str) -> str:
        """Return a line of furniture beside the headline or the body."""
        self._furniture.append(text)
        return div(escaped(text), class_="src", style=f"text-align:{self._habits.source_align}")

    def _byline(self, copy: Manuscript) -> str:
        """Draw the byline below the headline of an article that does not begin with one; empty if there is none."""
        rng, habits = self._rng, self._habits
        if habits.byline == "none" or copy.names_its_writer() or not chance(rng, 0.8):
            return ""
        names = self._slots.words.names(rng, (1, 1, 2, 2, 3))
        reporter = rng.choice(["本报记者 ", "记者 ", "本报记者 ", "新华社记者 ", "□本报记者 "]) + " ".join(names)
        author = rng.choice(["作者：", "【作者】", "作者:"]) + rng.choice([" ", "、"]).join(names)
        return {"记者": reporter, "name": " ".join(names), "作者": author}[habits.byline]

    def _headline(self, copy: Manuscript) -> list[str]:
        parts = (("kicker", copy.kicker), ("title", copy.title), ("subtitle", copy.subtitle))
        return [div(escaped(text), class_=name) for name, text in parts if text]

    def _count(self, copy: Manuscript) -> list[str]:
        """Return the line that says how long an article is, if there is one."""
        return [self._small(f"字数：{copy.size}")] if self._habits.counts_words else []

    def _body(self, copy: Manuscript) -> list[str]:
        """Return summary, paragraphs, jump line and note."""
        found = [self._paragraph(text) for text in copy.summary]
        before = copy.jumps_from.text if copy.jumps_from else ""
        for part in copy.body:
            found.append(paragraph(escaped(part.text), class_="sub") if part.crosshead else self._paragraph(before + part.text))
            before = before if part.crosshead else ""
        if copy.jumps_to:
            found[-1] = found[-1].removesuffix("</p>") + f" {escaped(copy.jumps_to.text)}</p>"
        return [*found, *([self._paragraph(copy.note)] if copy.note else [])]

    def _paragraph(self, text: str) -> str:
        return paragraph(self._indent + escaped(text), class_="b")

    def _pictures(self, copy: Manuscript) -> list[str]:
        """Return grey pictures with their captions."""
        found = []
        for text in copy.captions:
            size = f"height:{self._rng.randint(60, 220)}px;width:{self._rng.randint(40, 80)}%"
            found += [div("", style=f"{size};margin:6px auto;background:#bbb;break-inside:avoid"), div(escaped(text), class_="cap")]
        return found

    def _editors(self) -> list[str]:
        """Return the line that names editors, if there is one."""
        if not self._habits.editors or not chance(self._rng, 0.8):
            return []
        text = self._slots.one(EDITORS)
        self._furniture.append(text)
        return [div(escaped(text), style=f"text-align:{self._rng.choice(['right', 'left'])}")]

    def _stylesheet(self) -> str:
        """Draw the style sheet, rule by rule."""
        habits, rng = self._habits, self._rng
        indent = "2em" if habits.indent.startswith("em") else "0"
        below = ".7em" if "margin" in habits.indent else "0"
        return (
            f"*{{margin:0;padding:0;box-sizing:border-box}}body{{font-family:{habits.font};font-size:{habits.size}px;"
            f"line-height:{habits.leading};line-break:{rng.choice(['strict', 'normal'])};text-spacing-trim:{habits.spacing_trim};"
            f"text-autospace:{rng.choice(['normal', 'no-autospace'])};padding:0}}"
            f"p.b{{text-indent:{indent};margin-bottom:{below};text-align:{'justify' if habits.justified else 'left'};orphans:1;widows:1}}"
            f"p.sub{{{habits.crosshead_style}}}.art{{margin-bottom:{rng.choice([1, 2, 3])}em}}"
            f".title{{font-size:{rng.choice([1.2, 1.4, 1.6, 1.9])}em;font-weight:bold;text-align:{habits.align};"
            f"font-family:{habits.headline_font};line-height:1.4;margin-bottom:{rng.choice([0, 0.4])}em}}"
            f".kicker,.subtitle{{font-size:{rng.choice([1, 1.1, 1.2])}em;text-align:{habits.align}}}"
            f".src{{font-size:{rng.choice([0.8, 0.9, 1])}em;margin:{rng.choice([0, 4, 10])}px 0}}"
            f".byl{{margin:{rng.choice([0, 5])}px 0}}.cap{{text-align:center;font-size:.9em;margin-bottom:.5em}}"
        )

    def _layout(self, running: str) -> dict[str, Any]:
        """Return what gold says of the layout."""
        habits = self._habits
        return {
            "family": "A4",
            "columns": 1,
            "column_chars": habits.characters,
            "font": habits.font.strip("'"),
            "font_px": habits.size,
            "line_height": habits.leading,
            "indent": habits.indent,
            "mode": "before",
            "justify": habits.justified,
            "source": habits.source,
            "running": running,
            "newpage": habits.new_sheets,
            "byline": habits.byline,
            "width": WIDTH,
        }


def _gold(copy: Manuscript, byline: str) -> dict[str, Any]:
    """Return what gold says of an article: a byline with a word for it is a paragraph, one of names alone is a byline."""
    facts = copy.gold(after=False)
    if byline and _SAYS_WHO.search(byline):
        return {**facts, "paragraphs": [byline, *facts["paragraphs"]]}
    return {**facts, "byline": byline} if byline else facts
