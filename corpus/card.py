"""Facts of a dataset folder -> its card, the ``README.md`` that the hub shows and that `datasets` reads.

Everything in the card is computed from the rows of the Parquet files beside it and from the models; nothing is written by hand but
the prose, and none of it is lost when people edit the card on the hub: see `corpus.merge`.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from corpus import layout, merge
from corpus.records import Article
from corpus.tables import CONFIGS, MODELS, computed, from_table, schema

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corpus.parquet import Size

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))
"""The hub's size categories, each with the number of rows that is too many for it."""

_LENGTHS = (100, 200, 400, 800, 1_600, 3_200, 6_400)
_BAR = 40

_FOR = {
    "articles": ("an article, nested", "everything that is known of an article"),
    "paragraphs": ("a paragraph, flat", "language models, search, counting"),
    "pages": ("a page: its source text, and what is in no article", "checking, and going back to the source"),
    "texts": ("an article: id, title, text, date", "training"),
    "american-stories": ("an article in the columns of AmericanStories", "code written for AmericanStories"),
    "people-daily": ("an article in the columns of datasets of 人民日报", "code written for these"),
    "newswire": ("an article in the columns of Newswire", "code written for Newswire"),
    "quarantine": ("a source that is in no other config, and why", "knowing what is missing"),
}
"""What a row of each config is, and what it is for."""

SCHEMA_ORG = {
    "id": "identifier",
    "source": "isBasedOn",
    "order": "position",
    "newspaper": "isPartOf (Newspaper) name",
    "edition": "printEdition",
    "date": "datePublished",
    "page": "printPage",
    "edition_id": "isPartOf (PublicationIssue) identifier",
    "parts": "hasPart",
    "links": "",
    "language": "inLanguage",
    "kicker": "alternativeHeadline",
    "title": "headline",
    "subtitle": "alternativeHeadline",
    "headline_lines": "",
    "credits": "author, contributor, editor",
    "dateline": "dateline",
    "paragraphs": "hasPart",
    "marks": "",
    "jump_to": "",
    "jump_from": "",
    "references": "mentions",
    "confidence": "",
    "headline_confidence": "",
    "keywords": "keywords",
    "segmenter": "",
    "review": "",
    "tool_version": "",
    "text": "articleBody",
    "characters": "",
    "headline": "name",
    "byline": "creditText",
    "author": "author",
    "article_id": "identifier",
    "newspaper_name": "isPartOf (Newspaper) name",
    "article": "articleBody",
}
"""The schema.org NewsArticle word for each column of `articles`; empty where it has none."""


def features(columns: pa.Schema) -> list[dict[str, Any]]:
    """Return the columns in the YAML form that `datasets` keeps features in.

    >>> features(pa.schema({"id": pa.string(), "spans": pa.list_(pa.struct({"start": pa.int64()}))}))
    [{'name': 'id', 'dtype': 'string'}, {'name': 'spans', 'list': [{'name': 'start', 'dtype': 'int64'}]}]
    """
    return [_named(column.name, column.type) for column in columns]


def _named(name: str, kind: pa.DataType) -> dict[str, Any]:
    inner = _feature(kind)
    return {"name": name, **(inner if isinstance(inner, dict) else {"dtype": inner} if isinstance(inner, str) else {"struct": inner})}


def _feature(kind: pa.DataType) -> Any:  # noqa: ANN401 - a name, a list of fields, or {"list": either}
    if pa.types.is_list(kind):
        return {"list": _feature(kind.value_type)}
    if pa.types.is_struct(kind):
        return [_named(part.name, part.type) for part in kind.fields]
    return {"double": "float64", "date32[day]": "date32"}.get(str(kind), str(kind))


def described(sizes: Mapping[str, Size]) -> dict[str, Any]:
    """Return what the front matter says of the configs, given how large they are: where the files are, what columns they have."""
    return {"configs": [_config(name) for name in sizes], "dataset_info": [_info(name, size) for name, size in sizes.items()]}


def _config(name: str) -> dict[str, Any]:
    files = [{"split": "train", "path": f"{name}/*.parquet"}]
    default = {"default": True} if name == next(iter(CONFIGS)) else {}
    return {"config_name": name, "data_files": files, **default}


def _info(name: str, size: Size) -> dict[str, Any]:
    return {
        "config_name": name,
        "features": features(schema(MODELS[name])),
        "splits": [{"name": "train", "num_bytes": size.raw_bytes, "num_examples": size.rows}],
        "download_size": size.file_bytes,
        "dataset_size": size.raw_bytes,
    }


@dataclass(slots=True)
class Facts:
    """What the prose of the card tells, counted over the articles."""

    articles: int = 0
    characters: int = 0
    newspapers: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    dates: set[dt.date] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    lengths: Counter[int] = field(default_factory=Counter)
    example: Article | None = None

    def add(self, table: pa.Table) -> None:
        """Count articles in, rows of the config, and keep the shortest with a title as the example."""
        lengths = table["characters"].to_pylist()
        self.articles += len(table)
        self.characters += sum(lengths)
        self.lengths.update(bisect_right(_LENGTHS, length) for length in lengths)
        self.newspapers.update(name or "not known" for name in table["newspaper"].to_pylist())
        self.kinds.update(table["paragraphs"].combine_chunks().flatten().field("kind").to_pylist())
        self.dates.update(table["date"].drop_null().to_pylist())
        self.versions.update(table["tool_version"].to_pylist())
        titled = [row for row, title in enumerate(table["title"].to_pylist()) if title]
        shortest = min(titled, key=lengths.__getitem__, default=None)
        if shortest is not None and (self.example is None or lengths[shortest] < self.example.characters):
            (self.example,) = from_table(Article, table.slice(shortest, 1))

    def join(self, other: Facts) -> None:
        """Count in what was counted of later articles."""
        self.articles += other.articles
        self.characters += other.characters
        self.newspapers.update(other.newspapers)
        self.kinds.update(other.kinds)
        self.dates |= other.dates
        self.versions |= other.versions
        self.lengths.update(other.lengths)
        if other.example and (self.example is None or other.example.characters < self.example.characters):
            self.example = other.example


