"""Corrections: the file, and what they do to a page."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import TWO_ARTICLES
from print_shop import pages

import corpus
from corpus import corrections
from corpus.corrections import Checked, PartKind, Undo, correction
from corpus.errors import InputError, UsageError
from corpus.mending import mend
from corpus.promises import page_findings

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.corrections import Change
    from corpus.records import Article, Page, Span

KINDS = [kind for group in get_args(PartKind) for kind in get_args(group)]


@pytest.fixture
def page() -> Page:
    """Convert a page of two articles."""
    page = corpus.convert(TWO_ARTICLES, source="front.txt")
    assert [article.title for article in page.articles] == ["新桥今日通车", "图书馆夜里也开门"]
    return page


def said(page: Page, /, **what: object) -> Change:
    """Return one correction by nobody in particular."""
    made = correction(page, "li", what)
    assert not isinstance(made, Undo)
    return made


def mended(page: Page, *several: dict[str, object]) -> Page:
    """Return a page with corrections that all fit, its promises kept."""
    done = mend(page, [said(page, **one) for one in several])
    assert done.rejected == ()
    assert page_findings(done.page) == []
    return done.page


def at(page: Page, text: str) -> Span:
    """Return where a stretch of the source text stands."""
    start = page.source_text.index(text)
    return corpus.Span(start=start, end=start + len(text))


def told(page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return title, and kind and text of the paragraphs, of each article."""
    return [(article.title, [(one.kind, one.text) for one in article.paragraphs]) for article in page.articles]


def test_paragraphs_are_joined_and_split_again(page: Page) -> None:
    """What a person joins, a person can part: in the middle of a printed line, too."""
    joined = mended(page, {"op": "join", "unit": "paragraph", "spans": [at(page, "据介绍")], "to": at(page, "昨日上午")})
    first = joined.articles[0]
    assert [one.text for one in first.paragraphs] == ["昨日上午，江边的新桥正式通车，市民走上桥头合影。据介绍，这座桥全长1280米。"]
    assert (first.paragraphs[0].confidence, first.review) == (1.0, "corrected")
    assert joined.articles[1] == page.articles[1]
    again = mended(joined, {"op": "split", "unit": "paragraph", "spans": [at(page, "市民走上")]})
    assert [one.text for one in again.articles[0].paragraphs] == [
        "昨日上午，江边的新桥正式通车，",
        "市民走上桥头合影。据介绍，这座桥全长1280米。",
    ]


def test_articles_are_joined_and_split_again(page: Page) -> None:
    """The headline of the second becomes a crosshead: one article has one headline."""
    joined = mended(page, {"op": "join", "unit": "article", "spans": [at(page, "图书馆夜里也开门")], "to": at(page, "新桥今日通车")})
    (article,) = joined.articles
    assert article.title == "新桥今日通车"
    assert ("crosshead", "图书馆夜里也开门") in [(one.kind, one.text) for one in article.paragraphs]
    assert [credit.name for credit in article.credits] == ["李静"]
    parted = mended(
        joined,
        {"op": "split", "unit": "article", "spans": [at(page, "图书馆夜里也开门")]},
        {"op": "kind", "kind": "title", "spans": [at(page, "图书馆夜里也开门")]},
    )
    assert told(parted) == told(page)
    assert [article.id for article in parted.articles] == [article.id for article in page.articles]


def test_a_headline_is_moved_to_another_body(page: Page) -> None:
    """Two moves exchange the headlines of two articles."""
    first, second = at(page, "新桥今日通车"), at(page, "图书馆夜里也开门")
    swapped = mended(
        page, {"op": "move", "spans": [first], "to": at(page, "本报讯")}, {"op": "move", "spans": [second], "to": at(page, "昨日上午")}
    )
    assert [article.title for article in swapped.articles] == ["图书馆夜里也开门", "新桥今日通车"]
    assert [article.headline_confidence for article in swapped.articles] == [1.0, 1.0]


