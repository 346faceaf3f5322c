"""Corrections applied to a page: its parts are cut, joined and moved, and the rest of the record is worked out again.

Parts are only ever rearranged, so that every character stays where it was printed, once. An article that no correction
touches is left as it is, to the byte, but for what the page says of newspaper and date, which all its articles share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any, Final, get_args

from corpus import corrections, fields, origins
from corpus.errors import InputError
from corpus.pages import identifier
from corpus.records import (
    Article,
    Furniture,
    FurnitureKind,
    HeadlineLine,
    HeadlineRole,
    Mark,
    MarkKind,
    Page,
    Paragraph,
    ParagraphKind,
    Span,
)
from corpus.seams import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corpus.corrections import Change, PartKind
    from corpus.records import Language, StatedField

_PLACES: Final[dict[str, str]] = {
    **dict.fromkeys(get_args(HeadlineRole), "headline"),
    **dict.fromkeys(get_args(ParagraphKind), "paragraphs"),
    **dict.fromkeys(get_args(MarkKind), "marks"),
    **dict.fromkeys(get_args(FurnitureKind), "furniture"),
}
"""Which list of its story, or of the page, a part of each kind stands in."""


class _UnfitError(Exception):
    """A correction that says nothing of this page: at which character, and why."""

    def __init__(self, offset: int, problem: str) -> None:
        super().__init__(f"{problem} (character {offset})")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A correction that was not applied, and why."""

    correction: Change
    problem: str

    def error(self) -> InputError:
        """Return it as a message: what was not applied, and what to do about it."""
        one = self.correction
        about = f"{one.op} {one.id} by {one.author or 'nobody'}, {one.time:%Y-%m-%d}{_quoted(one)}"
        return InputError(one.source, f"not applied: {about}: {self.problem}", help="look at the page again: corpus review DIR")


def _quoted(one: Change) -> str:
    quote = getattr(one, "quote", "")
    return f", at {quote!r}" if quote else ""


@dataclass(frozen=True, slots=True)
class Mended:
    """A page with its corrections, and those that were not applied."""

    page: Page
    rejected: tuple[Rejected, ...] = ()


@dataclass(slots=True)
class Mender:
    """Applies the corrections of a file to pages as they come, and remembers what could not be applied."""

    waiting: dict[str, list[Change]]
    rejected: list[Rejected] = field(default_factory=list)
    applied: int = 0

    def page(self, page: Page) -> Page:
        """Return a page with its corrections."""
        done = mend(page, self.waiting.pop(page.source, ()))
        self.rejected += done.rejected
        self.applied += len(done.page.corrections)
        return done.page

    def finish(self) -> list[Rejected]:
        """Return everything that was not applied, with the corrections of pages that never came."""
        left = [Rejected(one, "stale: no page of that name was read") for several in self.waiting.values() for one in several]
        return [*self.rejected, *left]


@dataclass(slots=True, eq=False)
class _Part:
    """A headline line, paragraph, mark or piece of furniture; `record` is how it was, until something of it changes."""

    kind: PartKind
    spans: list[Span]
    record: HeadlineLine | Paragraph | Mark | Furniture | None = None

    @property
    def place(self) -> str:
        return _PLACES[self.kind]

    @property
    def start(self) -> int:
        return min(span.start for span in self.spans)

    def holds(self, offset: int) -> bool:
        return any(span.start <= offset < span.end for span in self.spans)

    def be(self, kind: PartKind) -> None:
        if kind != self.kind:
            self.kind, self.record = kind, None


@dataclass(slots=True, eq=False)
class _Story:
    """An article in the mending; `record` is how it was."""

    record: Article | None = None
    headline: list[_Part] = field(default_factory=list)
    paragraphs: list[_Part] = field(default_factory=list)
    marks: list[_Part] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    touched: bool = False

    def parts(self) -> list[_Part]:
        return [*self.headline, *self.paragraphs, *self.marks]

    @property
    def start(self) -> int:
        return min(part.start for part in self.parts())


