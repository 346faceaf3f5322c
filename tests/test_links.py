"""Articles that say the same are linked, from both ends, within bounds, and none is dropped."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from test_editions import BRIDGE, ORANGES, sheet, story, two_pages

import corpus
from corpus import links
from corpus.links import Linker, Outline
from corpus.records import Article, Edition, Link, Page, Paragraph

if TYPE_CHECKING:
    import pytest


def edition(day: int, *texts: str) -> Edition:
    """Return an edition of one page with articles of these texts; their ids are the texts' first characters."""
    date = dt.date(2020, 1, 1) + dt.timedelta(days=day)
    articles = [
        Article(
            id=text[:3],
            source="a.txt",
            order=order,
            language="zh-Hans",
            paragraphs=(Paragraph(kind="body", text=text, spans=()),),
            tool_version="0",
        )
        for order, text in enumerate(texts)
    ]
    page = Page(
        id="1",
        source="a.txt",
        sha256="0" * 64,
        encoding="utf-8",
        date=date,
        language="zh-Hans",
        source_text="",
        articles=tuple(articles),
        tool_version="0",
    )
    return Edition(id="x", pages=(page,))


def outlined(day: int, *texts: str) -> Outline:
    """Return what is compared of such an edition."""
    made = edition(day, *texts)
    return links.outline(made.pages[0].date, made.articles)


BODY = "".join(BRIDGE)
OTHER = "".join(ORANGES)


def test_a_reprint_is_linked_from_both_ends() -> None:
    """With some words changed, in another paper and days later; another story is not."""
    linker = Linker()
    assert list(linker.links(outlined(0, f"甲：{BODY}", f"丙：{OTHER}"))) == []
    found = dict(linker.links(outlined(3, f"乙：{BODY.replace('昨日', '近日')}")))
    assert {name: (link.id, link.kind) for name, link in found.items()} == {
        "乙：本": ("甲：本", "near_duplicate"),
        "甲：本": ("乙：本", "near_duplicate"),
    }
    assert all(link.similarity > 0.8 for link in found.values())


def test_a_box_that_repeats_its_story_is_linked() -> None:
    """As an excerpt; how much of it is in the story is told exactly."""
    found = dict(Linker().links(outlined(0, BODY, f"导{BRIDGE[0]}", f"丙：{OTHER}")))
    assert found[f"导{BRIDGE[0]}"[:3]] == Link(id=BODY[:3], kind="excerpt_of", similarity=0.98)
    assert found[BODY[:3]].kind == "has_excerpt"
    assert len(found) == 2


def test_the_window_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """In days, and in articles: what is forgotten is not linked, and takes no memory."""
    linker = Linker()
    list(linker.links(outlined(0, BODY)))
    assert list(linker.links(outlined(links.DAYS + 1, f"乙：{BODY}"))) == []
    monkeypatch.setattr(links, "WINDOW", 2)
    list(linker.links(outlined(links.DAYS + 2, OTHER, OTHER[5:], OTHER[9:])))
    assert list(linker.links(outlined(links.DAYS + 3, f"丁：{BODY}"))) == []
    assert len(linker._window) == len(linker._by_key) <= 2  # noqa: SLF001 - the bound is what is tested


def test_an_index_made_anew_gives_the_same_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is: those that are still in the window are found, and those that left it are not."""
    texts = [BODY, OTHER, BODY[3:], OTHER[5:], BODY[7:], OTHER[9:], BODY[11:]]
    found = []
    for stale in (1, 2, 100):
        monkeypatch.setattr(links, "WINDOW", 3)
        monkeypatch.setattr(links, "_STALE", stale)
        linker = Linker()
        found.append([link for number, text in enumerate(texts) for link in linker.links(outlined(0, f"{number}：{text}"))])
    assert found[0] == found[1] == found[2] != []
    assert {abs(int(name[0]) - int(link.id[0])) for name, link in found[0]} == {2}


def test_of_hundreds_that_say_the_same_some_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is linked, but not with each: the links of a text that is printed n times are no square of n."""
    monkeypatch.setattr(links, "COPIES", 5)
    linker = Linker()
    found = [link for number in range(100) for link in linker.links(outlined(0, f"{number:03}{BODY}"))]
    assert len({name for name, _ in found}) == 100
    assert len(found) <= 2 * 5 * 100
    assert len(linker._window) == 5  # noqa: SLF001 - the bound is what is tested


def test_what_all_have_is_no_excerpt_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A string that hundreds of short articles of one edition have is counted for some of them."""
    monkeypatch.setattr(links, "COMPARED", 5)
    texts = [f"{number:03}{BRIDGE[0]}" for number in range(100)]
    assert len(outlined(0, BODY, *texts).excerpts) <= 5


def test_editions_have_their_links() -> None:
    """A wire story that two papers print, whichever comes first; both stay."""
    pages = [sheet(1, story("云江新桥建成通车 两岸五分钟可达", BRIDGE), paper=paper) for paper in ("云江日报", "云岭晚报")]
    for order in (pages, pages[::-1]):
        first, second = (article for found in corpus.editions(order) for article in found.articles)
        assert [(link.id, link.kind) for link in first.links] == [(second.id, "near_duplicate")]
        assert [(link.id, link.kind) for link in second.links] == [(first.id, "near_duplicate")]


def test_a_story_that_a_jump_cut_is_linked_as_a_whole() -> None:
    """To a reprint that stands on one page of another paper the day after, with another dateline and without its last sentence."""
    reprint = [BRIDGE[0].replace("本报讯 （记者 陶然）", "据云江日报报道，"), BRIDGE[1], BRIDGE[2], BRIDGE[3].partition("，届时")[0] + "。"]
    later = sheet(3, story("云江上又多一桥", reprint), day="2020年2月16日 星期日", paper="云岭晚报")
    first, second = corpus.editions([later, *two_pages()])
    whole, other = (next(one for one in found.articles if "新桥" in one.text) for found in (first, second))
    assert (len(whole.parts), [(link.id, link.kind) for link in whole.links]) == (2, [(other.id, "near_duplicate")])
    assert [(link.id, link.kind) for link in other.links] == [(whole.id, "near_duplicate")]