def test_a_paragraph_is_moved_behind_another(page: Page) -> None:
    """Also out of furniture, as a body paragraph."""
    moved = mended(
        page, {"op": "move", "spans": [at(page, "昨日上午，江边的新桥正式通车，市民走上\n桥头合影。")], "to": at(page, "据介绍")}
    )
    assert [one.text[:4] for one in moved.articles[0].paragraphs] == ["据介绍，", "昨日上午"]


def test_a_kind_is_changed_within_and_across(page: Page) -> None:
    """A line alone can leave its paragraph; what leaves all articles is furniture, and comes back as an article of its own."""
    crossed = mended(page, {"op": "kind", "kind": "crosshead", "spans": [at(page, "据介绍，这座桥全长1280米。")]})
    assert crossed.articles[0].paragraphs[-1].kind == "crosshead"
    out = mended(page, {"op": "kind", "kind": "other", "spans": [at(page, "桥头合影。")]})
    assert "桥头合影。" in [one.text for one in out.furniture]
    assert out.articles[0].paragraphs[0].text == "昨日上午，江边的新桥正式通车，市民走上"
    back = mended(out, {"op": "kind", "kind": "body", "spans": [at(page, "桥头合影。")]})
    assert [article.text for article in back.articles][1] == "桥头合影。"


def test_a_kicker_is_told_from_its_title(page: Page) -> None:
    """The flat fields of the headline follow its lines."""
    done = mended(
        page,
        {"op": "split", "unit": "paragraph", "spans": [at(page, "今日通车")]},
        {"op": "kind", "kind": "kicker", "spans": [at(page, "新桥")]},
    )
    assert (done.articles[0].kicker, done.articles[0].title) == ("新桥", "今日通车")
    assert [(line.role, line.text) for line in done.articles[0].headline_lines] == [("kicker", "新桥"), ("title", "今日通车")]


def test_credits_dateline_and_metadata_are_set(page: Page) -> None:
    """Of the article, and of the page with all its articles."""
    done = mended(
        page,
        {"op": "credits", "spans": [at(page, "本报讯")], "credits": [{"role": "author", "name": "沈岩"}]},
        {"op": "dateline", "spans": [at(page, "本报讯")], "dateline": None},
        {"op": "metadata", "newspaper": "江城日报", "date": "2021-05-06"},
        {"op": "metadata", "page": "3"},
    )
    second = done.articles[1]
    assert ([(one.role, one.name) for one in second.credits], second.dateline) == ([("author", "沈岩")], None)
    assert {(done.newspaper, done.date, done.page), *((one.newspaper, one.date, one.page) for one in done.articles)} == {
        ("江城日报", dt.date(2021, 5, 6), "3")
    }
    assert {one.origin for one in done.provenance if one.field in {"newspaper", "date"}} == {"correction"}
    assert mended(done, {"op": "metadata", "newspaper": None}).newspaper is None


def test_a_folio_that_is_found_says_where_the_page_comes_from() -> None:
    """What a person says comes before it, also that something is not known."""
    page = corpus.convert(
        "新桥今日通车\n\n昨日上午，江边的新桥正式通车，市民走上桥头合影。\n云江日报 2021年5月6日 星期四 第3版\n", source="a.txt"
    )
    line: dict[str, object] = {"op": "kind", "kind": "folio", "spans": [at(page, "云江日报 2021年5月6日 星期四 第3版")]}
    found = mended(page, line)
    assert (found.newspaper, str(found.date), found.page) == ("云江日报", "2021-05-06", "3")
    other = mended(page, line, {"op": "metadata", "date": "2021-05-07", "page": None})
    assert (str(other.date), other.page, other.articles[0].page) == ("2021-05-07", None, None)
    assert {(one.field, one.value) for one in other.provenance if not one.agrees} == {
        ("date", "2021-05-06"),
        ("weekday", "星期四"),
        ("page", "3"),
    }


