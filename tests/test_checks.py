"""What a check finds: one test for each thing that can be wrong."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus
from corpus import layout, manifest
from corpus.parquet import Writer, read
from corpus.promises import page_findings
from corpus.records import Furniture, Page, Paragraph, Span
from corpus.tables import CONFIGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import BaseModel


def changed(record: BaseModel, **fields: object) -> BaseModel:
    """Return a copy of a record with other values in some fields."""
    return record.model_copy(update=fields)


def rewrite(data: Path, config: str, change: Callable[[list[BaseModel]], list[BaseModel]]) -> list[str]:
    """Change the rows of a config, mend the card, and return what a check finds."""
    path, model = layout.shards(data, config)[0], CONFIGS[config]
    rows = change(list(read(path, model)))
    with Writer(path, model) as writer:
        writer.add(rows)
    manifest.write(data)
    return [str(finding) for finding in corpus.check(data) if "README.md" not in finding.place]


def first(**fields: object) -> Callable[[list[BaseModel]], list[BaseModel]]:
    """Return a change of fields of the first row."""
    return lambda rows: [changed(rows[0], **fields), *rows[1:]]


def test_a_sound_dataset_has_no_findings(data: Path, pages: Path) -> None:
    """Nor when it is compared with its sources."""
    assert corpus.check(data, [pages]) == []


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    """Checking nothing is a wrong call."""
    with pytest.raises(corpus.UsageError, match="no such folder"):
        corpus.check(tmp_path / "none")


def test_every_missing_file_is_found(data: Path) -> None:
    """All of them are named, not the first one alone."""
    shutil.rmtree(data / "articles")
    shutil.rmtree(data / "pages")
    assert [finding.place.rpartition("data/")[2] for finding in corpus.check(data)] == ["articles/undated.parquet", "pages/undated.parquet"]


def test_columns_of_another_record_are_found(data: Path) -> None:
    """A file in the wrong place, or of another version."""
    shutil.copy(layout.shards(data, "pages")[0], layout.shards(data, "articles")[0])
    assert [finding.problem for finding in corpus.check(data)] == ["its columns are not those of Article"]


def test_a_card_that_tells_of_other_files_is_found(data: Path) -> None:
    """Rows, sizes and features in the card are what a loader trusts."""
    text = (data / "README.md").read_text(encoding="utf-8")
    (data / "README.md").write_text(text.replace("num_examples: 3", "num_examples: 4").replace("dtype: date32", "dtype: string"))
    assert [finding.problem for finding in corpus.check(data)] == ["dataset_info: not that of the Parquet files; build the dataset again"]


@pytest.mark.parametrize("text", ["", "# no front matter", "---\n- a list\n---\n", "---\n{broken\n---\n"])
def test_a_card_without_front_matter_is_found(data: Path, text: str) -> None:
    """Whatever stands there instead."""
    (data / "README.md").write_text(text)
    assert [finding.problem[:15] for finding in corpus.check(data)] == ["no dataset card"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 100_000])
def test_a_croissant_description_of_something_else_is_found(data: Path, text: str) -> None:
    """Whatever stands there instead, or nothing at all; how columns are described in words makes no difference."""
    path = data / "croissant.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"description": "', '"description": "Formerly: '), encoding="utf-8")
    assert corpus.check(data) == []
    path.write_text(text)
    assert {finding.place for finding in corpus.check(data)} == {str(path)}
    path.unlink()
    assert [finding.problem[:24] for finding in corpus.check(data)] == ["no Croissant description"]


def test_a_column_that_croissant_does_not_tell_is_found(data: Path) -> None:
    """Loaders of machine-learning datasets trust it."""
    path = data / "croissant.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"articles/title"', '"articles/heading"'), encoding="utf-8")
    assert [finding.problem for finding in corpus.check(data)] == ["recordSet: not that of the Parquet files; build the dataset again"]


def test_a_file_that_no_dataset_has_is_found(data: Path) -> None:
    """At any depth, also where nothing else can be checked; what is hidden may be there."""
    (data / ".gitattributes").write_text("")
    (data / "articles" / "notes.txt").write_text("mine")
    (data / "texts" / "sub").mkdir()
    (data / "load.py").write_text("")
    found = ["articles/notes.txt", "load.py", "texts/sub"]
    assert [finding.place.rpartition("data/")[2] for finding in corpus.check(data)] == found
    shutil.rmtree(data / "pages")
    assert [finding.place.rpartition("data/")[2] for finding in corpus.check(data)] == [*found, "pages/undated.parquet"]


@pytest.mark.parametrize("config", CONFIGS)
def test_a_damaged_file_is_found(data: Path, config: str) -> None:
    """One bit of it, whichever it is."""
    path = layout.shards(data, config)[0]
    bits = bytearray(path.read_bytes())
    bits[len(bits) // 8] ^= 1
    path.write_bytes(bits)
    assert any("damaged" in finding.problem for finding in corpus.check(data))


def test_an_id_that_is_there_twice_is_found(data: Path) -> None:
    """Ids of pages and articles, and names of sources, are unique."""
    found = rewrite(data, "articles", lambda rows: [rows[0], changed(rows[1], id=rows[0].id), *rows[2:]])  # type: ignore[attr-defined]
    assert any("is there twice" in finding for finding in found)


def test_wrong_counts_are_found(data: Path) -> None:
    """Counts of a page row are worked out again."""
    assert rewrite(data, "pages", first(articles=2)) == ["a.txt: its counts are not those of its articles and its text"]


def test_flat_rows_that_are_not_the_paragraphs_are_found(data: Path) -> None:
    """The flat config says what the nested one says."""
    (found,) = rewrite(data, "paragraphs", first(text="其他"))
    assert found.endswith("paragraphs: its rows are not those of the articles, from those of a.txt on")


def test_rows_of_nothing_are_found(data: Path) -> None:
    """An article of a page that is not there."""
    found = rewrite(data, "articles", lambda rows: [*rows, changed(rows[0], source="z.txt")])
    assert any("'z.txt' are out of place" in finding for finding in found)


def test_missing_articles_are_found(data: Path) -> None:
    """Their text is then in no span, and their rows in the flat config are of nothing."""
    found = rewrite(data, "articles", lambda rows: rows[1:])
    assert any(finding.startswith("a.txt:3: in no span: '开 会") for finding in found)
    assert any("texts: its rows are not those of the articles" in finding for finding in found)


def test_rows_of_no_article_are_found(data: Path) -> None:
    """At the end of a flat config."""
    (found,) = rewrite(data, "texts", lambda rows: [*rows, rows[0]])
    assert found.endswith("texts: it has rows of no article in this dataset")


def test_a_file_that_is_not_the_one_in_the_checksums_is_found(data: Path) -> None:
    """Changed, missing in the list, named and not there, or no list at all."""
    sums = data / "SHA256SUMS"
    lines = sums.read_text().splitlines()
    sums.write_text("\n".join([*lines[1:], "0" * 64 + lines[2][64:], "0" * 64 + "  articles/1999-01.parquet"]) + "\n")
    assert [finding.problem.partition(":")[0] for finding in corpus.check(data)] == [
        "named in SHA256SUMS, but not there",
        "not named in SHA256SUMS",
        "damaged or changed",
    ]
    sums.unlink()
    assert [finding.problem[:12] for finding in corpus.check(data)] == ["no checksums"]


def test_sources_are_compared_both_ways(data: Path, pages: Path) -> None:
    """A changed file, one more, and one less."""
    (pages / "a.txt").write_text("其他")
    (pages / "b.txt").unlink()
    (pages / "d.txt").write_text("多了一页")
    found = {finding.place.rpartition("/")[2]: finding.problem.partition(";")[0] for finding in corpus.check(data, [pages])}
    assert found["d.txt"] == "not in the dataset"
    assert found["b.txt"] == "not among the sources given"
    assert found["a.txt"].startswith("its text is not the one that page")


def test_a_page_that_keeps_its_promises_has_no_findings() -> None:
    """The page made by hand is one."""
    assert page_findings(makers.page()) == []


def article_with(**fields: object) -> Page:
    """Return the page made by hand with something else in its article."""
    page = makers.page()
    return page.model_copy(update={"articles": (page.articles[0].model_copy(update=fields),)})


def furniture_with(*spans: tuple[int, int], text: str = "2020年2月15日 3版") -> Page:
    """Return the page made by hand with a furniture of these spans."""
    item = Furniture(kind="folio", text=text, spans=tuple(Span(start=start, end=end) for start, end in spans))
    return makers.page().model_copy(update={"furniture": (item,)})


@pytest.mark.parametrize(
    ("page", "finding"),
    [
        (furniture_with(), "front.txt:1: in no span: '2020年2月15日 3版', 13 characters from 0"),
        (furniture_with((0, 10)), "front.txt:1: in no span: '3版', 2 characters from 11"),
        (furniture_with((0, 13), (0, 2)), "front.txt:1: in two spans: '20', 2 characters from 0"),
        (furniture_with((0, 13), (5, 5)), "front.txt: span 5 to 5 is no stretch of 32 characters"),
        (furniture_with((0, 13), (5, 99)), "front.txt: span 5 to 99 is no stretch of 32 characters"),
        (furniture_with((0, 13), text="3版"), "front.txt:1: furniture[0]: its text is not that of its spans: '3版'"),
        (article_with(title="散会"), "front.txt: articles[0].title: not its headline lines: '散会'"),
        (article_with(kicker="散会"), "front.txt: articles[0].kicker: not its headline lines: '散会'"),
        (article_with(order=1), "front.txt: articles[0] calls itself article 1 of front.txt"),
        (article_with(source="x"), "front.txt: articles[0] calls itself article 0 of x"),
        (makers.page().model_copy(update={"sha256": "0" * 64}), "front.txt: sha256 is not that of the source text"),
        (
            article_with(paragraphs=(Paragraph(kind="body", text="编的", spans=()),)),
            "front.txt: articles[0].paragraphs[0]: its text is not that of its spans: '编的'",
        ),
    ],
)
def test_each_broken_promise_is_found_with_its_place(page: Page, finding: str) -> None:
    """The line of the source text where there is one."""
    assert finding in [str(found) for found in page_findings(page)]


def test_a_derived_column_that_is_not_derived_is_found(data: Path) -> None:
    """Columns that are not read back are compared, too."""
    path = layout.shards(data, "articles")[0]
    table = pq.read_table(path)
    place = table.schema.get_field_index("byline")
    pq.write_table(table.set_column(place, table.schema.field(place), pa.array(["编的"] * 3)), path)
    manifest.write(data)
    assert [finding.problem for finding in corpus.check(data) if "README" not in finding.place] == ["byline: not what the record says"]
