"""Articles -> a page of units, set as papers set them and as extractors read it: columns, headlines before or after.

Texts are broken into lines of a measure, headlines into balanced lines; some articles are cut by jump lines; summary
boxes, captions, bylines, source lines and footers come between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from training import furniture
from training.breaking import Setter
from training.style import chance
from training.units import Line, Unit, bare, body_role

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from corpus.labels import Role
    from training.furniture import Issue
    from training.stories import Story
    from training.style import Style

SUMMARIES: Final = 500
"""The number of an article that is a summary box, less the number of the article before it."""
CAPTIONS: Final = 700
_WIDER: Final = (12, 14, 16, 18, 20, 22, 26, 28)
_SIDE: Final = 6
_LEAST: Final = 3
_LONG_TITLE: Final = 8
_LONG_CROSSHEAD: Final = 45
_SENTENCE_END: Final = re.compile(r"[。！？…”」）：；!?)]$")
_FEW: Final = 4
_LONG: Final = 30
_BELOW: Final = 2
_LABELS: Final = ("2", "3", "4", "六", "07", "12", "1", "一", "01")
_BULLETS: Final = ("● ", "●", "■ ", "◆", "▲ ", "□ ")
_SENTENCE: Final = re.compile(r"[^。]{15,120}。")
_CLAUSE: Final = re.compile(r"[^，。]{6,40}[，。]")
_SAYS_WHO: Final = re.compile(r"[记記]者|作者")


@dataclass(slots=True)
class _Item:
    """A paragraph or mark to be set; `whole` if it is short and stands on one line, `inline` if on the line before."""

    role: Role
    text: str
    whole: bool = False
    inline: bool = False


def typeset(rng: random.Random, stories: Sequence[Story], style: Style, issue: Issue | None = None) -> list[Unit]:
    """Return a page of some articles, in the order in which an extractor reads it."""
    issue = issue or furniture.draw_issue(rng, style)
    press = _Press(rng, style, issue)
    units = [furniture.folio(rng, issue, style)] if chance(rng, 0.78 if style.single else 0.55) else []
    for number, story in enumerate(stories):
        units += press.article(number, story)
        if chance(rng, style.asides):
            units += press.asides(number, stories)
    if chance(rng, 0.35):
        units.append(furniture.folio(rng, issue, style, rng.choice([0, 1])))
    if style.footers:
        units = furniture.with_footers(rng, units, issue, style)
    return [_double_spaced(unit) for unit in units] if style.double_spaced else units


class _Press:
    """Sets the articles of one page: its habits, and what is drawn anew for each article."""

    def __init__(self, rng: random.Random, style: Style, issue: Issue) -> None:
        self._rng = rng
        self._style = style
        self._issue = issue
        self._measure = float(style.measure)
        self._printed = 0

    def article(self, number: int, story: Story) -> list[Unit]:
        """Return the units of one article, its headline before or after its body."""
        rng, style = self._rng, self._style
        self._measure = self._drawn_measure()
        headline = [] if chance(rng, style.headless) else self._headline(number, story)
        body = self._body(number, story)
        late = style.order == "after" or (style.order == "mixed" and chance(rng, style.mix))
        if body and style.headline_blank == 1:
            body[0] = _blanks_before(body[0], 1)
        if style.source_line and headline and not late:
            source = furniture.source_line(rng, self._issue, style)
            body.insert(len(body) if style.source_line == _BELOW else 0, source)
        return body + headline if late else headline + body

    def asides(self, number: int, stories: Sequence[Story]) -> list[Unit]:
        """Return a summary box of some article, a caption of this one or the next, or the one after the other."""
        rng = self._rng
        boxes = rng.choice([[self._summary], [self._caption], [self._summary, self._caption]])
        return [unit for box in boxes for unit in box(number, stories)]

    def _drawn_measure(self) -> float:
        """Return the measure of an article."""
        rng, style = self._rng, self._style
        if not style.many_measures:
            return style.measure
        measure = style.measure if chance(rng, 0.4) else rng.choice(_WIDER)
        return measure * rng.choice([1, 1, 1.5]) if chance(rng, 0.3) else measure

    def _headline(self, number: int, story: Story) -> list[Unit]:
        """Return the headline group of an article; a few stand at the side of the body, narrow."""
        rng, single = self._rng, self._style.single
        width = self._measure * rng.choice([1, 1, 2, 2, 3, 4])
        side = not single and chance(rng, 0.06)
        kicker, subtitle = (_SIDE, _SIDE) if side else (width / 1.25, width / 1.2)
        title = _SIDE if side else self._measure / 1.6 if single else width / rng.choice([1.8, 2.2, 2.6, 3])
        return [
            *self._part("kicker", number, story.kicker, self._broken(story.kicker, kicker)),
            *self._part("title", number, story.title, self._title_lines(story.title, max(_LEAST, title))),
            *self._part("subtitle", number, story.subtitle, self._broken(story.subtitle, subtitle)),
        ]

    def _part(self, role: Role, number: int, text: str, printed: list[str]) -> list[Unit]:
        """Return one part of a headline group; none if it has no text."""
        if not text:
            return []
        rng, style = self._rng, self._style
        indent = " " * rng.choice([0, 0, 6, 10]) if style.single else ""
        blank = int(chance(rng, style.headline_blank))
        lines = tuple(Line(line, 0 if k else blank, indent) for k, line in enumerate(printed))
        return [Unit(role, number, lines, text=text)]

    def _broken(self, text: str, width: float) -> list[str]:
        """Return a line of a headline, broken where it is wider than its room."""
        room = max(_LEAST, width)
        return Setter(replace(self._style, hangs=False), room).set(text) if len(text) > room else [text]

    def _title_lines(self, title: str, room: float) -> list[str]:
        """Return the lines of a title: broken at its space, balanced, halved, or as wide as there is room; some letter-spaced."""
        rng = self._rng
        lines = self._broken(title, room)
        if len(title) > room and chance(rng, 0.7):
            lines = _balanced(bare(title), int(room))
        if " " in title and chance(rng, 0.5):
            lines = title.split()
        if len(lines) == 1 and len(title) > _LONG_TITLE and chance(rng, 0.25):
            half = -(-len(title) // 2) + rng.choice([0, 0, 0, -1, 1])
            lines = [title[:half].strip(), title[half:].strip()]
        if self._style.spaced_titles and chance(rng, 0.5):
            lines = [" ".join(bare(line)) for line in lines]
        return lines

    def _body(self, number: int, story: Story) -> list[Unit]:
        """Return the body of an article, with its byline and jump lines."""
        self._printed = self._rng.randint(0, self._style.column or 1)
        return [self._set(item, number) for item in (*self._byline(), *self._cut(story.paragraphs))]

    def _byline(self) -> list[_Item]:
        """Return the byline that stands alone above a body, if there is one; one without a word for it is a mark."""
        rng, style = self._rng, self._style
        if not style.byline or chance(rng, 0.3):
            return []
        text = style.byline.format(" ".join(rng.sample(style.words.people, rng.choice([1, 1, 2]))))
        return [_Item("body" if _SAYS_WHO.search(text) else "mark", text, whole=True)]

    def _cut(self, paragraphs: Sequence[str]) -> list[_Item]:
        """Return the paragraphs of an article, or some first or last of them with a jump line."""
        rng, style, items = self._rng, self._style, [_Item("body", text) for text in paragraphs]
        if len(items) <= _FEW or not chance(rng, style.cuts):
            return items
        label = rng.choice(_LABELS)
        if chance(rng, 2 / 3):
            return [*self._first(items), _Item("mark", style.jump_to.format(label), whole=True, inline=chance(rng, 0.5))]
        return [_Item("mark", style.jump_from.format(label), whole=True), *self._last(items)]

    def _first(self, items: list[_Item]) -> list[_Item]:
        """Return some first paragraphs; some end in the middle of a sentence."""
        rng = self._rng
        kept = items[: rng.randint(2, len(items) - 1)]
        text = kept[-1].text
        if chance(rng, 0.3) and len(text) > _LONG:
            kept[-1] = _Item("body", text[: rng.randint(15, len(text) - 5)])
        return kept

    def _last(self, items: list[_Item]) -> list[_Item]:
        """Return some last paragraphs; some begin in the middle of a sentence."""
        rng = self._rng
        kept = items[rng.randint(1, len(items) - 2) :]
        text = kept[0].text
        if chance(rng, 0.3) and len(text) > _LONG:
            kept[0] = _Item("body", text[rng.randint(5, len(text) - 15) :])
        return kept

    def _set(self, item: _Item, number: int) -> Unit:
        """Return a paragraph or a mark in its lines."""
        rng, style = self._rng, self._style
        if item.inline:
            return Unit(item.role, number, (Line(item.text, joint=" " if chance(rng, 0.8) else ""),), text=item.text)
        role = body_role(item.text) if item.role == "body" else item.role
        indent = 0 if role == "crosshead" else style.indent
        measure = self._measure
        if role == "body" and len(item.text) <= _LONG_CROSSHEAD and not _SENTENCE_END.search(item.text) and chance(rng, 0.6):
            measure, indent = max(measure - rng.choice([0, 2, 4, 6]), measure / 2), 0
        printed = [item.text] if item.whole else Setter(style, measure, indent, rng).set(item.text)
        blank = int(chance(rng, style.paragraph_blank))
        white = "" if role == "crosshead" else style.printed_indent
        lines = tuple(Line(line, max(0 if k else blank, self._foot()), "" if k else white) for k, line in enumerate(printed))
        return Unit(role, number, lines, text=item.text)

    def _foot(self) -> int:
        """Count a line, and return the blank lines before it: one at the foot of each column."""
        self._printed += 1
        return int(self._style.column > 0 and self._printed % self._style.column == 0)

    def _summary(self, number: int, stories: Sequence[Story]) -> list[Unit]:
        """Return sentences of one of the articles in a box, each with a bullet."""
        rng = self._rng
        home = rng.randrange(len(stories))
        sentences = _SENTENCE.findall("".join(stories[home].paragraphs[1:]))
        bullet, measure = rng.choice(_BULLETS), rng.choice([self._measure, self._measure, 28, 36, 44])
        found = []
        for sentence in rng.sample(sentences, min(len(sentences), rng.randint(1, 3))):
            text = bullet + (sentence.rstrip("。") if chance(rng, 0.5) else sentence)
            found.append(self._box(text, measure, 0.7, SUMMARIES + number, home))
        return found

    def _caption(self, number: int, stories: Sequence[Story]) -> list[Unit]:
        """Return a caption with the name of who took the picture."""
        rng, words = self._rng, self._style.words
        story = stories[min(number + rng.choice([0, 1]), len(stories) - 1)]
        clauses = _CLAUSE.findall(rng.choice(story.paragraphs)) or ["图为活动现场。"]
        text = clauses[0].rstrip("，。") + "。" + rng.choice(words.pictures).format(rng.choice(words.people))
        return [self._box(text, self._measure, 0.5, CAPTIONS + number, number)]

    def _box(self, text: str, measure: float, blank: float, number: int, home: int) -> Unit:
        """Return a text that stands apart from all articles."""
        first = int(chance(self._rng, blank))
        lines = Setter(self._style, measure).set(text)
        return Unit("body", number, tuple(Line(line, 0 if k else first) for k, line in enumerate(lines)), text=text, home=home)


def _balanced(text: str, room: int) -> list[str]:
    """Return a title in as few lines as there is room for, all of one length but the last.

    >>> _balanced("江城水厂扩建工程完工", 6)
    ['江城水厂扩', '建工程完工']
    """
    count = -(-len(text) // max(_LEAST, room))
    length = -(-len(text) // count)
    return [text[start : start + length] for start in range(0, len(text), length)]


def _blanks_before(unit: Unit, blanks: int) -> Unit:
    first, *rest = unit.lines
    return replace(unit, lines=(replace(first, blanks=max(first.blanks, blanks), joint=None), *rest))


def _double_spaced(unit: Unit) -> Unit:
    lines = (line if line.joint is not None else replace(line, blanks=max(1, line.blanks)) for line in unit.lines)
    return replace(unit, lines=tuple(lines))