def test_credits_outlast_other_corrections(page: Page) -> None:
    """What a person said of the credits is not read over when a paragraph of the article changes later."""
    done = mended(
        page,
        {"op": "credits", "spans": [at(page, "本报讯")], "credits": []},
        {"op": "split", "unit": "paragraph", "spans": [at(page, "读者可以")]},
    )
    assert done.articles[1].credits == ()


def test_a_checked_page_is_certain(page: Page) -> None:
    """And says so, article by article."""
    done = mended(page, {"op": "checked"})
    assert done.review == "checked"
    assert {(one.review, one.confidence, one.headline_confidence) for one in done.articles} == {("checked", 1.0, 1.0)}
    assert told(done) == told(page)


def test_what_does_not_fit_is_said_and_the_rest_applied(page: Page) -> None:
    """A page that changed since, a place without print, furniture where an article is needed."""
    changed = corpus.convert(TWO_ARTICLES.replace("昨日", "今日"), source="front.txt")
    one = said(page, op="split", unit="paragraph", spans=[at(page, "据介绍")])
    stale = mend(changed, [one])
    assert stale.page is changed
    assert [one.problem for one in stale.rejected] == ["stale: the source text is not the one that was corrected"]
    assert str(stale.rejected[0].error()).splitlines()[0].endswith("at '据介绍': stale: the source text is not the one that was corrected")
    blank = said(page, op="split", unit="paragraph", spans=[at(page, "\n\n")])
    far = said(page, op="split", unit="paragraph", spans=[{"start": 9999, "end": 10000}])
    self_ = said(page, op="move", spans=[at(page, "据介绍，这座桥")], to=at(page, "这座桥"))
    done = mend(page, [blank, far, self_, one])
    assert [bad.correction.id for bad in done.rejected] == [blank.id, far.id, self_.id]
    assert done.page.corrections == (one.id,)


def test_nothing_to_do_leaves_the_page_as_it_is(page: Page) -> None:
    """The same object, not an equal one."""
    assert mend(page, []).page is page


@st.composite
def worked(draw: st.DrawFn) -> tuple[Page, list[Change]]:
    """Return a page, and corrections of it: any operation at any place, sensible or not."""
    page = corpus.convert(draw(pages), source="a.txt")
    text = page.source_text
    places = [number for number, char in enumerate(text) if not char.isspace()]
    if not places:
        return page, []

    def span() -> dict[str, int]:
        if draw(st.booleans()) and page.spans():
            return draw(st.sampled_from(page.spans())).model_dump()
        start = draw(st.sampled_from(places))
        return {"start": start, "end": min(len(text), start + draw(st.integers(1, 60)))}

    several = []
    for _ in range(draw(st.integers(1, 6))):
        op: dict[str, Any] = {"op": draw(st.sampled_from(["join", "split", "move", "kind", "credits", "checked"])), "spans": [span()]}
        if op["op"] in {"join", "split"}:
            op["unit"] = draw(st.sampled_from(["paragraph", "article"]))
        if op["op"] in {"join", "move"}:
            op["to"] = span()
        if op["op"] == "kind":
            op |= {"kind": draw(st.sampled_from(KINDS)), "spans": [span() for _ in range(draw(st.integers(1, 3)))]}
        if op["op"] == "credits":
            op["credits"] = [{"role": "author", "name": "李静"}]
        if op["op"] == "checked":
            del op["spans"]
        several.append(said(page, **op))
    return page, several


@settings(max_examples=60)
@given(worked())
def test_nothing_is_lost_nothing_invented_whatever_is_corrected(made: tuple[Page, list[Change]]) -> None:
    """The promises hold, counted by hand, too; ids stay unique; what was applied and what was not is all accounted for."""
    page, several = made
    done = mend(page, several)
    assert page_findings(done.page) == []
    held = Counter(i for span in done.page.spans() for i in range(span.start, span.end) if not page.source_text[i].isspace())
    assert held == Counter(i for i, char in enumerate(page.source_text) if not char.isspace())
    assert len({article.id for article in done.page.articles}) == len(done.page.articles)
    assert sorted([*done.page.corrections, *(one.correction.id for one in done.rejected)]) == sorted(one.id for one in several)
    assert type(page).model_validate(done.page.model_dump(round_trip=True)) == done.page


