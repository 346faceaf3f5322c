"""What the small print of an article says, on cases labelled by hand (`gold/fields.jsonl`).

A case is an article: its standing bylines and jump lines, its paragraphs, what is printed there, and of some what kind each
paragraph is. The text is our own, but for the eight articles of the seed page.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fields

if TYPE_CHECKING:
    from collections.abc import Callable

GOLD = Path(__file__).parent / "gold" / "fields.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
FIELDS = ("credits", "agency", "place", "date_printed", "jump_to", "jump_from", "references")
FLOOR = 0.99
KINDS = {
    "credit": fields.is_credit_line,
    "note": fields.is_note,
    "caption": fields.is_caption,
    "summary": fields.starts_summary,
}
LONG = 1_000_000
SECONDS = 2


def answers(case: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what the package finds in a case, a list of values for each field."""
    bylines, paragraphs = case["bylines"], case["paragraphs"]
    lines = [*bylines, *paragraphs]
    line = fields.dateline(bylines, paragraphs)
    return {
        "credits": [(c.role, c.name, c.organization) for c in fields.credits(bylines, paragraphs)],
        **{key: known(getattr(line, key, None)) for key in ("agency", "place", "date_printed")},
        "jump_to": known(fields.jump_to(lines)),
        "jump_from": known(fields.jump_from(lines)),
        "references": [reference.page for reference in fields.references(paragraphs)],
    }