@dataclass(slots=True)
class _Sheet:
    """A page in the mending."""

    page: Page
    stories: list[_Story]
    furniture: list[_Part]
    metadata: dict[StatedField, str | None] = field(default_factory=dict)
    language: Language | None = None
    checked: bool = False

    @classmethod
    def of(cls, page: Page) -> _Sheet:
        stories = [
            _Story(
                article,
                [_Part(line.role, list(line.spans), line) for line in article.headline_lines],
                [_Part(one.kind, list(one.spans), one) for one in article.paragraphs],
                [_Part(mark.kind, list(mark.spans), mark) for mark in article.marks],
            )
            for article in page.articles
        ]
        return cls(page, stories, [_Part(one.kind, list(one.spans), one) for one in page.furniture])

    def lists(self) -> Iterator[tuple[_Story | None, list[_Part]]]:
        """Yield every list of parts with the story that it belongs to."""
        for story in self.stories:
            yield from ((story, parts) for parts in (story.headline, story.paragraphs, story.marks))
        yield None, self.furniture

    def find(self, offset: int) -> tuple[_Story | None, list[_Part], int]:
        """Return the story, the list and the place in it of the part that holds a character."""
        for story, parts in self.lists():
            for number, part in enumerate(parts):
                if part.holds(offset):
                    return story, parts, number
        raise _UnfitError(offset, "nothing is printed there")

    def story(self, offset: int) -> _Story:
        story, _, _ = self.find(offset)
        if story is None:
            raise _UnfitError(offset, "that is in no article")
        return story

    def cut(self, offset: int) -> tuple[_Story | None, list[_Part], int]:
        """Let a part begin at a character; return where it is."""
        story, parts, number = self.find(offset)
        part = parts[number]
        before, after = _cut(self.page.source_text, part.spans, offset)
        if not before:
            return story, parts, number
        parts[number : number + 1] = [_Part(part.kind, before), _Part(part.kind, after)]
        _touch(story)
        return story, parts, number + 1

    def isolate(self, wanted: Sequence[Span]) -> list[_Part]:
        """Let parts begin and end where the spans do, and return those that are in them, in reading order."""
        inside: list[_Part] = []
        for story, parts in list(self.lists()):
            for part in list(parts):
                runs = _runs(self.page.source_text, part.spans, wanted)
                if len(runs) == 1:
                    inside += [part] if runs[0][0] else []
                    continue
                cut = [_Part(part.kind, spans) for _, spans in runs]
                inside += [one for one, (is_inside, _) in zip(cut, runs, strict=True) if is_inside]
                at = parts.index(part)
                parts[at : at + 1] = cut
                _touch(story)
        return inside

    def take(self, part: _Part) -> _Story | None:
        """Take a part from where it is; return the story that it was in."""
        for story, parts in self.lists():
            if any(one is part for one in parts):
                parts[:] = [one for one in parts if one is not part]
                _touch(story)
                return story
        return None

    def put(self, part: _Part, story: _Story | None) -> None:
        """Put a part into a list by its place in print; a paragraph without story is an article of its own."""
        if part.place == "furniture":
            _insert(self.furniture, part)
            return
        if story is None:
            story = _Story(touched=True)
            at = next((n for n, other in enumerate(self.stories) if other.parts() and other.start > part.start), len(self.stories))
            self.stories.insert(at, story)
        story.touched = True
        _insert(getattr(story, part.place), part)


def mend(page: Page, several: Iterable[Change]) -> Mended:
    """Return a page with corrections applied, and those that cannot be: of another text, or of nothing that is on it.

    A correction that was applied already is passed over, so that applying the same ones again changes nothing.
    """
    sheet, done, rejected = _Sheet.of(page), [], []
    for one in several:
        if one.id in page.corrections:
            continue
        if one.sha256 != page.sha256:
            rejected.append(Rejected(one, "stale: the source text is not the one that was corrected"))
            continue
        try:
            _WORK[one.op](sheet, one, _anchors(page, one))
        except _UnfitError as error:
            rejected.append(Rejected(one, str(error)))
        else:
            done.append(one.id)
            sheet.stories = [story for story in sheet.stories if story.parts()]
    return Mended(_finished(sheet, done) if done else page, tuple(rejected))