@settings(max_examples=40)
@given(worked())
def test_the_same_corrections_again_change_nothing(made: tuple[Page, list[Change]]) -> None:
    """Nor does one that says once more what is so, under another name."""
    page, several = made
    done = mend(page, several).page
    assert mend(done, [one for one in several if one.id in done.corrections]).page == done
    assert mend(page, several).page == done
    last = several[-1:] and mend(page, several[-1:])
    if last and not last.rejected:
        twice = mend(page, [several[-1], several[-1].model_copy(update={"id": "again"})]).page
        assert [settled(one) for one in twice.articles] == [settled(one) for one in last.page.articles]
        assert twice.furniture == last.page.furniture


def settled(article: Article) -> Article:
    """Return an article without what only tells how often it was looked at."""
    return article.model_copy(update={"review": None})


@settings(max_examples=25)
@given(worked())
def test_articles_that_no_correction_names_stay_as_they_are(made: tuple[Page, list[Change]]) -> None:
    """To the byte, but for their place on the page, and for where that comes from: a folio may have been cut in two."""
    page, several = made
    done = mend(page, [one for one in several if one.op != "checked"]).page
    left = {article.id: article for article in done.articles if article.review is None}
    for article in page.articles:
        if article.id in left:
            shared = {name: getattr(article, name) for name in ("order", "newspaper", "edition", "date", "page", "dateline")}
            assert left[article.id].model_copy(update=shared) == article


def test_the_file_is_read_as_it_was_written(page: Page, tmp_path: Path) -> None:
    """A line each; a copy of a line counts once; a line that is none is said and stops no other."""
    path = tmp_path / "new" / "data.corrections.jsonl"
    several = [
        said(page, op="split", unit="article", spans=[at(page, "据介绍")]),
        said(page, op="metadata", date=None),
        said(page, op="checked"),
    ]
    corrections.append(path, several[:2])
    corrections.append(path, several[2:])
    assert corrections.read(path) == corrections.Corrections(tuple(several))
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") == 3
    path.write_text(text + text + '{"op": "split"}\n\nnothing\n' + text.splitlines()[0].replace('"li"', '"wu"'), encoding="utf-8")
    again = corrections.read(path)
    assert again.found == tuple(several)
    assert [error.place for error in again.bad] == [f"{path}:7", f"{path}:9", f"{path}:10"]
    with pytest.raises(InputError, match="no corrections file"):
        corrections.read(tmp_path / "none")


