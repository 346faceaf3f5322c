"""Clean-up: cases as data, text that must not change, and the promises that hold for every text.

`gold/cleanup.jsonl` holds label, comment, rules, original, fixed and expect; ``fail`` is a known failure, and a case that
stops failing must be told so. `gold/cleanup-negatives.jsonl` holds text that no rule may touch.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import makers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import cli, convert, editions
from corpus.cleanup import RULES, SPACING, Change, CleanPage, clean, cleaned, restore
from corpus.errors import MissingExtraError, UsageError
from corpus.ledger import Cleaned, Edit, amended
from corpus.lines import is_spaced
from corpus.promises import page_findings
from corpus.records import Page, Paragraph, Span
from corpus.seams import tidy
from corpus.spacing import is_verse

GOLD = Path(__file__).parent / "gold"
SPECIMENS = "".join(
    sorted(
        set("国年一三〇○0OＯ０Ａ１a-'\",.;:?!()（），。、；：“”‘’《》「」…—─–―·•‧・=@/w: \u3000\xa0\t\n\r\u200b\u200d\x07\xad\u2010\ufeff")
        | set("\ue863\ue81e\uf98e\u2f08éåº\x86記者记摄文\U000e0100👩")
    )
)


def cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a file."""
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


NEGATIVES = cases("cleanup-negatives.jsonl")
fragments = st.sampled_from([case["original"] for case in (*cases("cleanup.jsonl"), *NEGATIVES)])
texts = (
    st.text(st.sampled_from(SPECIMENS), max_size=24)
    | st.text(max_size=12)
    | st.lists(fragments | st.text(SPECIMENS, max_size=3)).map("".join)
)
rules = st.just(SPACING) | st.just(["all"]) | st.sets(st.sampled_from(sorted(RULES))).map(sorted)


def marked(case: dict[str, Any]) -> Any:  # noqa: ANN401 - pytest names no type for it
    """Return a case as a parameter: a known failure must fail."""
    marks = [pytest.mark.xfail(strict=True, reason=case["comment"])] if case["expect"] == "fail" else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in cases("cleanup.jsonl")])
def test_a_case_is_cleaned_as_told(case: dict[str, Any]) -> None:
    """By the rules that it names, and the ledger gives the original back."""
    done = clean(case["original"], case["rules"])
    assert restore(done.text, done.ledger) == case["original"]
    assert done.text == case["fixed"]


@pytest.mark.parametrize("case", NEGATIVES, ids=[case["label"] for case in NEGATIVES])
def test_what_is_right_is_left_alone(case: dict[str, Any]) -> None:
    """By all rules together."""
    assert clean(case["original"], ["all"]) == Cleaned(case["original"])


@given(texts, rules)
def test_the_ledger_gives_the_original_back(text: str, names: list[str]) -> None:
    """Exactly, and each entry says what stands in the original, in order, without overlap."""
    done = clean(text, names)
    assert restore(done.text, done.ledger) == text
    places = [place for change in done.ledger for place in (change.start, change.end)]
    assert places == sorted(places)
    assert all(text[change.start : change.end] == change.before != change.after for change in done.ledger)
    assert {name for change in done.ledger for name in change.rule.split("+")} <= set(names) | set(RULES)


@given(texts, rules)
def test_cleaning_twice_is_cleaning_once(text: str, names: list[str]) -> None:
    """What is clean stays as it is."""
    once = clean(text, names).text
    assert clean(once, names) == Cleaned(once)


@given(texts)
def test_white_space_rules_touch_white_space_alone(text: str) -> None:
    """And the hyphen at a line end."""
    done = clean(text)
    assert all(bare(change.before) == bare(change.after) for change in done.ledger if "hyphens" not in change.rule)
    assert all(bare(change.before).strip("-\xad\u2010") == bare(change.after) for change in done.ledger if change.rule == "hyphens")


def bare(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


@given(st.text("国社区讯（记者）A1。 \u3000", max_size=12))
def test_a_line_is_spaced_as_the_converter_spaces_it(line: str) -> None:
    """Two rules do what `seams.tidy` does, but for letter-spacing without Han, and for verse."""
    if not is_spaced(line) and not is_verse(line):
        assert clean(line, ["blanks"]).text == tidy(line)
    elif is_spaced(line) and len(re.findall("[国社区讯记者]", line)) > 1:
        assert clean(line, ["letter-spacing"]).text == tidy(line)


pieces = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.text("ab", max_size=2)), max_size=5)


