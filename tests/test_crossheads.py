"""What looks like a crosshead of the article before it opens none."""

from __future__ import annotations

import numpy as np
from labelled import BODY, reading

from corpus import crossheads
from corpus.labels import LABELS, Label

OPENS = np.array([label.opens for label in LABELS])
TITLE, LATE = Label("title", begins=True, opens=True), Label("title", begins=True, late=True)
CROSSHEAD = Label("crosshead", begins=True)


def doubted(text: str, labels: dict[str, Label]) -> list[str]:
    """Return the lines of a text that are doubted, to open an article or to be of the text; those not given begin a paragraph."""
    page = reading(text, labels)
    found = crossheads.scores(page)
    if found is None:
        return []
    assert not (found[:, OPENS].any(axis=1) & found[:, ~OPENS].any(axis=1)).any()
    return [line for line, row in zip(page.texts, found, strict=True) if row.any()]


def story(*heads: str) -> str:
    """Return a story with lines over its parts."""
    return "各地的桥\n桥通了，车来了。\n" + "\n".join(f"{head}\n桥上的路灯亮了一夜。" for head in heads) + "\n"


def test_the_form_of_two_crossheads_is_no_title() -> None:
    """Of both of them in the article before, or of one there and one of its own; one alone is no habit."""
    labels = {"各地的桥": TITLE, "江城——": CROSSHEAD, "柑岛——": CROSSHEAD, "河湾——": TITLE}
    assert doubted(story("江城——", "柑岛——", "河湾——"), labels) == ["河湾——"]
    assert doubted(story("江城——", "河湾——", "柑岛——"), labels) == ["河湾——"]
    assert not doubted(story("江城——", "河湾——"), labels)
    assert not doubted(story("江城——", "柑岛——", "河湾通车"), {**labels, "河湾通车": TITLE})


def test_lines_without_marks_are_alike_if_they_are_a_character_or_two() -> None:
    """Most titles have no marks, and so have most crossheads."""
    labels = {"各地的桥": TITLE, "晨": CROSSHEAD, "午": CROSSHEAD, "夜": TITLE, "江城": CROSSHEAD, "柑橘上市": TITLE, "菜场搬家": CROSSHEAD}
    assert doubted(story("晨", "午", "夜"), labels) == ["夜"]
    assert not doubted(story("菜场搬家", "菜场搬家", "柑橘上市"), labels)


def test_a_headline_behind_its_body_is_not_doubted() -> None:
    """It closes the article that it is of."""
    labels = {"各地的桥": TITLE, "江城——": CROSSHEAD, "柑岛——": CROSSHEAD, "河湾——": LATE}
    assert not doubted(story("江城——", "柑岛——", "河湾——"), labels)


def test_no_crosshead_stands_right_under_a_headline() -> None:
    """It may be another part of that; but notes, figures and the first item of a digest may stand there."""
    head = {"各地的桥今年通了不少": TITLE}
    for line, says in {"三座桥同一天开工": True, "本报记者林小满": False, "1500亿元": False, "核心阅读": False, "桥通了。": False}.items():
        text = f"各地的桥今年通了不少\n{line}\n桥通了，车来了。\n"
        assert doubted(text, {**head, line: CROSSHEAD}) == ([line] if says else [])
    assert not doubted("短波\n三座桥同一天开工\n桥通了，车来了。\n", {"短波": TITLE, "三座桥同一天开工": CROSSHEAD})
    assert not doubted("各地的桥今年通了不少\n桥通了，车来了。\n三座桥同一天开工\n车来了。\n", {**head, "三座桥同一天开工": CROSSHEAD})


def test_a_crosshead_has_no_rubric_at_its_end() -> None:
    """Titles have; a paragraph that ends with a bracket like it names a person, a photographer, a source."""
    for line, says in {
        "桥上的一夜（记者手记·三）": True,
        "桥上的一夜（河湾走笔）": True,
        "林小满摄（江城图片社）": False,
        "桥上的一夜。（河湾走笔）": False,
    }.items():
        for label in (CROSSHEAD, BODY):
            assert doubted(story(line), {"各地的桥": TITLE, line: label}) == ([line] if says else [])
