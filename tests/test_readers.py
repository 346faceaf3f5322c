"""Others read the dataset: datasets, streaming too, pandas, polars, DuckDB."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import makers
import pandas as pd
import polars as pl
import pytest
from datasets import load_dataset
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from corpus import layout, parquet, rows
from corpus.records import Article
from corpus.tables import from_rows

if TYPE_CHECKING:
    from pathlib import Path

STREAM = """
import gc, sys
from datasets import load_dataset
stream = load_dataset(sys.argv[1], "articles", split="train", streaming=True)
for row in stream:
    print(row["title"], row["paragraphs"][0]["spans"][0]["start"])
del stream
gc.collect()
"""


def test_load_dataset_gives_equal_records(data: Path) -> None:
    """Offline, from the folder as it is; articles come back as they were, and so do page rows."""
    articles = load_dataset(str(data), "articles", split="train")
    assert list(from_rows(Article, articles)) == list(corpus.read(data))
    pages = load_dataset(str(data), "pages", split="train")
    assert list(from_rows(rows.PageRow, pages)) == list(parquet.read(layout.shards(data, "pages")[0], rows.PageRow))


def test_the_nested_config_is_the_default(data: Path) -> None:
    """Who names no config gets articles."""
    assert load_dataset(str(data))["train"].column_names == load_dataset(str(data), "articles", split="train").column_names


@given(st.lists(makers.articles, min_size=1, max_size=3))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_articles_survive_the_trip_through_datasets(tmp_path: Path, articles: list[Article]) -> None:
    """Records -> Parquet -> load_dataset -> records is the identity, nulls included."""
    path = tmp_path / "train.parquet"
    with parquet.Writer(path, Article) as writer:
        writer.add(articles)
    loaded = load_dataset(
        "parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"), download_mode="force_redownload"
    )
    assert list(from_rows(Article, loaded)) == articles


def test_streaming_reads_every_row(data: Path) -> None:
    """In a process of its own, with a time limit: a stream left half-read may hang at exit (datasets 5.2, pyarrow 26)."""
    done = subprocess.run([sys.executable, "-c", STREAM, str(data)], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split("\n")[:3] == ["开会 20", "下雨 19", "天晴 20"]


def test_pandas_reads_nested_and_flat(data: Path) -> None:
    """Lists of records are lists of dictionaries."""
    articles = pd.read_parquet(layout.shards(data, "articles")[0])
    assert articles["paragraphs"][0][0]["kind"] == "body"
    assert pd.read_parquet(layout.shards(data, "paragraphs")[0])["title"].tolist() == ["开会", "下雨", "天晴"]


def test_polars_reads_nested_and_flat(data: Path) -> None:
    """Lazily, with nested columns taken apart."""
    articles = pl.scan_parquet(layout.shards(data, "articles")[0])
    kinds = articles.select("title", "paragraphs").explode("paragraphs").unnest("paragraphs").select("kind").collect()
    assert kinds["kind"].to_list() == ["body"] * 3
    assert pl.read_parquet(layout.shards(data, "pages")[0])["articles"].to_list() == [1, 1, 1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select title from '{}' order by title", [("下雨",), ("天晴",), ("开会",)]),
        ("select unnest(paragraphs).text as text from '{}' limit 1", [("今日多云，夜间有雨。",)]),
        ("select sum(characters) from '{}'", [(30,)]),
    ],
)
def test_duckdb_queries_nested_columns(data: Path, query: str, expected: list[tuple[object, ...]]) -> None:
    """By SQL, from the file."""
    with duckdb.connect() as connection:
        assert connection.execute(query.format(layout.shards(data, "articles")[0])).fetchall() == expected