def _anchors(page: Page, one: Change) -> list[int]:
    """Return the first printed character of each place that a correction names."""
    spans = [*getattr(one, "spans", ()), *([one.to] if isinstance(one, (corrections.Join, corrections.Move)) else [])]
    found = [_first_print(page.source_text, span.start) for span in spans]
    for span, offset in zip(spans, found, strict=True):
        if offset >= min(span.end, len(page.source_text)):
            raise _UnfitError(span.start, "nothing is printed there")
    return found


def _join(sheet: _Sheet, one: corrections.Join, anchors: list[int]) -> None:
    *later, to = anchors
    if one.unit == "article":
        _join_articles(sheet.story(later[0]), sheet.story(to))
        return
    for offset in later:
        story, parts, number = sheet.find(to)
        target = parts[number]
        if not target.holds(offset):
            _, parts, number = sheet.find(offset)
            part = parts[number]
            sheet.take(part)
            target.spans, target.record = [*target.spans, *part.spans], None
            _touch(story)


def _join_articles(story: _Story, target: _Story) -> None:
    """Let a story go on another: its headline is a crosshead there, unless there is none yet."""
    if story is target:
        return
    if target.headline:
        for part in story.headline:
            part.be("crosshead")
        story.headline, story.paragraphs = [], [*story.headline, *story.paragraphs]
    target.headline += story.headline
    target.paragraphs += story.paragraphs
    target.marks += story.marks
    target.said = {**story.said, **target.said}
    story.headline, story.paragraphs, story.marks = [], [], []
    _touch(target)


def _split(sheet: _Sheet, one: corrections.Split, anchors: list[int]) -> None:
    offset = anchors[0]
    if one.unit == "paragraph":
        sheet.cut(offset)
        return
    story, new = sheet.story(offset), _Story(touched=True)
    _, parts, number = sheet.cut(offset)
    for name in ("headline", "paragraphs", "marks"):
        mine = getattr(story, name)
        later = [part for k, part in enumerate(mine) if (k >= number if mine is parts else part.start >= offset)]
        setattr(new, name, later)
        setattr(story, name, [part for part in mine if part not in later])
    if story.parts():
        sheet.stories.insert(sheet.stories.index(story) + 1, new)
        _touch(story)
    else:
        story.headline, story.paragraphs, story.marks = new.headline, new.paragraphs, new.marks


def _move(sheet: _Sheet, one: corrections.Move, anchors: list[int]) -> None:
    to = anchors[-1]
    story = sheet.story(to)
    if _is_wanted(to, one.spans):
        raise _UnfitError(to, "it cannot be moved to itself")
    moved = sheet.isolate(one.spans)
    before = next((part for part in story.paragraphs if part.holds(to)), None)
    for part in moved:
        sheet.take(part)
        part.be("body" if part.place == "furniture" else part.kind)
        if part.place == "paragraphs":
            story.paragraphs.insert(story.paragraphs.index(before) + 1 if before else 0, part)
            before = part
        else:
            sheet.put(part, story)
    _touch(story)


def _set_kind(sheet: _Sheet, one: corrections.SetKind, _: list[int]) -> None:
    for part in sheet.isolate(one.spans):
        if _PLACES[one.kind] != part.place:
            story = sheet.take(part)
            part.be(one.kind)
            sheet.put(part, story)
        elif part.kind != one.kind:
            part.be(one.kind)
            _touch(sheet.find(part.start)[0])


def _set_credits(sheet: _Sheet, one: corrections.SetCredits, anchors: list[int]) -> None:
    story = sheet.story(anchors[0])
    story.said["credits"] = one.credits
    _touch(story)


