"""Jump lines followed across the pages of one edition (下转 / 上接): which article goes on where, and the parts made one.

A jump names a page. Which article there is the other part is told by the jump line that comes back, by the headline, repeated
or shortened, and by the words; pages alone are enough only where one headline is missing and no other jump line leads from the one
page to the other. Where two articles are as likely as each other, neither is taken. What is not
resolved stays as it is, and its mark says why.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from corpus import chars
from corpus.affinity import statistics
from corpus.records import HeadlineLine, Mark, Paragraph, Part
from corpus.rows import bare
from corpus.seams import glue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.records import Article, JumpState, Page

Printed = TypeVar("Printed", Paragraph, HeadlineLine, Mark)

LIKE_HEADLINE: Final = 0.5
"""Share of the shorter headline's two-character strings that the longer has too, from which it is the same headline."""

LIKE_WORDS: Final = 0.05
"""Cosine of two texts (two-character strings, TF-IDF within the edition) from which they are of one story."""

COPY: Final = 0.3
"""Share of a text's strings of eight characters that another has, too, from which it says that again and is no rest of it."""

GOES_ON: Final = -0.3
"""Continuity (see `affinity.Statistics`) from which a line that was taken for a crosshead is the beginning of a cut paragraph."""

WORD_FOR_WORD: Final = 0.5
"""What it counts besides that a headline is repeated word for word, all of it or a part."""

LINES: Final = 1.5
"""What two jump lines that lead to each other count, against 1 for the same headline and 1 for the same words."""

MARGIN: Final = 0.15
"""How much likelier than the next an article must be."""

_UNENDED: Final = re.compile(rf"[^{re.escape(chars.STOPS + chars.CLOSES)}；;：:…]$")
_PAUSED: Final = re.compile("[，、]$")
_ENDED: Final = re.compile("[。！？]”?$")
_STRING: Final = 8
_LEAST_HEADLINE: Final = 4
_CLOSING: Final = frozenset({"caption", "note"})
_ASIDE: Final = _CLOSING | {"summary"}
_BESIDE: Final = frozenset({"caption", "summary"})
_TO: Final = "jump_to"
_FROM: Final = "jump_from"


@dataclass(slots=True)
class _Place:
    """An article, its page, and what it says."""

    page: Page
    article: Article
    strings: Counter[str] = field(default_factory=Counter)
    headline: frozenset[str] = frozenset()


def resolved(pages: Sequence[Page]) -> list[Page]:
    """Return the pages of an edition with each article that a jump cut made one, and each jump line saying what became of it.

    The parts become one article of the page on which it begins: paragraphs that the jump cut are rejoined, spans on another
    page name it, the headline of a later part becomes a mark.
    """
    if not any(article.jump_to or article.jump_from for page in pages for article in page.articles):
        return list(pages)
    places = _whole([_place(page, article) for page in pages for article in page.articles], Counter(page.page for page in pages))
    edges, states = _edges(places, [page.page for page in pages])
    marked = {id(place): _marked(place.article, states[number]) for number, place in enumerate(places)}
    onward = {id(places[a]): places[b] for a, b in edges.items()}
    later = {id(place) for place in onward.values()}
    kept: dict[int, list[Article]] = defaultdict(list)
    for place in places:
        if id(place) not in later:
            kept[id(place.page)].append(_followed(place, onward, marked))
    return [page.model_copy(update={"articles": tuple(_numbered(kept[id(page)]))}) for page in pages]


def named(label: str, page: str | None) -> bool:
    """Say whether a jump line may mean a page: a label without its letter may be one with it; a page without label any.

    >>> named("10", "A10"), named("A10", "10"), named("A10", "B10"), named("2", None)
    (True, True, False, True)
    """
    if page is None or label == page:
        return True
    return (label.isdecimal() or page.isdecimal()) and re.sub("^[A-Z]+", "", label) == re.sub("^[A-Z]+", "", page)


def _place(page: Page, article: Article) -> _Place:
    strings = Counter(_strings("".join(part.text for part in article.paragraphs)))
    return _Place(page, article, strings, frozenset(_strings(article.headline)))


def _strings(text: str) -> Iterator[str]:
    text = bare(text)
    return (text[i : i + 2] for i in range(len(text) - 1))


def _whole(places: list[_Place], labels: Counter[str | None]) -> list[_Place]:
    """Return the articles, those that were cut on their own page made whole again.

    An article goes on at another page; the headline there is not its own, but that of its neighbour on the page, word for
    word. So both are one: a crosshead was taken for the headline of a last section, or the headline stands behind the last lines.
    """
    found: list[_Place] = []
    for place in places:
        before = found[-1] if found and found[-1].page is place.page else None
        if before and any(_are_one(before, place, rest, labels) for rest in places if rest.page is not place.page):
            found[-1] = _place(place.page, _with_section(before.article, place.article))
        else:
            found.append(place)
    return found


