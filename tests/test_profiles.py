"""Configs with the columns of other datasets, and these datasets as our records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import makers
import pyarrow.parquet as pq
import pytest
from hypothesis import given

import corpus
from corpus import layout, profiles
from corpus.records import Article, Dateline

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "american-stories": ["article_id", "newspaper_name", "edition", "date", "page", "headline", "byline", "article"],
    "people-daily": ["date", "title", "author", "page", "text"],
    "newswire": [
        *("year", "dates", "article", "byline", "newspaper_metadata", "antitrust", "civil_rights", "crime", "govt_regulation"),
        *("labor_movement", "politics", "protests", "ca_topic", "ner_words", "ner_labels", "wire_city", "wire_state"),
        *("wire_country", "wire_coordinates", "wire_location_notes", "people_mentioned", "cluster_size"),
    ],
    "texts": ["id", "title", "text", "date"],
}


def test_each_profile_has_exactly_those_columns(pages: Path, tmp_path: Path, by_hand: None) -> None:
    """In that order; a build without profiles has none of them but the texts."""
    del by_hand
    corpus.build(pages, tmp_path / "out", profiles=["newswire", "people-daily", "american-stories", "newswire"])
    for config, columns in COLUMNS.items():
        assert pq.read_schema(layout.shards(tmp_path / "out", config)[0]).names == columns
        assert len(corpus.load(tmp_path / "out", config)) == 3
    assert corpus.check(tmp_path / "out", [pages]) == []
    corpus.build(pages, tmp_path / "out")
    assert [config for config in COLUMNS if (tmp_path / "out" / config).exists()] == ["texts"]


def test_a_profile_that_is_none_is_refused(pages: Path, tmp_path: Path) -> None:
    """The message tells which there are."""
    with pytest.raises(corpus.UsageError, match="american-stories, people-daily, newswire"):
        corpus.build(pages, tmp_path / "out", profiles=["nope"])


def full() -> Article:
    """Return an article with everything that a profile can tell."""
    fields = {
        "newspaper": "重庆日报",
        "edition": "1",
        "date": dt.date(2020, 2, 5),
        "page": "3",
        "kicker": "引",
        "dateline": Dateline(text="新华社北京电", place="北京"),
    }
    return makers.page().articles[0].model_copy(update=fields)


def test_rows_say_what_the_article_says() -> None:
    """Dates in the form of each."""
    article = full()
    assert profiles.row("american-stories", article).model_dump() == {
        "article_id": article.id,
        "newspaper_name": "重庆日报",
        "edition": "1",
        "date": "2020-02-05",
        "page": "3",
        "headline": "引 开会",
        "byline": "",
        "article": "今日多云，夜间有雨。",
    }
    wire = profiles.row("newswire", article).model_dump()
    assert (wire["year"], wire["dates"], wire["wire_city"], wire["antitrust"]) == (2020, ("Feb-05-2020",), "北京", None)
    assert wire["newspaper_metadata"][0]["newspaper_title"] == "重庆日报"


@pytest.mark.parametrize("profile", profiles.PROFILES)
def test_rows_of_other_datasets_become_records(profile: str) -> None:
    """What a row of theirs tells, the record tells."""
    article = full()
    (record,) = profiles.articles([profiles.row(profile, article).model_dump()], source=profile)
    assert (record.date, record.text) == (article.date, article.text)
    assert record.title == {"newswire": "", "people-daily": "开会"}.get(profile, "引 开会")
    assert record.newspaper == (None if profile == "people-daily" else "重庆日报")
    assert record.id == article.id or profile != "american-stories"


@pytest.mark.parametrize("date", ["", "soon", "Feb-31-1946", "1946", None])
def test_a_date_that_is_none_is_not_known(date: str | None) -> None:
    """Nothing is made up."""
    (record,) = profiles.articles([{"date": date, "text": "x"}], source="x")
    assert (record.date, record.newspaper, record.title) == (None, None, "")


@given(makers.articles)
def test_any_article_has_a_row_in_each_profile(article: Article) -> None:
    """And comes back from it as a record."""
    for profile in profiles.PROFILES:
        (record,) = profiles.articles([profiles.row(profile, article).model_dump()], source=profile)
        assert record.date == article.date
