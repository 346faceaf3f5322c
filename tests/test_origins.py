"""Where a page comes from: what is said, who is trusted, what contradicts itself."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus
from corpus import folios
from corpus.cli import main
from corpus.origins import contradictions, located, statement
from corpus.records import Statement
from corpus.sidecars import known
from corpus.sources import Source

if TYPE_CHECKING:
    from corpus.records import Page

BODY = "\n\n    新华社北京2月14日电 （记者陶然）会议强调，要抓好春季农业生产，保障粮食安全。各地要落实责任，做好准备。\n"


def said(page: Page) -> list[tuple[str, str, str, bool]]:
    """Return the provenance of a page, flat."""
    return [(one.field, one.value, one.origin, one.agrees) for one in page.provenance]


@pytest.mark.parametrize(
    ("folio", "newspaper", "date", "page"),
    [
        ("云江日报 2020年2月15日 星期六 第06版", "云江日报", "2020-02-15", "6"),
        ("A05 综合新闻 云江晚报", "云江晚报", None, "A5"),
        ("4 要闻 2020-02-15 星期六 责编 陶然 版式 沈岩", None, "2020-02-15", "4"),
        ("2020年2月15日 星期六 要闻 9", None, "2020-02-15", "9"),
        ("二〇二〇年二月十五日 星期六 第十二版 云江日报海外版", "云江日报海外版", "2020-02-15", "12"),
        ("雲江時報 中華民國一百零九年二月十五日 星期六 第十六版", "雲江時報", "2020-02-15", "16"),
        ("民國109年2月15日（六） B3 地方", None, "2020-02-15", "B3"),
        ("A03综合新闻云江日报", "云江日报", None, "A3"),
        ("20要闻2020-02-15星期六责编陶然版式沈岩", None, "2020-02-15", "20"),
        ("云江日报官方网站 www.example.com 客服电话 012-34567890", "云江日报", None, None),
        ("《云江日报》（ 2020年2月15日 14 版）", "云江日报", "2020-02-15", "14"),
        ("006 体育 2020年2月15日 责编：陶然", None, "2020-02-15", "6"),
        ("云江日报 2 0 2 0 年 2 月 1 5 日 周六 A 0 5", "云江日报", "2020-02-15", "A5"),
        ("雲江日報B23地方新聞責任編輯：陶然", "雲江日報", None, "B23"),
        ("云江日报官方网站www.example.com客服电话012-34567890", "云江日报", None, None),
        ("5版 社址：云江市朝阳路 42 号", None, None, "5"),
        ("006体育2020年2月15日责编：陶然", None, "2020-02-15", "6"),
    ],
)
def test_folios_of_many_forms_are_read(folio: str, newspaper: str | None, date: str | None, page: str | None) -> None:
    """Simplified and Traditional, figures and numerals, with blanks and without."""
    found = {one.field: one.value for one in folios.read([folio])}
    assert [found.get(name) for name in ("newspaper", "date", "page")] == [newspaper, date, page]


@pytest.mark.parametrize(
    "text",
    [
        "第 1 页，共 3 页",
        "今日20版",
        "- 3 -",
        "3/8",
        "国内统一刊号CN20-0095",
        "天气预报",
        "热线：012-3456789",
        "2006年4月22日，49岁",
        "2019年12月18日 至",
    ],
)
def test_what_looks_like_a_folio_and_is_none(text: str) -> None:
    """Counts of sheets, telephone numbers, and words that end like the name of a newspaper."""
    assert folios.read([text]) == []


def test_a_page_alone_is_filled_from_its_folio() -> None:
    """The page and its articles know it, the dateline has its date in full, and the provenance says who told."""
    page = corpus.convert("云江日报 2020年2月15日 星期六 第1版" + BODY, source="a.txt")
    (article,) = page.articles
    assert (page.newspaper, page.date, page.page) == ("云江日报", dt.date(2020, 2, 15), "1")
    assert (article.newspaper, article.date, article.page) == ("云江日报", dt.date(2020, 2, 15), "1")
    assert article.dateline
    assert article.dateline.date == dt.date(2020, 2, 14)
    assert said(page) == [
        ("newspaper", "云江日报", "printed", True),
        ("date", "2020-02-15", "printed", True),
        ("page", "1", "printed", True),
        ("weekday", "星期六", "printed", True),
    ]


def test_the_more_trusted_value_is_taken_and_the_other_is_a_contradiction() -> None:
    """Nothing is resolved in silence."""
    stated = [statement("date", "2020-02-16", "options"), statement("page", "A1", "path"), statement("newspaper", "雲江日報", "sidecar")]
    page = corpus.convert("云江日报 2020年2月15日 星期六 第1版" + BODY, source="a.txt", stated=stated)
    assert (page.newspaper, page.date, page.page) == ("雲江日報", dt.date(2020, 2, 16), "A1")
    assert contradictions(page) == [
        "newspaper 云江日报 printed, but 雲江日報 is taken",
        "date 2020-02-15 printed, but 2020-02-16 is taken",
        "weekday 星期六 printed, but 2020-02-16 is a 星期日",
    ]


def test_parts_of_a_date_make_one() -> None:
    """A year from the path and a day from the folio; and where no folio is, the latest dateline."""
    year = [statement("date", "2020", "path")]
    assert corpus.convert("2月15日 星期六 要闻 2" + BODY, stated=year).date == dt.date(2020, 2, 15)
    page = corpus.convert(BODY, stated=year)
    assert page.date == dt.date(2020, 2, 14)
    assert said(page)[-1] == ("date", "2020-02-14", "implied", True)
    assert corpus.convert(BODY).date is None


def test_two_folios_as_plain_as_each_other_settle_nothing() -> None:
    """Pages of two papers in one file: both are told of, none is taken."""
    text = f"云江日报 2020年2月15日 第1版{BODY}\n云岭晚报 2020年2月16日 第2版\n"
    page = corpus.convert(text)
    assert (page.newspaper, page.date, page.page) == (None, None, None)
    assert len(contradictions(page)) == 6


@pytest.mark.parametrize(("weekday", "date"), [("星期六", dt.date(2020, 2, 15)), ("星期日", dt.date(2020, 2, 16)), ("星期一", None)])
def test_of_two_days_the_one_that_the_weekday_fits_is_taken(weekday: str, date: dt.date | None) -> None:
    """The other is told of as a contradiction; a weekday that fits none settles nothing."""
    page = corpus.convert(f"云江日报 2020年2月15日 {weekday} 第1版{BODY}\n云江日报 2020年2月16日 第1版\n")
    assert page.date == date
    assert any("2020-02-1" in one for one in contradictions(page))


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("健康周刊 第2 版", "2"),
        ("副刊第１版", "1"),
        ("今日 20版", None),
        ("（下转第2版）", None),
        ("云江二十二版", None),
        ("地方 A12", "A12"),
    ],
)
def test_a_section_and_its_label_at_the_edge_name_the_page(line: str, label: str | None) -> None:
    """Even where they were not taken for furniture; lines that speak of other pages do not."""
    page = corpus.convert(f"{BODY}\n{line}\n")
    assert located(page.model_copy(update={"furniture": ()})).page == label


def test_a_nameplate_at_the_edge_names_the_newspaper() -> None:
    """Even where it was taken for a headline; 天气预报 and the name in a sentence do not."""
    for line, name in (("云江日报", "云江日报"), ("天气预报", None), ("云江日报今天出版。", None)):
        page = corpus.convert(f"A14\n头版\n{line}\n{BODY}")
        assert located(page.model_copy(update={"furniture": ()})).newspaper == name


def test_locating_twice_is_locating_once() -> None:
    """What is taken does not depend on what was there before."""
    page = corpus.convert("云江日报 2020年2月15日 星期六 第1版" + BODY)
    assert located(page) == page


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "parquet"])
def test_a_manifest_of_each_kind(tmp_path: Path, suffix: str) -> None:
    """By path or by file name; columns of other names are left alone."""
    rows = [
        {"source": "x/a.txt", "newspaper": "云江日报", "date": "2020-02-15", "page": "02", "note": "?"},
        {"source": "b.txt", "page": "3"},
    ]
    path = tmp_path / f"manifest.{suffix}"
    if suffix == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif suffix == "csv":
        path.write_bytes("source,newspaper,date,page,note\nx/a.txt,云江日报,2020-02-15,02,?\nb.txt,,,3,\n".encode("gb18030"))
    else:
        texts = [json.dumps(row) for row in rows]
        path.write_text("\n".join(texts) if suffix == "jsonl" else f"[{','.join(texts)}]")
    told = known(manifest=path)
    assert [(one.field, one.value) for one in told.of(Source("x/a.txt", Path("none")))] == [
        ("newspaper", "云江日报"),
        ("date", "2020-02-15"),
        ("page", "2"),
    ]
    assert told.of(Source("y/b.txt", Path("none"))) == (Statement(field="page", value="3", origin="sidecar"),)
    assert told.of(Source("c.txt", Path("none"))) == ()


@pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.timestamp("ns"), pa.date32()])
def test_a_manifest_has_values_as_pandas_writes_them(tmp_path: Path, kind: pa.DataType) -> None:
    """A day with its midnight, a number as a fraction where another page has none, what is not there."""
    day = dt.date(2020, 2, 15) if kind == pa.date32() else dt.datetime(2020, 2, 15)  # noqa: DTZ001 - a day has no zone
    columns = {"source": pa.array(["a.txt", "b.txt"]), "date": pa.array([day, None], kind), "page": pa.array([3.0, float("nan")])}
    pq.write_table(pa.table(columns), tmp_path / "m.parquet")
    told = known(manifest=tmp_path / "m.parquet")
    assert [one.value for one in told.of(Source("a.txt", Path("none")))] == ["2020-02-15", "3"]
    assert told.of(Source("b.txt", Path("none"))) == ()


def test_a_line_of_a_manifest_ends_where_json_lines_end(tmp_path: Path) -> None:
    """A line separator may stand in a value; the same row twice is one."""
    row = '{"source": "a.txt", "newspaper": "云江\u2028日报"}'
    (tmp_path / "m.jsonl").write_text(f"{row}\n\n{row}\r\n", encoding="utf-8")
    (told,) = known(manifest=tmp_path / "m.jsonl").of(Source("a.txt", Path("none")))
    assert told.value == "云江\u2028日报"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("m.csv", "page,date\n1,2\n", "not every row has a source"),
        ("m.csv", "source,newspaper,page\na.txt,yunjiang,daily,3\n", "line 2 has more cells than the first"),
        ("m.csv", 'source,page\na.txt,"1\nb.txt,2\n', "not to be read as csv: unexpected end of data"),
        ("m.csv", "", "not to be read as csv: it is empty"),
        ("m.json", "{", "not to be read as json"),
        ("m.json", "[1]", r"m.json, row 1: no row with columns\nhelp: write a row for each page, with source, and any of newspaper"),
        ("m.json", "5", "not to be read as json"),
        ("m.json", '{"a.txt": 1}', "not to be read as json"),
        ("m.json", '[{"source": "a.txt", "page": [7]}]', r"m.json, row 1: page \[7\] is no text, number or date"),
        ("m.json", '[{"source": "a.txt"}, {"source": "a.txt", "page": 7}]', "two rows tell of 'a.txt', and not the same"),
        ("m.csv", "source,page\na.txt,\x81\x82", "not UTF-8: .*\nhelp: save it in UTF-8"),
        ("m.xlsx", "", "no manifest that we can read"),
        ("m.parquet", "x", "not to be read as parquet"),
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, name: str, text: str, problem: str) -> None:
    """Before anything is converted."""
    (tmp_path / name).write_text(text, encoding="latin-1")
    with pytest.raises(corpus.UsageError, match=problem):
        known(manifest=tmp_path / name)


def test_what_told_of_no_page_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows of a manifest, and a pattern, which knows nothing of the folders above the one given."""
    (tmp_path / "2020-02-15").mkdir()
    (tmp_path / "2020-02-15" / "1.txt").write_text("今日多云。\n", encoding="utf-8")
    (tmp_path / "m.csv").write_text("source,page\n1.txt,1\n2.txt,2\n3.txt,3\n", encoding="utf-8")
    rows = "note: manifest: 2 of 3 rows name no page that was read, as '2.txt'\n"
    nothing = "note: path pattern: it fits the name of no page, which is its path below the folder given\n"
    options = ["--manifest", str(tmp_path / "m.csv"), "--path-pattern", "{date}/{page}.txt"]
    for command in (["convert"], ["build", "--out", str(tmp_path / "out")]):
        for folder, told in ((tmp_path, rows), (tmp_path / "2020-02-15", rows + nothing)):
            assert main([*command, str(folder), *options]) == 0
            assert capsys.readouterr().err == told


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "parquet"])
def test_a_manifest_that_is_not_there_says_so(tmp_path: Path, suffix: str) -> None:
    """With what to look at."""
    with pytest.raises(corpus.UsageError, match=rf"m\.{suffix}: No such file or directory\nhelp: check the path"):
        known(manifest=tmp_path / f"m.{suffix}")


