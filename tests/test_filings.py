"""Articles that say twice where they were filed are two."""

from __future__ import annotations

import pytest
from labelled import reading

from corpus import filings
from corpus.labels import LABELS, Label

DATELINE = "本报江城3月2日电 （记者林小满）城东菜场昨天搬进了新楼。"
CLOSING = "（本报柑岛电）"
TITLE, CROSSHEAD = Label("title", begins=True, opens=True), Label("crosshead", begins=True)


def doubted(text: str, labels: dict[str, Label]) -> dict[str, set[str]]:
    """Return for each line of a text the labels that something is taken off; the lines not given begin a paragraph."""
    page = reading(text, labels)
    found = filings.scores(page)
    if found is None:
        return {}
    rows = zip(page.texts, found, strict=True)
    return {line: {str(label) for label, off in zip(LABELS, row, strict=True) if off < 0} for line, row in rows if row.any()}


def test_what_stands_between_both_is_no_crosshead() -> None:
    """It may be a title that opens an article, or one behind its body."""
    text = f"渔民在码头卖鱼。\n{CLOSING}\n渔船带回远方的鱼\n{DATELINE}\n"
    found = doubted(text, {"渔民在码头卖鱼。": TITLE, "渔船带回远方的鱼": CROSSHEAD})
    assert found == {"渔船带回远方的鱼": {"body", "body, goes on", "crosshead", "crosshead, goes on"}}


def test_news_with_a_dateline_has_no_crossheads() -> None:
    """But notes, captions and bylines; what opens without one may have them."""
    lines_ = {"菜场的早晨": CROSSHEAD, "（柑岛渔会供图）": CROSSHEAD, "制图：林小满": CROSSHEAD, "图为菜场": CROSSHEAD}
    body = "\n".join(lines_)
    found = doubted(f"城东菜场搬家\n{DATELINE}\n{body}\n渔民在码头卖鱼。\n", {"城东菜场搬家": TITLE, **lines_})
    assert set(found) == {"菜场的早晨"}
    assert not doubted(f"城东菜场搬家\n菜场昨天搬进了新楼。\n{body}\n渔民在码头卖鱼。\n", {"城东菜场搬家": TITLE, **lines_})


@pytest.mark.parametrize("filed", ["法新社柑岛3月2日电", "人民网江城3月2日电", "【本报江城3月2日电】", "（本报江城3月2日电）"])
def test_any_agency_may_file_news(filed: str) -> None:
    """Or the paper, in brackets."""
    labels = {"城东菜场搬家": TITLE, "菜场的早晨": CROSSHEAD}
    assert list(doubted(f"城东菜场搬家\n{filed}城东菜场昨天搬进了新楼。\n菜场的早晨\n渔民在码头卖鱼。\n", labels)) == ["菜场的早晨"]


def test_comments_have_no_crossheads() -> None:
    """By the rubric of their title; an interview has, and so has what goes under a rubric of another kind."""
    body = "菜场昨天搬进了新楼。\n菜场的早晨\n渔民在码头卖鱼。\n"
    for rubric, says in {"河湾时评": True, "今日谈": True, "柑岛随笔": True, "权威访谈": False, "经济聚焦": False}.items():
        title = f"城东菜场搬家（{rubric}）"
        assert list(doubted(f"{title}\n{body}", {title: TITLE, "菜场的早晨": CROSSHEAD})) == (["菜场的早晨"] if says else [])


def test_where_no_line_is_like_a_title_the_dateline_opens_an_article() -> None:
    """If it comes second; if it comes first there is no telling where the other begins."""
    head = {"渔民在码头卖鱼。": TITLE}
    assert list(doubted(f"渔民在码头卖鱼。\n{CLOSING}\n{DATELINE}\n", head)) == [DATELINE]
    assert not doubted(f"渔民在码头卖鱼。\n{DATELINE}\n今天也是。\n{CLOSING}\n", head)


def test_what_is_said_once_is_no_sign() -> None:
    """Nor what two articles say, nor a bracket that tells of something else."""
    assert not doubted(f"城东菜场搬家\n{DATELINE}\n菜场还是早晨。\n今天也是。\n", {"城东菜场搬家": TITLE})
    second = Label("title", begins=True, opens=True)
    both = f"城东菜场搬家\n{DATELINE}\n渔船带回远方的鱼\n渔民在码头卖鱼。\n{CLOSING}\n"
    assert not doubted(both, {"城东菜场搬家": TITLE, "渔船带回远方的鱼": second})
    assert not doubted(f"{DATELINE}\n菜场的早晨\n今天也是。\n（本报记者林小满摄）\n", {DATELINE: TITLE})


def test_behind_what_ends_an_article_a_line_like_a_title_is_of_another() -> None:
    """A filing by itself, a signature, a credit; but not a byline behind it, a sentence, or an item of a digest."""
    title = "城东菜场搬家"
    for end, says in {
        CLOSING: True,
        "（作者为柑岛渔会会长）": True,
        "（林小满采访整理）": True,
        "版式设计：林小满": True,
        "（见图）": False,
    }.items():
        text = f"{title}\n菜场昨天搬进了新楼。\n{end}\n渔船带回远方的鱼\n柑岛的渔船昨天回港。\n"
        labels = {title: TITLE, "渔船带回远方的鱼": CROSSHEAD, end: CROSSHEAD}
        assert list(doubted(text, labels)) == (["渔船带回远方的鱼"] if says else [])
        assert not doubted(text.replace("渔船带回远方的鱼", "本报记者林小满整理"), {**labels, "本报记者林小满整理": CROSSHEAD})
        assert not doubted(text.replace(title, "柑岛短波"), {**labels, "柑岛短波": TITLE})
