"""Articles -> manuscripts: what papers add to a text is drawn, each addition in some share of the articles."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from training.press import forms
from training.press.asides import QUOTES, caption, summary
from training.press.furniture import Issue, phrases_of
from training.press.manuscript import Jump, Manuscript, Paragraph
from training.press.words import numeral
from training.style import chance

if TYPE_CHECKING:
    from training.press.articles import Article
    from training.press.slots import Slots

_SAYS_WHO: Final = re.compile("记者|記者|報導|通讯员|^本报|^新华社")
_CLAUSE: Final = re.compile("[，。；]")
_PAUSE: Final = re.compile("[。，、]")
_ANYWHERE: Final = re.compile("[。，、]|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_CROSSHEADS: Final = range(5, 15)
_LONG: Final = 6
"""The paragraphs of an article that has crossheads or is cut."""
_BEGINNING: Final = 60
_FULL_LINE: Final = 25
_SUMMED_UP: Final = 500
_LAST_PAGE: Final = 16
_CUT: Final = 60
_REST: Final = 120


@dataclass(frozen=True, slots=True)
class Chances:
    """In what share of the articles that it could stand in each addition does stand."""

    crossheads: float = 0.12
    dateline: float = 0.15
    byline: float = 0.3
    summary: float = 0.14
    jump: float = 0.1
    caption: float = 0.22
    note: float = 0.07


PAPER: Final = Chances()
PRINTOUT: Final = Chances(crossheads=0.1, dateline=0.2, byline=0.0, summary=0.04, jump=0.02, caption=0.06, note=0.03)


def dress(slots: Slots, article: Article, chances: Chances) -> Manuscript:
    """Return an article with what is drawn for it."""
    return _Dresser(slots, article).dress(chances)


class _Dresser:
    """Dresses one article."""

    def __init__(self, slots: Slots, article: Article) -> None:
        self._slots = slots
        self._rng = slots.rng
        self._phrases = phrases_of(slots)
        self._article = article
        self._made = Manuscript.of(article)
        self._day = Issue("", article.date, article.page).month_and_day

    def dress(self, chances: Chances) -> Manuscript:
        """Draw one addition after the other; a cut may take back what was added before it."""
        rng, article, made = self._rng, self._article, self._made
        if not any(part.crosshead for part in made.body) and len(made.body) >= _LONG and chance(rng, chances.crossheads):
            made.body = self._with_crossheads()
        self._say_who(chances)
        if article.size > _SUMMED_UP and chance(rng, chances.summary):
            made.summary = summary(self._slots, made.prose())
        if len(made.body) >= _LONG and chance(rng, chances.jump):
            self._cut()
        if chance(rng, chances.caption):
            found = [caption(self._slots, made.prose(), self._day) for _ in range(rng.choice([1, 1, 1, 2]))]
            made.captions = [text for text in found if text]
        if not made.jumps_to and chance(rng, chances.note):
            made.note = self._slots.one(self._phrases.notes, label=self._label(rng.randint(2, _LAST_PAGE)))
        return made

    def _with_crossheads(self) -> list[Paragraph]:
        """Return the body with clauses of some paragraphs as crossheads above them."""
        rng, body = self._rng, self._made.body
        found: list[Paragraph] = []
        for number, part in enumerate(body):
            if 1 < number < len(body) - 1 and chance(rng, 0.3) and not found[-1].crosshead:
                clauses = [text for text in _CLAUSE.split(part.text) if len(text) in _CROSSHEADS and not QUOTES.search(text)]
                if clauses:
                    clause = rng.choice(clauses)
                    found.append(Paragraph(rng.choice(["", "", "", "■", ""]) + clause, crosshead=True))
            found.append(part)
        return found

    def _say_who(self, chances: Chances) -> None:
        """Add a dateline or a byline to an article that does not begin with who wrote it."""
        rng, made = self._rng, self._made
        if _SAYS_WHO.search("".join(self._article.paragraphs[:2])[:_BEGINNING]):
            return
        if chance(rng, chances.dateline) and len(self._article.paragraphs[0]) > _FULL_LINE:
            made.body[0] = replace(made.body[0], text=self._dateline() + made.body[0].text)
        elif chance(rng, chances.byline):
            if chance(rng, 0.8):
                made.byline = self._byline()
            else:
                made.signature = self._byline()

    def _dateline(self) -> str:
        """Return the dateline before a first paragraph."""
        names = self._slots.words.names(self._rng, (1, 1, 2))
        listed = "、".join(names)
        return self._slots.one(self._phrases.datelines, people=" ".join(names), listed=listed, first=names[0], day=self._day)

    def _byline(self) -> str:
        """Return a byline of one to three names."""
        names = self._slots.words.names(self._rng, (1, 1, 1, 2, 2, 3))
        facts = {"listed": "、".join(names), "first": names[0], "last": names[-1]}
        if self._slots.words.traditional:
            return self._slots.one(self._phrases.bylines, place=self._rng.choice(forms.PLACES), **facts)
        people = " ".join(self._spaced(name) for name in names)
        return self._slots.one(self._phrases.bylines, people=people, spaced=lambda: self._spaced(names[0]), **facts)

    def _spaced(self, name: str) -> str:
        """Return a name of two characters with a space between them, here and there, so that it is as wide as others."""
        return " ".join(name) if len(name) == len("王明") and chance(self._rng, 0.3) else name

    def _cut(self) -> None:
        """Keep the first paragraphs and say where the article goes on; or the last, and say from where it comes."""
        rng, body = self._rng, self._made.body
        place = rng.randint(2, len(body) - 2)
        while place > 1 and body[place - 1].crosshead:
            place -= 1
        pages = [page for page in range(1, _LAST_PAGE + 1) if page != self._article.page]
        other = rng.choice(pages) if self._article.page <= _LAST_PAGE else 2
        if chance(rng, 0.6):
            self._keep_first(body[:place], other)
        else:
            self._keep_last(body[place:])

    def _keep_first(self, first: list[Paragraph], other: int) -> None:
        """Keep the first paragraphs; some end in the middle of a sentence."""
        made, text = self._made, first[-1].text
        if chance(self._rng, 0.4):
            places = [found.end() for found in _ANYWHERE.finditer(text) if _before_end(found.end(), text, 12, 8)]
            if places and not first[-1].crosshead:
                first = [*first[:-1], replace(first[-1], text=text[: self._rng.choice(places)])]
        made.body = first
        made.jump = Jump(other, self._slots.one(self._phrases.jumps_to, label=self._label(other)), onward=True)
        made.signature = ""

    def _keep_last(self, rest: list[Paragraph]) -> None:
        """Keep the last paragraphs, if they are long enough; some begin in the middle of a sentence."""
        rng, made, text = self._rng, self._made, rest[0].text
        if chance(rng, 0.35) and not rest[0].crosshead and len(text) > _CUT:
            places = [found.end() for found in _PAUSE.finditer(text) if _before_end(found.end(), text, 8, 20)]
            if places:
                rest = [replace(rest[0], text=text[rng.choice(places) :]), *rest[1:]]
        if sum(len(part.text) for part in rest) < _REST:
            return
        other = rng.randint(1, 8)
        made.body = rest
        made.jump = Jump(other, self._slots.one(self._phrases.jumps_from, label=self._label(other)), onward=False)
        made.kicker = "" if chance(rng, 0.7) else made.kicker
        made.subtitle, made.byline, made.summary = "", "", []

    def _label(self, page: int) -> str:
        """Draw how a page is named in a jump line."""
        section = f"A{page}" if chance(self._rng, 0.5) else str(page)
        common = [str(page), f"第{page}", f"第{numeral(page)}", section]
        return self._rng.choice([*common, *([f"A{page}"] if self._slots.words.traditional else [str(page), numeral(page)])])


def _before_end(place: int, text: str, head: int, tail: int) -> bool:
    """Say whether a place in a text leaves more than `head` characters before it and more than `tail` after it."""
    return head < place < len(text) - tail