def _are_one(before: _Place, after: _Place, rest: _Place, labels: Counter[str | None]) -> bool:
    """Say whether two neighbours are one article, by the headline over the rest of one of them."""
    one, two = before.article, after.article
    if bool(one.jump_to) == bool(two.jump_to) or not rest.article.jump_from or not _stand_apart(one, two):
        return False
    section, named = (after, before) if two.jump_to else (before, after)
    return (
        _may_join(section, rest, labels)
        and _repeats(named.article, rest.article)
        and _shared(section, rest) < LIKE_HEADLINE
        and (section is after or not one.headline_lines)
    )


def _stand_apart(one: Article, two: Article) -> bool:
    """Say whether one article is printed before another: its headline before the body of the second or, if it has none, behind that."""
    if not (one.paragraphs and (two.paragraphs or two.headline_lines)):
        return False
    body = min((part.spans[0].start for part in two.paragraphs), default=max(span.end for span in two.spans()))
    headline = min((line.spans[0].start for line in two.headline_lines), default=body)
    in_order = headline <= body if one.headline_lines else headline > body
    return in_order and max(span.end for span in one.spans()) <= min(headline, body)


def _with_section(article: Article, section: Article) -> Article:
    """Return an article with a section of it, whose headline is a crosshead, or its own if it has none."""
    lines = section.headline_lines
    named = {} if article.headline_lines else {"headline_lines": lines, **_named(section)}
    crossheads = [Paragraph(kind="crosshead", text=line.text, spans=line.spans) for line in lines] if article.headline_lines else []
    return article.model_copy(
        update={
            "paragraphs": tuple(_in_order([*article.paragraphs, *crossheads, *section.paragraphs])),
            "marks": (*article.marks, *section.marks),
            "jump_to": article.jump_to or section.jump_to,
            "jump_from": article.jump_from or section.jump_from,
            "parts": (_part(article), _part(section)),
            **named,
            **_together(article, section),
        }
    )


def _edges(places: Sequence[_Place], labels: Sequence[str | None]) -> tuple[dict[int, int], list[dict[str, JumpState]]]:
    """Return which article goes on in which, and what became of the jumps of each."""
    scores = _scores(places, Counter(labels))
    edges: dict[int, int] = {}
    back: dict[int, int] = {}
    doubtful: set[tuple[str, int]] = set()
    for (a, b), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if a in edges or b in back or (_TO, a) in doubtful or (_FROM, b) in doubtful or _leads(edges, b, a):
            continue
        rivals = [
            (x, y)
            for (x, y), other in scores.items()
            if (x == a) != (y == b) and other > score - MARGIN and x not in edges and y not in back
        ]
        if rivals:
            doubtful |= {(_TO, a), (_FROM, b)}
        else:
            edges[a], back[b] = b, a
    return edges, [
        _states(places[n], (n in edges, n in back), ((_TO, n) in doubtful, (_FROM, n) in doubtful), labels) for n in range(len(places))
    ]


def _leads(edges: dict[int, int], start: int, goal: int) -> bool:
    """Say whether an article goes on, at whatever remove, in another."""
    while start in edges:
        start = edges[start]
    return start == goal


def _states(place: _Place, done: tuple[bool, bool], doubtful: tuple[bool, bool], labels: Sequence[str | None]) -> dict[str, JumpState]:
    """Return what became of the jumps of an article, by their kind."""
    states: dict[str, JumpState] = {}
    for kind, label, made, two in zip((_TO, _FROM), (place.article.jump_to, place.article.jump_from), done, doubtful, strict=True):
        there = label is not None and any(named(label, page) for page in labels)
        states[kind] = "resolved" if made else "two candidates" if two else "no candidate" if there else "page missing"
    return states


def _scores(places: Sequence[_Place], labels: Counter[str | None]) -> dict[tuple[int, int], float]:
    """Return the pairs that may be parts of one article, each with how likely it is."""
    weights = _weights(places)
    pairs = [
        (a, b)
        for a, one in enumerate(places)
        for b, two in enumerate(places)
        if one.page is not two.page and (one.article.jump_to or two.article.jump_from) and _may_join(one, two, labels)
    ]
    mutual = Counter(
        (id(places[a].page), id(places[b].page)) for a, b in pairs if places[a].article.jump_to and places[b].article.jump_from
    )
    found = {}
    for a, b in pairs:
        one, two = places[a], places[b]
        both = bool(one.article.jump_to and two.article.jump_from)
        sure = all(place.page.page is not None and labels[place.page.page] == 1 for place in (one, two))
        alone = both and sure and mutual[id(one.page), id(two.page)] == 1
        if score := _score(one, two, weights, (both, alone)):
            found[a, b] = score
    return found