@given(st.text("xyz", min_size=1, max_size=12), st.lists(pieces, max_size=5))
def test_the_ledger_keeps_up_with_any_edits(text: str, rounds: list[list[tuple[int, int, str]]]) -> None:
    """Rule after rule, wherever they overlap."""
    done = Cleaned(text)
    for number, gaps in enumerate(rounds):
        edits, at = [], 0
        for gap, length, after in gaps:
            edits.append(Edit(at + gap, min(at + gap + length, len(done.text)), after))
            at = edits[-1].end
        edits = [edit for edit in edits if edit.start < edit.end]
        wanted = list(done.text)
        for start, end, after in reversed(edits):
            wanted[start:end] = after
        done = amended(text, done, f"rule{number}", edits)
        assert done.text == "".join(wanted)
        assert restore(done.text, done.ledger) == text


def test_two_rules_on_one_stretch_are_both_named() -> None:
    """In the order in which they worked."""
    assert clean("杨帆 \u200b 张珺", ["blanks", "invisible"]).ledger == (Change("invisible+blanks", 2, 5, " \u200b ", " "),)


def test_a_ledger_of_another_text_is_refused() -> None:
    """Rather than giving back something that never was."""
    with pytest.raises(UsageError, match="not that of this text"):
        restore("重庆", clean("社 区 单 位").ledger)


def test_one_rule_is_given_by_itself() -> None:
    """A name is not taken for its characters."""
    assert clean("多云  ，２度", "spacing") == clean("多云  ，２度", SPACING)
    assert clean("多云  ，２度", "width").text == "多云  ，2度"


def test_an_unknown_rule_is_refused() -> None:
    """With the names of those there are."""
    with pytest.raises(UsageError, match="no rule of clean-up is called 'widht'") as caught:
        clean("", ["widht"])
    assert "width" in caught.value.help


def test_without_ftfy_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where something looks like mojibake."""
    monkeypatch.setitem(sys.modules, "ftfy", None)
    assert clean("重庆", ["mojibake"]).text == "重庆"
    with pytest.raises(MissingExtraError, match=r"newspaper-corpus\[mojibake\]"):
        clean("é\x87\x8dåº\x86", ["mojibake"])


HARD = [
    *(
        "会议强调，要抓好春耕。",
        "\u3000\u3000国",
        "社 区 ",
        '"国',
        "'国",
        "(国",
        "国)",
        "((国)国",
        "((国)国)",
        "“《（",
        "a",
        "a@",
        "a.",
        "www.",
    ),
    *("一0", "○", "，", "─", "é\x87\x8dåº\x86", "国\u200b ", "国,", "\n", "，国国国 国国国国", "白日依山尽 ", "infor-", "-\n"),
    *("国。 ", "é a", "国:=", " ", "\u200d", "国（", "。 ", '"', "国.("),
]
"""Units whose repetition is hard on one rule or another."""


@pytest.mark.parametrize("unit", HARD)
def test_time_grows_as_the_text_does(unit: str) -> None:
    """Four times the text takes some four times the time, by all rules together."""
    small, large = (timed(unit * (length // len(unit))) for length in (30_000, 120_000))
    assert large < 12 * small + 0.2


def timed(text: str) -> float:
    """Return how long all rules take on a text."""
    start = time.process_time()
    clean(text, ["all"])
    return time.process_time() - start


def test_a_megabyte_in_one_line_is_cleaned_at_once() -> None:
    """Within two seconds of processor time."""
    line = ("会议强调 ，要抓好春耕。本报讯 （记者 杨帆）２０２０年２月，C919首飞；" * 30_000)[: 2**20 // 3]
    assert timed(line) < 2


def test_a_page_keeps_its_promises_and_gains_clean_text() -> None:
    """Printed text, spans and everything else are as they were; the ledger leads from one text to the other."""
    page = makers.page(title="开 会", body="今日多云  ，夜\n间有雨。２度")
    done = cleaned(page, ["spacing", "width"])
    assert page_findings(done) == page_findings(page) == []
    assert Page.model_validate(stripped(done)) == page
    (part,) = done.articles[0].paragraphs
    assert (part.text, part.clean_text) == ("今日多云  ，夜间有雨。２度", "今日多云，夜间有雨。2度")
    assert [change.rule for change in part.ledger] == ["mark-blanks", "width"]
    assert restore(part.clean_text, part.ledger) == part.text
    assert done.articles[0].clean_title.clean_text == "开会"


def stripped(page: CleanPage) -> dict[str, Any]:
    """Return a page as data, without what clean-up added and what is worked out."""
    data: dict[str, Any] = json.loads(page.model_dump_json())
    for article in data["articles"]:
        for name in ("clean_kicker", "clean_title", "clean_subtitle", *type(page.articles[0]).model_computed_fields):
            del article[name]
        for part in article["paragraphs"]:
            del part["clean_text"], part["ledger"]
    return data


@given(makers.articles)
def test_any_article_can_be_cleaned(article: Any) -> None:  # noqa: ANN401 - hypothesis builds it
    """Whatever its texts and spans are, and each ledger gives back what was printed."""
    page = makers.page().model_copy(update={"articles": (article,)})
    done = cleaned(page, ["all"]).articles[0]
    assert [restore(part.clean_text, part.ledger) for part in done.paragraphs] == [part.text for part in article.paragraphs]
    assert restore(done.clean_title.clean_text, done.clean_title.ledger) == article.title


def test_a_word_hyphenated_at_a_line_end_is_rejoined_in_a_paragraph() -> None:
    """The paragraph is one line, but its spans tell where the printed lines ended."""
    source = "the infor-\nmation of e-\nmail, well-known"
    cuts = (Span(start=0, end=10), Span(start=11, end=23), Span(start=24, end=len(source)))
    part = Paragraph(kind="body", text="the infor-mation of e-mail, well-known", spans=cuts)
    page = makers.page()
    article = page.articles[0].model_copy(update={"paragraphs": (part,)})
    (done,) = cleaned(page.model_copy(update={"source_text": source, "articles": (article,)})).articles[0].paragraphs
    assert done.clean_text == "the information of e-mail, well-known"
    assert done.ledger == (Change("hyphens", 9, 10, "-", ""),)


def test_a_word_hyphenated_on_another_page_is_rejoined_if_that_page_is_given() -> None:
    """Without it nothing is said of its lines; what this page has at those places is no matter."""
    first = convert("云江日报 2020年2月15日 星期六 第1版\n\n新桥建成\n\n    本报讯 昨日，新桥建成通车，\n（下转2版）\n", source="1.txt")
    second = convert(
        "云江日报 2020年2月15日 星期六 第2版\n\n新桥建成\n\n（上接1版）\n两岸的 infor-\nmation 往来不再绕行。\n", source="2.txt"
    )
    (edition,) = editions([first, second])
    page = edition.pages[0]
    (part,) = page.articles[0].paragraphs
    assert {span.source for span in part.spans} == {None, "2.txt"}
    (done,) = cleaned(page, "hyphens", edition.pages).articles[0].paragraphs
    assert "两岸的 information 往来" in done.clean_text
    assert restore(done.clean_text, done.ledger) == part.text
    hyphens = page.model_copy(update={"source_text": "-" * len(page.source_text)})
    (alone,) = cleaned(hyphens, "hyphens").articles[0].paragraphs
    assert (alone.clean_text, alone.ledger) == (part.text, ())


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Have the command convert any file to one page."""
    page = makers.page(body="今日多云  ，夜\n间有雨。２度")
    monkeypatch.setattr(cli, "_pages", lambda *_: iter([page]))
    return page