def test_a_sidecar_stands_beside_its_page(tmp_path: Path) -> None:
    """One that cannot be read is complained of, and its page with it, so that no page goes under a wrong date."""
    texts = {"a": '{"date": "2020-02-15", "pages": 3}', "b": "[]", "c": '{"date": "soon"}', "d": "{", "e": '{"page": [7]}'}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text("今日多云。\n")
        (tmp_path / f"{name}.json").write_text(text)
    built = corpus.build(tmp_path, tmp_path / "out", known=known())
    assert [article.date for article in corpus.read(built.out)] == [dt.date(2020, 2, 15)]
    assert [error.problem.partition(":")[0] for error in built.bad] == [
        "no JSON object",
        "date 'soon' is no date; write it as 2020-02-15",
        "not JSON",
        "page [7] is no text, number or date",
    ]


def test_a_pattern_reads_the_path() -> None:
    """A field may stand twice; a star stands for anything."""
    told = known(path_pattern="{newspaper}/{date}/*-{page}.txt")
    assert [one.value for one in told.of(Source("in/云江日报/20200215/yj-A05.txt", Path("none")))] == ["云江日报", "2020-02-15", "A5"]
    assert told.of(Source("云江日报/a.txt", Path("none"))) == ()
    twice = known(path_pattern="{date}/{newspaper}-{date}-{page}.txt")
    assert len(twice.of(Source("2020-02-15/云江-2020-02-15-1.txt", Path("none")))) == 3
    assert twice.of(Source("2020-02-15/云江-2020-02-16-1.txt", Path("none"))) == ()