def _may_join(one: _Place, two: _Place, labels: Counter[str | None]) -> bool:
    """Say whether what the jump lines of two articles say lets the second be the first going on."""
    to, back = one.article.jump_to, two.article.jump_from
    return (not to or _means(to, two.page.page, labels)) and (not back or _means(back, one.page.page, labels))


def _means(label: str, page: str | None, labels: Counter[str | None]) -> bool:
    """Say whether a label names a page; one that another page of the edition has exactly names only that."""
    return label == page if label in labels and page is not None else named(label, page)


def _score(one: _Place, two: _Place, weights: dict[str, float], lines: tuple[bool, bool]) -> float:
    """Return how likely the second is the first going on; 0 if too little speaks for it.

    `lines` says whether jump lines lead there and back, and whether they are the only ones between two pages whose labels no
    other page has: then a headline that is not there is no hindrance.
    """
    both, alone = lines
    shorter = min(len(one.headline), len(two.headline))
    headline = _shared(one, two)
    words = _cosine(one.strings, two.strings, weights)
    likely = headline >= LIKE_HEADLINE or words >= LIKE_WORDS or (alone and not shorter)
    enough = likely if both else headline > LIKE_HEADLINE and words > 0
    if not enough or _is_copy(one.article, two.article, both=both):
        return 0.0
    return LINES * both + headline + WORD_FOR_WORD * _repeats(one.article, two.article) + min(1.0, words / (4 * LIKE_WORDS))


def _shared(one: _Place, two: _Place) -> float:
    """Return the share of the shorter headline's strings that the longer has, too."""
    shorter = min(len(one.headline), len(two.headline))
    return len(one.headline & two.headline) / shorter if shorter else 0.0


def _repeats(one: Article, two: Article) -> bool:
    """Say whether the headline of one article stands in that of another word for word."""
    shorter, longer = sorted((bare(one.headline), bare(two.headline)), key=len)
    return len(shorter) >= _LEAST_HEADLINE and shorter in longer


def _is_copy(one: Article, two: Article, *, both: bool) -> bool:
    """Say whether an article says again what another says: a rest says something else, but for what a box or a caption tells of it.

    Where jump lines lead there and back, the first part may be little more than such a box.
    """
    texts = (bare("".join(part.text for part in article.paragraphs if part.kind not in _BESIDE)) for article in (one, two))
    first, rest = ({text[i : i + _STRING] for i in range(len(text) - _STRING + 1)} for text in texts)
    return len(first & rest) > COPY * max(1, len(rest) if both else min(len(first), len(rest)))


def _weights(places: Sequence[_Place]) -> dict[str, float]:
    spread = Counter(chain.from_iterable(place.strings for place in places))
    return {string: math.log((1 + len(places)) / number) for string, number in spread.items()}


def _cosine(one: Counter[str], two: Counter[str], weights: dict[str, float]) -> float:
    shared = sum(one[string] * two[string] * weights[string] ** 2 for string in sorted(one.keys() & two.keys()))
    sizes = [math.sqrt(sum((number * weights[string]) ** 2 for string, number in strings.items())) for strings in (one, two)]
    return shared / (sizes[0] * sizes[1]) if all(sizes) else 0.0


def _marked(article: Article, states: dict[str, JumpState]) -> Article:
    """Return an article whose jump lines say what became of them."""
    marks = (mark.model_copy(update={"jump": states[mark.kind]}) if mark.kind in states else mark for mark in article.marks)
    return article.model_copy(update={"marks": tuple(marks)})


def _followed(place: _Place, onward: dict[int, _Place], marked: dict[int, Article]) -> Article:
    """Return an article with all that it goes on to."""
    article = marked[id(place)]
    parts = [*(article.parts or (_part(article),))]
    while next_place := onward.get(id(place)):
        place = next_place
        parts += marked[id(place)].parts or [_part(marked[id(place)])]
        article = joined(article, marked[id(place)])
    return article.model_copy(update={"parts": tuple(parts)}) if len(parts) > 1 else article


def _part(article: Article) -> Part:
    return Part(id=article.id, source=article.source, page=article.page)