def _set_dateline(sheet: _Sheet, one: corrections.SetDateline, anchors: list[int]) -> None:
    story = sheet.story(anchors[0])
    story.said["dateline"] = one.dateline
    _touch(story)


def _set_metadata(sheet: _Sheet, one: corrections.SetMetadata, _: list[int]) -> None:
    values = one.values()
    sheet.language = values.pop("language", sheet.language)
    sheet.metadata |= values


def _check(sheet: _Sheet, *_: object) -> None:
    sheet.checked = True


_WORK: Final[dict[str, Callable[[_Sheet, Any, list[int]], None]]] = {
    "join": _join,
    "split": _split,
    "move": _move,
    "kind": _set_kind,
    "credits": _set_credits,
    "dateline": _set_dateline,
    "metadata": _set_metadata,
    "checked": _check,
}


def _first_print(text: str, offset: int) -> int:
    """Return the first character from an offset on that is not white space; the end if there is none."""
    return len(text) - len(text[offset:].lstrip())


def _cut(text: str, spans: Sequence[Span], offset: int) -> tuple[list[Span], list[Span]]:
    """Return the spans before and from a character that one of them holds, in reading order."""
    number = next(n for n, span in enumerate(spans) if span.start <= offset < span.end)
    span = spans[number]
    head = text[span.start : offset].rstrip()
    before = [Span(start=span.start, end=span.start + len(head))] if head.strip() else []
    return [*spans[:number], *before], [Span(start=offset, end=span.end), *spans[number + 1 :]]


def _runs(text: str, spans: Iterable[Span], wanted: Sequence[Span]) -> list[tuple[bool, list[Span]]]:
    """Return stretches of print in runs of those that are wanted and those that are not."""
    runs: list[tuple[bool, list[Span]]] = []
    for span in spans:
        for is_inside, stretch in _stretches(text, span, wanted):
            if not runs or runs[-1][0] != is_inside:
                runs.append((is_inside, []))
            runs[-1][1].append(stretch)
    return runs


def _stretches(text: str, span: Span, wanted: Sequence[Span]) -> Iterator[tuple[bool, Span]]:
    """Yield a span, cut where what is wanted begins and ends."""
    edges = {edge for one in wanted for edge in (one.start, one.end) if span.start < edge < span.end}
    if not edges:
        yield _is_wanted(span.start, wanted), span
        return
    for start, end in pairwise(sorted({span.start, span.end, *edges})):
        print_ = text[start:end].strip()
        first = _first_print(text, start)
        if print_:
            yield _is_wanted(first, wanted), Span(start=first, end=first + len(print_))


def _is_wanted(offset: int, wanted: Sequence[Span]) -> bool:
    return any(one.start <= offset < one.end for one in wanted)


def _touch(story: _Story | None) -> None:
    if story:
        story.touched = True


def _insert(parts: list[_Part], part: _Part) -> None:
    """Put a part before the first one that is printed after it."""
    at = next((n for n, other in enumerate(parts) if other.start > part.start), len(parts))
    parts.insert(at, part)


def _finished(sheet: _Sheet, done: list[str]) -> Page:
    """Return the page that a sheet has become, with what its furniture and the corrections say of where it comes from."""
    page, review = sheet.page, "checked" if sheet.checked or sheet.page.review == "checked" else "corrected"
    articles = [_article(sheet, story, order) for order, story in enumerate(sheet.stories)]
    made = page.model_copy(
        update={
            **({"language": sheet.language} if sheet.language else {}),
            "articles": tuple(articles),
            "furniture": tuple(_record(page.source_text, part) for part in sheet.furniture),
            "review": review,
            "corrections": (*page.corrections, *done),
        }
    )
    return _located(made, sheet.metadata)