def test_a_line_cut_off_spoils_no_other(page: Page, tmp_path: Path) -> None:
    """A process that was killed while it wrote leaves half a line."""
    path = tmp_path / "c.jsonl"
    path.write_bytes(b'{"op": "che')
    corrections.append(path, [said(page, op="checked")])
    read = corrections.read(path)
    assert (len(read.found), [error.place for error in read.bad]) == (1, [f"{path}:1"])


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_corrections_are_added_all_or_none(page: Page, tmp_path: Path) -> None:
    """On a disk that is full, the file stays as it was."""
    import resource  # noqa: PLC0415 - Windows has none

    path = tmp_path / "c.jsonl"
    corrections.append(path, [said(page, op="checked")])
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) * 3, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            corrections.append(path, [said(page, op="checked") for _ in range(4)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before


def test_a_byte_order_mark_is_no_part_of_a_line(page: Page, tmp_path: Path) -> None:
    """Some editors leave one."""
    path, one = tmp_path / "c.jsonl", said(page, op="checked")
    path.write_text(f"{corrections.dumps(one)}\n", encoding="utf-8-sig")
    corrections.append(path, [said(page, op="metadata", page="3")])
    assert (corrections.read(path).found[0], corrections.read(path).bad) == (one, ())


def test_nothing_is_beside_the_root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the hand is a message, whatever the command."""
    from corpus.cli import main  # noqa: PLC0415 - only here

    (tmp_path / "front.txt").write_text(TWO_ARTICLES, encoding="utf-8")
    root, html = tmp_path.anchor, str(tmp_path / "x.html")
    for command in (
        ["build", str(tmp_path), "--out", root],
        ["review", root, "--export", html],
        ["gold", root, "--out", str(tmp_path / "g")],
    ):
        assert main(command) == 2
        assert capsys.readouterr().err == f"error: {root}: cannot be the folder of a dataset\nhelp: name a folder in it\n"
    with pytest.raises(UsageError, match="cannot be the folder"):
        corpus.build(tmp_path, root)


def test_what_was_taken_back_may_be_given_back(page: Page) -> None:
    """An undo is a line like any other."""
    one = said(page, op="checked")
    undo = correction(page, "li", {"op": "undo", "of": one.id})
    redo = correction(page, "li", {"op": "undo", "of": undo.id})
    assert list(corrections.standing([one])) == [one]
    assert list(corrections.standing([one, undo])) == []
    assert list(corrections.standing([one, undo, redo])) == [one]
    assert isinstance(one, Checked)


@pytest.mark.parametrize(
    "what",
    [
        {"op": "nope"},
        {"op": "split", "unit": "page", "spans": [{"start": 0, "end": 1}]},
        {"op": "split", "unit": "article", "spans": []},
        {"op": "kind", "kind": "poem", "spans": [{"start": 0, "end": 1}]},
        {"op": "metadata", "date": "yesterday"},
        {"op": "checked", "extra": 1},
        {"op": "kind"},
    ],
)
def test_what_is_no_correction_is_refused(page: Page, what: dict[str, object]) -> None:
    """With the name of the field."""
    with pytest.raises(InputError, match="no correction"):
        correction(page, "li", what)


def test_a_build_applies_the_file_that_lies_beside_it(page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Again and again with the same bytes, after the source was read anew; what is stale is said, and the exit code tells."""
    from corpus.cli import main  # noqa: PLC0415 - only here

    source, out = tmp_path / "front.txt", tmp_path / "data"
    source.write_text(TWO_ARTICLES, encoding="utf-8")
    corrections.append(
        tmp_path / "data.corrections.jsonl",
        [
            said(page, op="metadata", newspaper="江城日报", date="2021-05-06"),
            said(page, op="join", unit="paragraph", spans=[at(page, "据介绍")], to=at(page, "昨日上午")),
        ],
    )
    assert main(["build", str(source), "--out", str(out)]) == 0
    assert "2 corrections applied, 0 not" in capsys.readouterr().out
    first = (out / "articles" / "2021-05.parquet").read_bytes()
    article = next(corpus.read(out))
    assert (article.newspaper, len(article.paragraphs), article.review) == ("江城日报", 1, "corrected")
    assert corpus.check(out, [source]) == []
    assert main(["build", str(source), "--out", str(out)]) == 0
    assert (out / "articles" / "2021-05.parquet").read_bytes() == first
    source.write_text(TWO_ARTICLES + "\n", encoding="utf-8")
    assert main(["build", str(source), "--out", str(out)]) == 1
    shown = capsys.readouterr()
    assert shown.err.count("stale: the source text is not the one that was corrected") == 2
    assert [article.review for article in corpus.read(out)] == [None, None]
    source.rename(tmp_path / "other.txt")
    assert main(["build", str(tmp_path / "other.txt"), "--out", str(out)]) == 1
    assert "stale: no page of that name was read" in capsys.readouterr().err
    assert main(["build", str(tmp_path / "other.txt"), "--out", str(out), "--corrections", "none"]) == 1