def render(folder: Path, facts: Facts) -> str:
    """Return the card of a dataset folder whose Parquet files are complete, given what was counted over its articles."""
    sizes = layout.sizes(folder)
    head = merge.dumped(_metadata(facts) | described(sizes))
    return f"{merge.FENCE}{head}{merge.FENCE}\n{merge.BEGIN}\n{_prose(sizes, facts)}{merge.END}\n"


def write(folder: Path, facts: Facts) -> None:
    """Write the card into a dataset folder whose Parquet files are complete, given what was counted over its articles."""
    (folder / layout.CARD).write_text(render(folder, facts), encoding="utf-8", newline="\n")


def _metadata(facts: Facts) -> dict[str, Any]:
    return {
        "pretty_name": "Newspaper articles from page text",
        "language": ["zh"],
        "license": "other",
        "license_name": "publishers-text",
        "annotations_creators": ["machine-generated"],
        "source_datasets": ["original"],
        "task_categories": ["text-generation", "summarization", "token-classification"],
        "size_categories": [next((name for limit, name in SIZES if facts.articles < limit), "n>10M")],
        "tags": ["newspaper", "news", "datasets", "pandas", "polars", "text"],
    }


def _prose(sizes: Mapping[str, Size], facts: Facts) -> str:
    template = resources.files("corpus").joinpath("card.md").read_text(encoding="utf-8")
    parts = {
        "inside": _inside(sizes["pages"].rows, facts),
        "lengths": _lengths(facts.lengths),
        "configs": "\n".join(_config_rows(sizes)),
        "version": _newest(facts.versions),
        "example": facts.example.model_dump_json(indent=1) if facts.example else "{}",
        "fields": "\n".join(_field_rows()),
        "versions": ", ".join(sorted(facts.versions)) or "-",
        "accuracy": _accuracy(),
    }
    for name, text in parts.items():
        template = template.replace(f"<!-- {name} -->", text)
    return template


def _inside(pages: int, facts: Facts) -> str:
    rows = [
        ("Pages", f"{pages:,}"),
        ("Articles", f"{facts.articles:,}"),
        ("Characters of text", f"{facts.characters:,}"),
        ("Newspapers", ", ".join(f"{name} ({number:,})" for name, number in sorted(facts.newspapers.items())) or "-"),
        ("Dates", f"{min(facts.dates)} to {max(facts.dates)}" if facts.dates else "not known"),
        ("Paragraphs", ", ".join(f"{kind} {number:,}" for kind, number in facts.kinds.most_common()) or "-"),
    ]
    return "\n".join(f"| {name} | {value} |" for name, value in rows)


def _lengths(counts: Counter[int]) -> str:
    """Draw how long the articles are: a bar for each range of characters, to the scale of the longest bar."""
    most = max(counts.values(), default=1)
    names = [f"under {_LENGTHS[0]:,}", *(f"{low:,} to {high - 1:,}" for low, high in pairwise(_LENGTHS)), f"{_LENGTHS[-1]:,} and more"]
    bars = ((name, counts[place]) for place, name in enumerate(names))
    return "\n".join(f"{name:>15}  {'█' * -(-_BAR * count // most)} {count:,}" for name, count in bars)


def _config_rows(sizes: Mapping[str, Size]) -> Iterator[str]:
    for name, size in sizes.items():
        row, use = _FOR[name]
        default = " (default)" if name == next(iter(CONFIGS)) else ""
        yield f"| `{name}`{default} | {row} | {size.rows:,} | {use} |"


def _newest(versions: set[str]) -> str:
    return max(versions, default="-", key=lambda version: [int(part) if part.isdigit() else 0 for part in version.split(".")])


def _field_rows() -> list[str]:
    fields = Article.model_fields | Article.model_computed_fields
    columns = schema(Article)
    return [f"| `{name}` | {_short(columns.field(name))} | {info.description} | {SCHEMA_ORG[name]} |" for name, info in fields.items()]


def _short(column: pa.Field) -> str:
    """Return the type of a column in a word or two."""
    kind = column.type
    name = f"list of {'records' if pa.types.is_struct(kind.value_type) else kind.value_type}" if pa.types.is_list(kind) else str(kind)
    derived = ", derived" if column.name in computed(Article) else ""
    return ("record" if pa.types.is_struct(kind) else name.replace("[day]", "")) + (" or null" if column.nullable else "") + derived


def _accuracy() -> str:
    """Return the figures measured for this version of the converter as a table."""
    measured = json.loads(resources.files("corpus").joinpath("accuracy.json").read_text(encoding="utf-8"))
    names = list(measured["figures"])
    head = [f"| pages | {' | '.join(names)} |", f"|---|{'---:|' * len(names)}"]
    return "\n".join(head + [f"| {row['pages']} | {' | '.join(f'{row[name]:.3f}' for name in names)} |" for row in measured["rows"]])