def wanted(case: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what was labelled, in the same shape."""
    expect = case["expect"]
    line = expect["dateline"] or {}
    return {
        "credits": [tuple(credit) for credit in expect["credits"]],
        **{key: known(line.get(key)) for key in ("agency", "place", "date_printed")},
        **{key: known(expect[key]) for key in ("jump_to", "jump_from")},
        "references": expect["references"],
    }


def known(value: str | None) -> list[str]:
    """Return a value as a list, none as an empty one."""
    return [value] if value else []


def f1(field: str) -> float:
    """Return the F1 of a field over all cases, counts added up before they are divided."""
    counts: Counter[str] = Counter()
    for case in CASES:
        got, want = Counter(answers(case)[field]), Counter(wanted(case)[field])
        counts.update(same=(got & want).total(), all=got.total() + want.total())
    return 2 * counts["same"] / counts["all"]


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_right_on_the_sample(field: str) -> None:
    """The floor is the one that the project promises."""
    assert f1(field) >= FLOOR


def test_the_kind_of_a_paragraph_is_right_on_the_sample() -> None:
    """Each paragraph is of the kind that was labelled, and of no other: a body is none of the four."""
    labelled = [(text, kind) for case in CASES for text, kind in zip(case["paragraphs"], case["expect"].get("kinds", ()), strict=False)]
    found = [[name for name, test in KINDS.items() if test(text)] or ["body"] for text, _ in labelled]
    wrong = [(text, kind, got) for (text, kind), got in zip(labelled, found, strict=True) if got != [kind]]
    assert len(wrong) <= (1 - FLOOR) * len(labelled), wrong


def test_credits_come_in_printed_order() -> None:
    """Where the names are right, so is their order."""
    for case in CASES:
        got, want = answers(case)["credits"], wanted(case)["credits"]
        assert Counter(got) != Counter(want) or got == want, case["comment"]


@pytest.mark.parametrize("bracket", ["（记者 韩立冬）", "(记者 韩立冬）", "（记者 韩立冬)"])
def test_brackets_of_either_width_close_each_other(bracket: str) -> None:
    """At the end of a paragraph and behind its dateline."""
    for text in (f"柑橘熟了。{bracket}", f"本报讯 {bracket}柑橘熟了。"):
        assert [(credit.role, credit.name) for credit in fields.credits([], [text])] == [("reporter", "韩立冬")]


def test_the_sample_is_large_and_holds_both_scripts_and_negatives() -> None:
    """A sample that shrinks or loses a side would make the floor worthless."""
    empty = [case for case in CASES if not any(wanted(case).values())]
    traditional = [case for case in CASES if set("記報導華國嶺") & set("".join(case["bylines"] + case["paragraphs"]))]
    assert len(CASES) >= 400
    assert len(empty) >= 50
    assert len(traditional) >= 50
    assert sum("seed page" in case["comment"] for case in CASES) == 8


def test_no_comment_stands_twice() -> None:
    """A case is found by its comment."""
    assert not [comment for comment, number in Counter(case["comment"] for case in CASES).items() if number > 1]


@pytest.mark.parametrize(
    "unit", ["记者", "（", "（记者 王", "见第三版", "摄", "新华社", "王 ", " ", "、王小明", "下转", "●", "一", "8", "本报北京、", "/图"]
)
def test_a_line_of_a_million_characters_takes_no_time(unit: str) -> None:
    """Every function reads a line in linear time, whatever it repeats."""
    text = (unit * (LONG // len(unit) + 1))[:LONG]
    calls: dict[str, Callable[[], object]] = {
        **{test.__name__: partial(test, text) for test in KINDS.values()},
        "credits": lambda: fields.credits([text], [text]),
        "dateline": lambda: fields.dateline([text], [text]),
        "references": lambda: fields.references([text]),
        "jump_to": lambda: fields.jump_to([text]),
        "jump_from": lambda: fields.jump_from([text]),
        "jump_page": lambda: fields.jump_page(text),
        "page_label": lambda: fields.page_label(text),
    }
    for name, call in calls.items():
        start = time.perf_counter()
        call()
        assert time.perf_counter() - start < SECONDS, name


@pytest.mark.parametrize("text", ["", " ", "\u3000", "（）", "（", "）", "□", "摄", "版", "▶▶", "/", "：", "、", "文", "记者"])
def test_scraps_are_nothing(text: str) -> None:
    """Nothing is found in nothing, and nothing breaks."""
    assert not any(answers({"bylines": [text], "paragraphs": [text]}).values())
    assert not any(test(text) for test in KINDS.values())
    assert fields.jump_page(text) is None


PRINT = "记者記者本报新华社北京讯电（）【】：、，。/／ 王小明沈岩摄文图報導●□12月日见第版下转上接"


@given(st.lists(st.text(PRINT, max_size=40), max_size=3), st.lists(st.text(PRINT, max_size=40), max_size=3))
def test_whatever_is_printed_nothing_breaks_and_nothing_is_invented(bylines: list[str], paragraphs: list[str]) -> None:
    """Each name, place and phrase is in the print, but for white space; the same print gives the same answer."""
    printed = "".join("".join([*bylines, "|", *paragraphs]).split())
    credits_, line = fields.credits(bylines, paragraphs), fields.dateline(bylines, paragraphs)
    values = [value for credit in credits_ for value in (credit.name, credit.organization)]
    values += [line.text, line.agency, line.place, line.date_printed] if line else []
    assert all("".join(value.split()) in printed for value in values if value)
    assert answers({"bylines": bylines, "paragraphs": paragraphs}) == answers({"bylines": bylines, "paragraphs": paragraphs})


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        *[("02", "2"), ("A05", "A5"), ("Ａ０５", "A5"), ("a3", "A3"), ("12", "12"), (" 3 ", "3"), ("第 3 版", "3"), ("0", "0")],
        *[("第十二版", "12"), ("一", "1"), ("十", "10"), ("二十", "20"), ("二十一", "21"), ("一〇", "10"), ("一百零二", "102")],
        *[("头版", "1"), ("頭", "1"), ("", "")],
    ],
)
def test_page_labels_have_one_form(printed: str, label: str) -> None:
    """Figures for numerals, no leading zeros, letters kept."""
    assert fields.page_label(printed) == label


def test_datelines_are_given_as_printed() -> None:
    """The phrase keeps its white space, loses the credits behind it, and a byline keeps its brackets."""
    printed = {
        "新华社北京 3 月 4 日电 （记者孟一凡）会议强调，要抓好春耕。": "新华社北京 3 月 4 日电",
        "本报讯 （记者 孟一凡）柑橘熟了。": "本报讯",
        "【本报讯】（记者 孟一凡）柑橘熟了。": "本报讯",
        "（新华社北京1月3日电 记者孟一凡）": "新华社北京1月3日电",
        "【記者韓立冬／台北報導】柑橘熟了。": "【記者韓立冬／台北報導】",
    }
    for text, phrase in printed.items():
        line = fields.dateline([], [text])
        assert line is not None
        assert line.text == phrase
