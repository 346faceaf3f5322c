"""What is known of a page before it is read: from a manifest or a sidecar, from options, from its path.

A manifest is a CSV, JSON, JSON Lines or Parquet file with a row for each page: its `source` (the path relative to the input
folder, or the name of the file) and any of `newspaper`, `edition`, `date`, `page`. A sidecar is ``NAME.json`` beside
``NAME.txt``, an object with the same keys. Values are texts, numbers or dates. Columns and keys of other names are left alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus.bounds import LARGEST, plain, take, unreadable
from corpus.encodings import decode
from corpus.errors import EncodingError, InputError, LimitError, UsageError
from corpus.origins import FIELDS, statements
from corpus.sheets import PAGE
from corpus.tabular import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corpus.records import StatedField, Statement
    from corpus.sources import Source

SOURCE: Final = "source"
"""The column that names the page."""

_ROWS: Final = f"write a row for each page, with {SOURCE}, and any of {', '.join(FIELDS)}"
_FIELD: Final = re.compile(r"\{(\w*)\}")
_BRACED: Final = [f"{{{name}}}" for name in FIELDS]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of pages before they are read, by whom it is said.

    `options` holds for every page. `pattern` is a path with fields in braces, as ``{newspaper}/{date}/{page}.txt``; it is
    matched with the end of a page's name. `manifest` gives rows by source; a row of a file is one of each of its pages that has none of its
    own. `met` is what of both has told of a page so far.
    """

    options: Mapping[StatedField, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    manifest: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    met: set[str | re.Pattern[str]] = field(default_factory=set)

    def of(self, source: Source) -> tuple[Statement, ...]:
        """Return what is known of a source, in the order of trust.

        Raises:
            InputError: if its sidecar cannot be read, or a value is no date.

        """
        name = next((name for name in _names(source.name) if name in self.manifest), "")
        match = self.pattern.search(source.name) if self.pattern else None
        self.met.update([name] if name else [], [match.re] if match else [])
        return (
            *statements(self.manifest.get(name, {}), "sidecar", f"manifest: {source.name}"),
            *source.stated,
            *statements(_sidecar(source), "sidecar", source.place),
            *statements(self.options, "options", "options"),
            *statements(match.groupdict() if match else {}, "path", source.place),
        )

    def unmet(self) -> Iterator[str]:
        """Yield in words what told of none of the pages that were asked for."""
        left = [name for name in self.manifest if name not in self.met]
        if left:
            yield f"manifest: {len(left):,} of {len(self.manifest):,} rows name no page that was read, as {left[0]!r}"
        if self.pattern and self.pattern not in self.met:
            yield "path pattern: it fits the name of no page, which is its path below the folder given"


def known(*, manifest: str | Path | None = None, path_pattern: str | None = None, **options: str | None) -> Known:
    """Return what is known of pages, given a manifest, a pattern for paths, and `FIELDS` that hold for all.

    Raises:
        UsageError: if the manifest cannot be read or has no column `source`, the pattern has a wrong field, or an option is no date.

    """
    given = {name: value for name in FIELDS if (value := options.get(name))}
    try:
        list(statements(given, "options", "options"))
    except InputError as error:
        raise UsageError("options", error.problem, help=error.help) from error
    return Known(given, pattern(path_pattern) if path_pattern else None, _manifest(Path(manifest)) if manifest else {})


def pattern(text: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern for paths; a field and a star hold anything but a slash.

    One for a file is one for each of its pages, unless it says ``#page=`` itself.

    >>> found = pattern("{newspaper}/{date}/{page}.txt").search("in/云江日报/2020-02-15/02.txt")
    >>> found["newspaper"], found["date"], found["page"]
    ('云江日报', '2020-02-15', '02')

    Raises:
        UsageError: if a field in it is none of `FIELDS`.

    """
    names = _FIELD.findall(text)
    wrong = [f"{{{name}}}" for name in names if name not in FIELDS]
    if wrong or not names:
        place = f"path pattern {text!r}"
        raise UsageError(place, f"{wrong[0]} is no field" if wrong else "no field in it", help=f"fields are {', '.join(_BRACED)}")
    made = "(?:^|/)"
    for number, part in enumerate(_FIELD.split(text.lstrip("/"))):
        seen = part in _FIELD.split(text)[1:number:2]
        made += (f"(?P={part})" if seen else f"(?P<{part}>[^/]+?)") if number % 2 else re.escape(part).replace(r"\*", "[^/]*")
    return re.compile(made + ("$" if PAGE in text else rf"(?:{PAGE}\d+)?$"))


def _names(name: str) -> tuple[str, ...]:
    """Return what a manifest may call a page: its name, or that of the file that it is a page of, with the folders or without.

    >>> _names("in/a.pdf#page=2")
    ('in/a.pdf#page=2', 'a.pdf#page=2', 'in/a.pdf', 'a.pdf')
    """
    file = name.partition(PAGE)[0]
    return name, name.rpartition("/")[2], file, file.rpartition("/")[2]


def _sidecar(source: Source) -> dict[str, str]:
    """Return what the file beside a page says."""
    path = Path(plain(str(source.path))).with_suffix(".json")
    if source.data is not None or source.url or not path.is_file():
        return {}
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise LimitError(str(path), "a link that leads out of the folder", help="put the file itself there")
    try:
        with path.open("rb") as file:
            found = json.loads(take(file, LARGEST, str(path)).decode("utf-8-sig"))
    except OSError as error:
        raise unreadable(str(path), error) from error
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"not JSON: {error}", help="correct it, or take it away: it stands for the page beside it") from error
    if not isinstance(found, dict):
        raise InputError(str(path), "no JSON object", help='write it as {"newspaper": "…", "date": "2020-02-15", "page": "1"}')
    return _row(found, str(path))


def _manifest(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a manifest by source; two of one source must say the same."""
    reader = _READERS.get(path.suffix.lower())
    if not reader:
        raise UsageError(str(path), "no manifest that we can read", help=f"its name ends with one of: {', '.join(_READERS)}")
    try:
        rows = [_row(row, f"{path}, row {number}") for number, row in enumerate(reader(path), 1)]
    except InputError as error:
        advice = "save it in UTF-8" if isinstance(error, EncodingError) else error.help
        raise UsageError(error.place, error.problem, help=advice) from error
    except OSError as error:
        wrong = unreadable(str(path), error)
        raise UsageError(wrong.place, wrong.problem, help=wrong.help) from error
    except (ValueError, TypeError, RecursionError, csv.Error) as error:
        raise UsageError(str(path), f"not to be read as {path.suffix[1:]}: {error}", help=_ROWS) from error
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if not row.get(SOURCE):
            raise UsageError(str(path), f"not every row has a {SOURCE}", help=_ROWS)
        if found.setdefault(row[SOURCE], row) != row:
            raise UsageError(str(path), f"two rows tell of {row[SOURCE]!r}, and not the same", help="take one of them away")
    return found


def _row(values: Mapping[str, Any], place: str) -> dict[str, str]:
    """Return the values of a row that are ours, as text; what is null, or not a number, is left out.

    Raises:
        InputError: if one is neither text nor number nor date.

    """
    if not isinstance(values, dict):
        raise InputError(place, "no row with columns", help=_ROWS)
    given = {name: values[name] for name in (SOURCE, *FIELDS) if values.get(name) is not None and values[name] == values[name]}
    found = {name: word(value) for name, value in given.items()}
    for name, text in found.items():
        if text is None:
            raise InputError(place, f"{name} {given[name]!r} is no text, number or date", help="correct it, or leave it empty")
    return {name: text.strip() for name, text in found.items() if text is not None}


def _csv(path: Path) -> Iterable[Mapping[str, Any]]:
    """Return the rows of a table with names of columns in its first line; no row has more cells, and quotes are closed."""
    rows = csv.DictReader(io.StringIO(decode(path.read_bytes(), place=str(path)).text, newline=""), strict=True)
    if not rows.fieldnames:
        raise ValueError("it is empty")  # noqa: TRY003 - told as the reason why it cannot be read
    return [_full(row, rows.line_num) for row in rows]


def _full(row: Mapping[str | None, Any], line: int) -> Mapping[str, Any]:
    """Return a row of a table that has a cell for each column at most; a comma within one parts it where it is not quoted."""
    if None in row:
        raise ValueError(f"line {line} has more cells than the first")  # noqa: EM102, TRY003 - as above
    return {name: value for name, value in row.items() if name}


def _json(path: Path) -> Iterable[Mapping[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8-sig"))
    return [{SOURCE: name, **row} for name, row in found.items()] if isinstance(found, dict) else list(found)


def _jsonl(path: Path) -> Iterable[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        return [json.loads(line) for line in file if line.strip()]


def _parquet(path: Path) -> Iterable[Mapping[str, Any]]:
    from pyarrow import parquet  # noqa: PLC0415 - takes long to load, and few manifests are Parquet

    with path.open("rb") as file:
        return list(parquet.read_table(file).to_pylist())


_READERS: Final[dict[str, Callable[[Path], Iterable[Mapping[str, Any]]]]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
}