def test_what_is_said_of_a_file_holds_for_its_pages(tmp_path: Path) -> None:
    """By a pattern and by a manifest; what is said of one of its pages goes before."""
    pages = [Source(f"云江日报/2020-02-15.pdf#page={number}", Path("none")) for number in (1, 2)]
    (tmp_path / "m.csv").write_text("source,page\n2020-02-15.pdf,A1\n云江日报/2020-02-15.pdf#page=2,A2\n", encoding="utf-8")
    told = known(path_pattern="{newspaper}/{date}.pdf", manifest=tmp_path / "m.csv")
    assert [[one.value for one in told.of(page)] for page in pages] == [
        ["A1", "云江日报", "2020-02-15"],
        ["A2", "云江日报", "2020-02-15"],
    ]
    assert list(told.unmet()) == []
    numbered = known(path_pattern="{date}.pdf#page={page}")
    assert [[one.value for one in numbered.of(page)] for page in pages] == [["2020-02-15", "1"], ["2020-02-15", "2"]]


@pytest.mark.parametrize("wrong", ["{paper}/{date}.txt", "pages/*.txt", "{}"])
def test_a_wrong_pattern_names_the_fields(wrong: str) -> None:
    """And a wrong date is refused before anything is converted."""
    with pytest.raises(corpus.UsageError, match=r"fields are \{newspaper\}"):
        known(path_pattern=wrong)
    with pytest.raises(corpus.UsageError, match="no date"):
        known(date="tomorrow")