def test_the_command_adds_clean_text_on_request(converted: Page, capsys: pytest.CaptureFixture[str]) -> None:
    """In both JSON formats; without rules named, those for white space."""
    assert cli.main(["convert", "x.txt", "--format", "jsonl", "--clean"]) == 0
    article = json.loads(capsys.readouterr().out)
    assert article["paragraphs"][0]["clean_text"] == "今日多云，夜间有雨。２度"
    assert article["clean_title"] == {"clean_text": "开会", "ledger": []}
    assert cli.main(["convert", "--clean=width", "--format", "json", "x.txt"]) == 0
    (page,) = json.loads(capsys.readouterr().out)
    assert page["articles"][0]["paragraphs"][0]["ledger"] == [{"rule": "width", "start": 12, "end": 13, "before": "２", "after": "2"}]
    assert page["source_text"] == converted.source_text


def test_without_the_option_nothing_changes(converted: Page, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a byte."""
    assert cli.main(["convert", "--format", "jsonl", "x.txt"]) == 0
    assert capsys.readouterr().out == converted.articles[0].model_dump_json() + "\n"


@pytest.mark.usefixtures("converted")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.txt", "--clean"], "error: --clean: the text format has no room for a ledger\nhelp: add --format json or --format jsonl\n"),
        (["x.txt", "--format", "json", "--clean", "nope"], "error: rules: no rule of clean-up is called 'nope'\nhelp: it is one of: "),
    ],
)
def test_a_clean_up_that_cannot_be_done_exits_with_2(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do instead."""
    assert cli.main(["convert", *arguments]) == 2
    assert capsys.readouterr().err.startswith(message)


def test_a_file_after_the_option_is_not_taken_for_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """The message says where to write it."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(["convert", "--clean", "x.txt", "y.txt"])
    assert stopped.value.code == 2
    assert "write --clean after the files, or --clean=RULE,..." in capsys.readouterr().err


def test_every_rule_is_documented() -> None:
    """In the page about clean-up, each in its row, the white-space rules in their own table."""
    page = (Path(__file__).parent.parent / "docs/clean-up.md").read_text(encoding="utf-8")
    told = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(told) == sorted(RULES)
    assert sorted(told[: len(SPACING)]) == sorted(SPACING)
