"""What a person has put right on a page, one line each in a file that outlives every rebuild.

A correction says what is so, not what to do to a record: it names stretches of a source text, which stay where they are
while the converter gets better, and the SHA-256 of that text, so that it is never applied to another. The file is JSON
Lines and is only ever added to: taking something back is a line, too. `corpus.mending` applies them.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from corpus.arguments import dataset_folder
from corpus.errors import InputError
from corpus.records import (
    Credit,
    Dateline,
    FurnitureKind,
    HeadlineRole,
    Language,
    MarkKind,
    Page,
    ParagraphKind,
    Record,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from io import FileIO
    from pathlib import Path

_QUOTED = 24

Unit = Literal["paragraph", "article"]
PartKind = HeadlineRole | ParagraphKind | MarkKind | FurnitureKind


def beside(folder: str | Path) -> Path:
    """Return where the corrections of a dataset are if nobody says otherwise: beside its folder, which every build replaces.

    >>> beside("made/data").name
    'data.corrections.jsonl'

    Raises:
        UsageError: if nothing can be beside it: it is the root.

    """
    folder = dataset_folder(folder)
    return folder.with_name(f"{folder.name}.corrections.jsonl")


class _Line(Record):
    """What every line has."""

    id: str = Field(min_length=1, description="Names the line, so that another can take it back.")
    source: str = Field(description="Path of the page text, relative to the input folder.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the source text that was looked at.")
    author: str = Field(description="Who says so.")
    time: dt.datetime = Field(description="When, in UTC.")


class _Anchored(_Line):
    """A line about something printed on the page."""

    spans: tuple[Span, ...] = Field(min_length=1, description="Where it stands in the source text; it begins with the first of them.")
    quote: str = Field(default="", description="How it begins, for people who read the file.")


class Join(_Anchored):
    """What stands at `spans` goes on what stands at `to`: they are one paragraph (or one part of a headline), or one article."""

    op: Literal["join"] = "join"
    unit: Unit = Field(description="What is joined: paragraph (headline lines, too) or article.")
    to: Span = Field(description="Where the earlier one stands; its kind is the kind of both.")


class Split(_Anchored):
    """A paragraph (or a part of a headline), or an article, begins at `spans`, even if that is in the middle of a printed line."""

    op: Literal["split"] = "split"
    unit: Unit = Field(description="What begins: paragraph (headline lines, too) or article.")


class Move(_Anchored):
    """What stands at `spans` belongs to the article of `to`: headline lines to its headline group, a paragraph behind that one."""

    op: Literal["move"] = "move"
    to: Span = Field(description="Something of the article; the paragraph that it is to follow.")


class SetKind(_Anchored):
    """What stands at `spans`, and nothing beyond it, is of this kind: part of the headline, paragraph, mark or furniture."""

    op: Literal["kind"] = "kind"
    kind: PartKind = Field(description="Headline role, kind of paragraph, of mark or of furniture.")


class SetCredits(_Anchored):
    """The article at `spans` has these credits and no others."""

    op: Literal["credits"] = "credits"
    credits: tuple[Credit, ...] = Field(description="Who made the article, in printed order.")


class SetDateline(_Anchored):
    """The article at `spans` has this dateline, or none."""

    op: Literal["dateline"] = "dateline"
    dateline: Dateline | None = Field(description="Agency, place and date of filing; null if none is printed.")


class SetMetadata(_Line):
    """The page is of this newspaper, edition, date, page and language; what is left out stays as it is."""

    op: Literal["metadata"] = "metadata"
    newspaper: str | None = Field(default=None, pattern=r"\S", description="Name of the newspaper; null: it is not known.")
    edition: str | None = Field(default=None, pattern=r"\S", description="Edition of the newspaper; null: it is not known.")
    date: dt.date | None = Field(default=None, description="Date of publication; null: it is not known.")
    page: str | None = Field(default=None, pattern=r"\S", description="Page label as printed; null: it is not known.")
    language: Language | None = Field(default=None, description="BCP 47 tag of the script printed.")

    def values(self) -> dict[Any, Any]:
        """Return what is said as text, by the name of the field; a null that is written down says that it is not known."""
        said = {name: getattr(self, name) for name in ("newspaper", "edition", "date", "page", "language") if name in self.model_fields_set}
        return {name: None if value is None else str(value) for name, value in said.items()}


class Checked(_Line):
    """A person has compared the whole page with its source, and with the corrections before this line it is right."""

    op: Literal["checked"] = "checked"


class Undo(_Line):
    """The line that is named does not hold any more; an undo may be undone."""

    op: Literal["undo"] = "undo"
    of: str = Field(description="The `id` of the line that is taken back.")


Change = Join | Split | Move | SetKind | SetCredits | SetDateline | SetMetadata | Checked
Correction = Annotated[Change | Undo, Field(discriminator="op")]
_LINE: TypeAdapter[Change | Undo] = TypeAdapter(Correction)


def correction(page: Page, author: str, said: Mapping[str, object]) -> Change | Undo:
    """Return a correction of a page, with everything that is not said by a person: its name, its anchor, its time.

    `said` holds `op` and the fields that this operation has of its own.

    Raises:
        InputError: if it is no correction, or speaks of what is not on the page.

    """
    origin = {
        "id": secrets.token_hex(6),
        "source": page.source,
        "sha256": page.sha256,
        "author": author,
        "time": dt.datetime.now(dt.timezone.utc).replace(microsecond=0),
    }
    made = _valid({**said, **origin}, page.source)
    if not isinstance(made, _Anchored):
        return made
    first = made.spans[0]
    return made.model_copy(update={"quote": "".join(page.source_text[first.start : first.end].split())[:_QUOTED]})


def _valid(value: object, place: str) -> Change | Undo:
    try:
        return _LINE.validate_python(value)
    except ValidationError as error:
        raise InputError(place, f"no correction: {_first(error)}", help="docs/review.md shows what a correction looks like") from error


def _first(error: ValidationError) -> str:
    """Return the first thing that is wrong, with the field it is wrong in."""
    one = error.errors()[0]
    return f"{'.'.join(map(str, one['loc']))}: {one['msg']}" if one["loc"] else one["msg"]


def dumps(one: Change | Undo) -> str:
    """Return a correction as it stands in the file, without the line end; what is not said is left out."""
    return one.model_dump_json(exclude_unset=False, exclude=_unsaid(one))


def _unsaid(one: Change | Undo) -> set[str]:
    """Return the fields of metadata that a correction says nothing about: a null there would say that they are not known."""
    return set(type(one).model_fields) - one.model_fields_set - {"op"} if isinstance(one, SetMetadata) else set()


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a corrections file holds: its lines in order, and what is wrong with those that are none."""

    found: tuple[Change | Undo, ...] = ()
    bad: tuple[InputError, ...] = ()

    def by_source(self) -> dict[str, list[Change]]:
        """Return the corrections that stand, page by page."""
        pages: dict[str, list[Change]] = {}
        for one in standing(self.found):
            pages.setdefault(one.source, []).append(one)
        return pages