def _located(page: Page, said: Mapping[StatedField, str | None]) -> Page:
    """Return a page that knows where it comes from; a person is believed before all others, also that something is not known."""
    stated = [origins.statement(name, value, "correction") for name, value in said.items() if value is not None]
    before = [one for one in origins.stated(page) if not (one.origin == "correction" and one.field in said)]
    found = origins.located(page, [*stated, *before])
    unknown = [name for name, value in said.items() if value is None]
    if not unknown:
        return found
    doubted = tuple(one.model_copy(update={"agrees": one.agrees and one.field not in unknown}) for one in found.provenance)
    nothing: dict[str, Any] = dict.fromkeys(unknown)
    articles = tuple(article.model_copy(update=nothing) for article in found.articles)
    return found.model_copy(update={**nothing, "provenance": doubted, "articles": articles})


def _article(sheet: _Sheet, story: _Story, order: int) -> Article:
    article = _mended(sheet.page, story) if story.touched or story.record is None else story.record
    changes: dict[str, Any] = {"order": order} | ({"language": sheet.language} if sheet.language else {})
    if sheet.checked:
        changes |= {"review": "checked", "confidence": 1.0, "paragraphs": tuple(_sure(one) for one in article.paragraphs)}
        changes["headline_confidence"] = None if article.headline_confidence is None else 1.0
    return article.model_copy(update=changes)


def _sure(paragraph: Paragraph) -> Paragraph:
    return paragraph.model_copy(update={"confidence": 1.0})


def _mended(page: Page, story: _Story) -> Article:
    """Return the article that a story has become, its fields read again from what is in it now."""
    text, old = page.source_text, story.record
    lines = tuple(_record(text, part) for part in story.headline)
    paragraphs = tuple(_record(text, part) for part in story.paragraphs)
    marks = tuple(_record(text, part) for part in story.marks)
    headline = _headline_confidence(story)
    values: dict[str, Any] = {
        **_headline(text, story.headline),
        "headline_lines": lines,
        "paragraphs": paragraphs,
        "marks": marks,
        **fields.small_print([mark.text for mark in marks], [one.text for one in paragraphs]),
        "confidence": round(prod((one.confidence for one in paragraphs), start=headline or 1.0), 3),
        "headline_confidence": headline,
        "review": old.review if old and old.review == "checked" else "corrected",
        "keywords": None,
        "segmenter": None,
        **story.said,
    }
    kept = old.model_copy() if old else _blank(page)
    return kept.model_copy(update={**values, "id": _id(page, story)})


def _blank(page: Page) -> Article:
    shared = {name: getattr(page, name) for name in ("source", "newspaper", "edition", "date", "page", "language", "tool_version")}
    return Article(id="", order=0, **shared)


def _id(page: Page, story: _Story) -> str:
    """Return the id that a story had, if what it was named after is in it still; else one after what is printed first of it."""
    names = {identifier(page.source, page.sha256, str(span.start)) for part in story.parts() for span in part.spans}
    if story.record and story.record.id in names:
        return story.record.id
    return identifier(page.source, page.sha256, str(story.start))


def _headline(text: str, parts: Sequence[_Part]) -> dict[str, str]:
    return {
        role: joined(text, ((span.start, span.end) for part in parts if part.kind == role for span in part.spans))
        for role in get_args(HeadlineRole)
    }


def _headline_confidence(story: _Story) -> float | None:
    """Return how sure the headline is: as sure as it was if it is the same, certain if a person put it there."""
    if not story.headline:
        return None
    same = story.record and [part.record for part in story.headline] == list(story.record.headline_lines)
    return story.record.headline_confidence if same and story.record else 1.0


def _record(text: str, part: _Part) -> Any:  # noqa: ANN401 - one of four records, as the list that it goes to says
    """Return the record of a part: the one that it was, or one that a person vouches for."""
    if part.record is not None:
        return part.record
    values = {"text": joined(text, ((span.start, span.end) for span in part.spans)), "spans": tuple(part.spans)}
    if part.place == "headline":
        return HeadlineLine(role=part.kind, **values)  # type: ignore[arg-type]  # its place says that it is a role
    return {"paragraphs": Paragraph, "marks": Mark, "furniture": Furniture}[part.place](kind=part.kind, **values)