def joined(first: Article, rest: Article) -> Article:
    """Return two parts of an article as one, an article of the page of the first."""
    moved = [_away(part, rest.source) for part in rest.paragraphs]
    lines = [_away(line, rest.source) for line in rest.headline_lines]
    marks = [_away(mark, rest.source) for mark in rest.marks]
    headline = {} if first.headline_lines else {"headline_lines": tuple(lines), **_named(rest)}
    repeated = [Mark(kind="jump_headline", text=line.text, spans=line.spans) for line in lines] if first.headline_lines else []
    return first.model_copy(
        update={
            **headline,
            "paragraphs": tuple(_in_order(_rejoined(first, moved))),
            "marks": (*first.marks, *repeated, *marks),
            **_together(first, rest),
        }
    )


def _together(first: Article, rest: Article) -> dict[str, object]:
    """Return the small fields of an article of two parts."""
    known = {(credit.role, credit.name) for credit in first.credits}
    return {
        "credits": (*first.credits, *(credit for credit in rest.credits if (credit.role, credit.name) not in known)),
        "dateline": first.dateline or rest.dateline,
        "references": (*first.references, *rest.references),
        "confidence": round(first.confidence * rest.confidence, 3),
        "review": first.review if first.review == rest.review else "corrected",
    }


def _named(article: Article) -> dict[str, object]:
    """Return the headline of an article as fields."""
    return {name: getattr(article, name) for name in ("kicker", "title", "subtitle", "headline_confidence")}


def _away(part: Printed, source: str) -> Printed:
    """Return a part whose spans say which page they are on."""
    return part.model_copy(update={"spans": tuple(span.model_copy(update={"source": span.source or source}) for span in part.spans)})


def _rejoined(first: Article, moved: list[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of two parts, the one that the jump cut in the middle made one again.

    It is the last before the jump line, whatever stands behind that.
    """
    end = _before_jump(first)
    own, behind = list(first.paragraphs[:end]), first.paragraphs[end:]
    last = next((n for n in reversed(range(len(own))) if own[n].kind not in _CLOSING), None)
    opening = next((n for n, part in enumerate(moved) if part.kind not in _BESIDE), None)
    if last is None or opening is None or not is_cut(own[last], moved[opening]):
        return [*own, *moved, *behind]
    head, tail = own[last], moved[opening]
    whole = Paragraph(
        kind=head.kind if head.kind == "summary" else "body",
        text=head.text + glue(head.text[-1:], tail.text[:1]) + tail.text,
        spans=(*head.spans, *tail.spans),
        confidence=round(head.confidence * tail.confidence, 3),
    )
    return [*own[:last], whole, *own[last + 1 :], *moved[:opening], *moved[opening + 1 :], *behind]


def _before_jump(article: Article) -> int:
    """Return how many paragraphs stand before the jump line; all of them where the text is not in the order of print."""
    story = [(n, _last(part)) for n, part in enumerate(article.paragraphs) if part.kind not in _ASIDE]
    jump = next((_last(mark) for mark in reversed(article.marks) if mark.kind == _TO), None)
    if jump is None or any(one > two for (_, one), (_, two) in pairwise(story)):
        return len(article.paragraphs)
    return next((n for n, place in story if place > jump), len(article.paragraphs))


def _last(part: Paragraph | Mark) -> tuple[str, int]:
    """Return where a part ends; parts of other pages come after those of the own page."""
    return part.spans[-1].source or "", part.spans[-1].start


def is_cut(head: Paragraph, tail: Paragraph) -> bool:
    """Say whether a jump cut a paragraph in the middle: its first half ends no sentence.

    A line that seems a crosshead is a half, too, if it ends with a pause, or the other half goes on with it.

    >>> half = Paragraph(kind="body", text="柑橘熟了，", spans=())
    >>> is_cut(half, Paragraph(kind="body", text="销往各地。", spans=())), is_cut(half, Paragraph(kind="note", text="（完）", spans=()))
    (True, False)
    """
    if not _UNENDED.search(head.text):
        return False
    paused = bool(_PAUSED.search(head.text))
    goes_on = tail.kind == "body" or (tail.kind == "crosshead" and (paused or _ENDED.search(tail.text)))
    if not goes_on or head.kind not in {"body", "crosshead"}:
        return bool(goes_on and paused)
    return head.kind == "body" or paused or statistics().continuity(head.text, tail.text) > GOES_ON


def _in_order(parts: list[Paragraph]) -> Iterable[Paragraph]:
    """Return paragraphs as they are read: summaries, the story, captions, and the notes that close it."""
    story = [part for part in parts if part.kind not in {"summary", "caption"}]
    end = len(story)
    while end and story[end - 1].kind == "note":
        end -= 1
    return [
        *(part for part in parts if part.kind == "summary"),
        *story[:end],
        *(part for part in parts if part.kind == "caption"),
        *story[end:],
    ]


def _numbered(articles: Iterable[Article]) -> Iterator[Article]:
    return (article.model_copy(update={"order": order}) for order, article in enumerate(articles))