def read(path: Path) -> Corrections:
    """Return the corrections of a file; a line that is there twice, as after a merge, counts once, and a bad one stops no other.

    A byte order mark, which some editors write, is no part of the first line.

    Raises:
        InputError: if the file cannot be read.

    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(str(path), f"no corrections file: {reason}", help="corpus review DIR writes one") from error
    found: dict[str, Change | Undo] = {}
    bad: list[InputError] = []
    for number, line in enumerate(lines, 1):
        try:
            one = _parsed(line, f"{path}:{number}") if line.strip() else None
        except InputError as error:
            bad.append(error)
            continue
        if one and found.setdefault(one.id, one) != one:
            bad.append(InputError(f"{path}:{number}", f"another line has the id {one.id}, too", help="give one of them another id"))
    return Corrections(tuple(found.values()), tuple(bad))


def _parsed(line: str, place: str) -> Change | Undo:
    try:
        return _LINE.validate_json(line)
    except ValidationError as error:
        raise InputError(place, f"no correction: {_first(error)}", help="mend the line, or take it out") from error


def append(path: Path, several: Iterable[Change | Undo]) -> None:
    """Add corrections to a file, all of them or none, on the disk when this returns.

    What a process that was killed left without a line end is closed first, so that it spoils no line but its own.

    Raises:
        OSError: if they cannot be written; then the file is as it was.

    """
    text = "".join(f"{dumps(one)}\n" for one in several)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as file:  # what waited in a buffer would be written by closing, after it failed
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(-1, os.SEEK_END)
            text = text if file.read(1) == b"\n" else f"\n{text}"
        try:
            _write(file, text.encode())
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(size)
            raise


def _write(file: FileIO, data: bytes) -> None:
    """Write all of it; what the system takes of it at once may be less."""
    while data:
        data = data[file.write(data) :]


def standing(several: Iterable[Change | Undo]) -> Iterator[Change]:
    """Yield the corrections that nothing later takes back, in their order; what `holding` yields, without the undos.

    >>> line = {"source": "a", "sha256": "0" * 64, "author": "", "time": "2026-01-01T00:00:00Z"}
    >>> lines = [Checked(id="1", **line), Undo(id="2", of="1", **line), Undo(id="3", of="2", **line)]
    >>> [one.id for one in standing(lines[:2])], [one.id for one in standing(lines)]
    ([], ['1'])
    """
    yield from (one for one in holding(several) if not isinstance(one, Undo))


def holding(several: Iterable[Change | Undo]) -> list[Change | Undo]:
    """Return the lines that nothing later takes back, undos among them, in their order."""
    taken: set[str] = set()
    kept: list[Change | Undo] = []
    for one in reversed(list(several)):
        if one.id in taken:
            continue
        if isinstance(one, Undo):
            taken.add(one.of)
        kept.append(one)
    return kept[::-1]
