"""Pages of one paper and day together: jump lines followed, nothing lost, the same in any order."""

from __future__ import annotations

import datetime as dt
import gc
import random
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import permutations
from typing import TYPE_CHECKING

import makers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from print_shop import pages as printed_pages

import corpus
from corpus.continuations import is_cut, joined, named
from corpus.records import HeadlineLine, Page, Paragraph
from corpus.shelf import FILE, Filed, Reader, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.records import Article, Edition, ParagraphKind

BRIDGE = [
    "本报讯 （记者 陶然）昨日，云江新桥建成通车。新桥全长三千二百米，双向六车道，是云江上的第七座大桥。",
    "大桥两岸的居民以前要坐渡船过江，遇到大雾就要停航。家住江北的沈女士说，孩子上学再也不用天不亮就出门。",
    "据介绍，新桥建设用了三年时间，先后克服了水深流急、地质复杂等困难，通车后从江北到江南只要五分钟。",
    "市交通局表示，明年还将新建两条过江通道，届时云江两岸往来会更加方便，江北新区的交通将得到根本改善。",
]
ORANGES = [
    "本报讯 （记者 沈岩）入冬以来，云岭县的柑橘进入采收期。果农们在地里忙着采摘、分拣和装车，一派丰收景象。",
    "云岭县农业局的技术员介绍，今年柑橘总产量预计达到八万吨，比去年增加一成，订单已经排到了下个月。",
]
CUT = BRIDGE[1].index("遇到")


def sheet(number: int | str, *articles: str, day: str = "2020年2月15日 星期六", paper: str = "云江日报") -> Page:
    """Return a page with a folio and articles."""
    text = "\n\n".join([f"{paper} {day} 第{number}版", *articles]) + "\n"
    return corpus.convert(text, source=f"{paper}-{number}.txt")


def story(title: str, paragraphs: list[str], before: str = "", after: str = "") -> str:
    """Return an article as it is printed, in lines of twenty characters."""
    lines = [line for text in paragraphs for line in _set(text)]
    return "\n".join([title, "", *([before] if before else []), *lines, *([after] if after else [])])


def _set(text: str) -> list[str]:
    indented = f"　　{text}"
    return [indented[i : i + 20] for i in range(0, len(indented), 20)]


def two_pages(to: str = "（下转2版）", back: str = "（上接1版）", title: str = "云江新桥建成通车 两岸五分钟可达") -> list[Page]:
    """Return an edition whose first article is cut in the middle of its second paragraph."""
    first = story("云江新桥建成通车 两岸五分钟可达", [BRIDGE[0], BRIDGE[1][:CUT]], after=to)
    rest = story(title, [BRIDGE[1][CUT:], *BRIDGE[2:]], before=back)
    return [sheet(1, first), sheet(2, rest, story("云岭柑橘喜获丰收 订单排到下月", ORANGES))]


def only(edition: Edition) -> Article:
    """Return the one article that was cut."""
    (article,) = [article for article in edition.articles if article.parts]
    return article


@pytest.mark.parametrize(
    ("to", "back"),
    [
        ("（下转2版）", "（上接1版）"),
        ("（下转第二版）", "（上接第一版）"),
        ("▶▶下转A02版", "◀◀上接一版"),
        ("（下轉2版）", "（上接1版）"),
        ("（文轉2版）", "（文接1版）"),
        ("→下转第\n二版", "（ 上 接 1 版 ）"),
    ],
)
def test_an_article_that_a_jump_cut_is_one_again(to: str, back: str) -> None:
    """Its paragraph is whole, its spans name both pages, its jump lines are kept and say that they were followed."""
    (edition,) = corpus.editions(two_pages(to, back))
    article = only(edition)
    assert [part.text for part in article.paragraphs] == BRIDGE
    assert [(part.source, part.page) for part in article.parts] == [("云江日报-1.txt", "1"), ("云江日报-2.txt", "2")]
    assert {span.source for span in article.paragraphs[1].spans} == {None, "云江日报-2.txt"}
    assert [(mark.kind, mark.jump) for mark in article.marks] == [
        ("jump_to", "resolved"),
        ("jump_headline", None),
        ("jump_from", "resolved"),
    ]
    assert (article.order, article.source, article.edition_id) == (0, "云江日报-1.txt", "云江日报/2020-02-15")
    assert corpus.edition_findings(edition.pages) == []
    assert len(edition.articles) == 2


def test_a_shortened_headline_and_a_missing_line_back_are_enough() -> None:
    """The headline and the words tell which article goes on."""
    (edition,) = corpus.editions(two_pages(title="云江新桥建成通车"))
    assert len(only(edition).paragraphs) == 4
    (edition,) = corpus.editions(two_pages(back=""))
    assert len(only(edition).parts) == 2


def test_an_unresolved_jump_stays_and_says_why() -> None:
    """The page is missing; no article there is the other part; two are as likely."""

    def told(pages: list[Page]) -> set[tuple[str, str | None]]:
        return {(mark.kind, mark.jump) for edition in corpus.editions(pages) for a in edition.articles for mark in a.marks}

    first, second = two_pages()
    assert told([first]) == {("jump_to", "page missing")}
    assert told([first, sheet(2, story("云岭柑橘喜获丰收", ORANGES))]) == {("jump_to", "no candidate")}
    twin = story("云江新桥建成通车 两岸五分钟可达", [BRIDGE[1][CUT:], *BRIDGE[2:]], before="（上接1版）")
    double = corpus.convert(f"云江日报 2020年2月15日 星期六 第2版\n\n{twin}\n", source="other.txt")
    assert ("jump_to", "two candidates") in told([first, second, double])


def test_a_story_about_something_else_is_not_joined() -> None:
    """Jump lines that lead to each other are not enough where headline and words are other ones."""
    first = two_pages()[0]
    other = sheet(2, story("云岭柑橘喜获丰收 订单排到下月", ORANGES, before="（上接1版）"))
    (edition,) = corpus.editions([first, other])
    assert not any(article.parts for article in edition.articles)
    assert {mark.jump for article in edition.articles for mark in article.marks} == {"no candidate"}


def sectioned() -> list[Page]:
    """Return an edition whose first page has the last section of a story as an article, as if its crosshead were a headline."""
    title, crosshead = "云江新桥建成通车 两岸五分钟可达", "渡船停航成为历史"
    page = sheet(1, story(title, [BRIDGE[0], crosshead, BRIDGE[1]], after="（下转2版）"))
    (whole,) = page.articles
    opening, head, section = whole.paragraphs
    line = HeadlineLine(role="title", text=crosshead, spans=head.spans)
    parts = [
        whole.model_copy(update={"paragraphs": (opening,), "marks": (), "jump_to": None}),
        whole.model_copy(update={"id": "section", "order": 1, "paragraphs": (section,), "headline_lines": (line,), "title": crosshead}),
    ]
    return [page.model_copy(update={"articles": tuple(parts)}), sheet(2, story(title, BRIDGE[2:], before="（上接1版）"))]


def test_a_crosshead_that_was_taken_for_a_headline_is_put_right() -> None:
    """The headline over the rest is that of the article before it: both are one, and `parts` says so."""
    pages = sectioned()
    (edition,) = corpus.editions(pages)
    article = only(edition)
    assert [part.text for part in article.paragraphs] == [BRIDGE[0], "渡船停航成为历史", *BRIDGE[1:]]
    assert [part.kind for part in article.paragraphs][:3] == ["body", "crosshead", "body"]
    assert [part.source for part in article.parts] == ["云江日报-1.txt", "云江日报-1.txt", "云江日报-2.txt"]
    assert {mark.jump for mark in article.marks if mark.kind != "jump_headline"} == {"resolved"}
    assert {span.source for span in article.paragraphs[1].spans} == {None}
    assert corpus.edition_findings(edition.pages) == []


def test_a_last_line_that_was_taken_for_a_headline_is_half_of_a_paragraph() -> None:
    """Nothing stands between it and the jump line."""
    title, half = "云江新桥建成通车 两岸五分钟可达", "家住江北的沈女士说，孩子上学再也用不"
    page = sheet(1, story(title, [BRIDGE[0], half], after="（下转2版）"))
    (whole,) = page.articles
    line = HeadlineLine(role="title", text=half, spans=whole.paragraphs[-1].spans)
    last = {"id": "last", "order": 1, "paragraphs": (), "headline_lines": (line,), "title": half}
    parts = (whole.model_copy(update={"paragraphs": whole.paragraphs[:-1], "marks": (), "jump_to": None}), whole.model_copy(update=last))
    rest = sheet(2, story(title, ["着天不亮就出门。", *BRIDGE[2:]], before="（上接1版）"))
    (edition,) = corpus.editions([page.model_copy(update={"articles": parts}), rest])
    assert [part.text for part in only(edition).paragraphs] == [BRIDGE[0], f"{half}着天不亮就出门。", *BRIDGE[2:]]
    assert corpus.edition_findings(edition.pages) == []


def test_a_headline_behind_the_last_lines_belongs_to_what_the_jump_line_closes() -> None:
    """The body has no headline; what follows it has the one that stands over the rest."""
    title = "云江新桥建成通车 两岸五分钟可达"
    page = sheet(1, "\n".join(["", *_set(BRIDGE[0]), "（下转2版）", *_set(BRIDGE[1]), title]))
    (whole,) = page.articles
    line = HeadlineLine(role="title", text=title, spans=(corpus.Span(start=page.source_text.index(title), end=len(page.source_text) - 1),))
    plain = {"headline_lines": (), "kicker": "", "title": "", "subtitle": ""}
    first = whole.model_copy(update=plain | {"paragraphs": whole.paragraphs[:1]})
    last = {"id": "last", "order": 1, "paragraphs": whole.paragraphs[1:2], "marks": (), "jump_to": None}
    parts = (first, whole.model_copy(update=plain | last | {"title": title, "headline_lines": (line,)}))
    (edition,) = corpus.editions([page.model_copy(update={"articles": parts}), sheet(2, story(title, BRIDGE[2:], before="（上接1版）"))])
    article = only(edition)
    assert (article.title, [part.text for part in article.paragraphs]) == (title, [BRIDGE[0], *BRIDGE[2:], BRIDGE[1]])
    assert corpus.edition_findings(edition.pages) == []


def test_a_section_that_goes_on_under_its_own_headline_is_an_article() -> None:
    """Where the headline over the rest repeats that of the section, the article before it is another."""
    first, _ = sectioned()
    (edition,) = corpus.editions([first, sheet(2, story("渡船停航成为历史", BRIDGE[2:], before="（上接1版）"))])
    assert [(article.title, len(article.parts)) for article in edition.articles] == [
        ("云江新桥建成通车 两岸五分钟可达", 0),
        ("渡船停航成为历史", 2),
    ]


def test_the_paragraph_that_was_cut_stands_before_the_jump_line() -> None:
    """What stands behind the jump line in the same article is left behind the rest."""
    first, second = two_pages()
    other = first.articles[0].paragraphs[0].model_copy(update={"text": ORANGES[0], "spans": (corpus.Span(start=900, end=910),)})
    article = first.articles[0].model_copy(update={"paragraphs": (*first.articles[0].paragraphs, other)})
    whole = joined(article, second.articles[0])
    assert [part.text for part in whole.paragraphs] == [*BRIDGE, ORANGES[0]]


@pytest.mark.parametrize(
    ("kind", "head", "tail", "cut"),
    [
        ("crosshead", "家住江北的沈女士说，孩子上学再也不用天", "不亮就出门，一家人都很高兴。", True),
        ("crosshead", "家住江北的沈女士说，", "孩子上学再也不用天不亮就出门。", True),
        ("crosshead", "渡船停航成为历史", "据介绍，新桥建设用了三年时间。", False),
        ("body", "家住江北的沈女士说，孩子上学很方便。", "据介绍，新桥建设用了三年时间。", False),
        ("caption", "图为新桥", "据介绍，新桥建设用了三年时间。", False),
    ],
)
def test_what_a_jump_cut(kind: ParagraphKind, head: str, tail: str, cut: bool) -> None:  # noqa: FBT001 - a case
    """A line that seems a crosshead is half of a paragraph if the other half goes on with it."""
    before, after = Paragraph(kind=kind, text=head, spans=()), Paragraph(kind="body", text=tail, spans=())
    assert is_cut(before, after) is cut


def test_a_box_that_tells_of_the_rest_is_no_copy_of_it() -> None:
    """The first page has little more than a box with what the second page says; both are still one article."""
    title = "云江新桥建成通车 两岸五分钟可达"
    box = BRIDGE[2][: BRIDGE[2].index("，通车后")] + "。"
    first = sheet(1, story(title, [box, BRIDGE[0][:40]], after="（下转2版）"))
    (edition,) = corpus.editions([first, sheet(2, story(title, [BRIDGE[0][40:], *BRIDGE[1:]], before="（上接1版）"))])
    assert len(only(edition).parts) == 2


def test_a_whole_print_of_the_story_is_no_rest_of_it() -> None:
    """Another page has all of it under its headline, and no line that leads back."""
    title = "云江新桥建成通车 两岸五分钟可达"
    pages = [sheet(1, story(title, BRIDGE[:1], after="（下转2版）")), sheet(2, story(title, BRIDGE))]
    (edition,) = corpus.editions(pages)
    assert not any(article.parts for article in edition.articles)


def test_of_two_like_headlines_the_one_that_is_repeated_word_for_word_is_meant() -> None:
    """Two stories of one event go on at pages of one label, and both come from the same page."""
    title, other = "云江新桥建成通车 两岸五分钟可达", "市交通局就云江新桥建成通车答记者问 两岸交通将得到改善"
    first = sheet(1, story(title, [BRIDGE[0], BRIDGE[1]], after="（下转2版）"))
    second = sheet(2, story("云江新桥建成通车", [BRIDGE[2]], before="（上接1版）"))
    rival = second.source_text.replace("云江新桥建成通车", other).replace("据介绍，新桥建设用", "市交通局说，新桥建设用")
    (edition,) = corpus.editions([corpus.convert(rival, source="0.txt"), first, second])
    assert [part.text for part in only(edition).paragraphs] == BRIDGE[:3]


def test_other_days_papers_and_unknown_pages_stay_apart() -> None:
    """An edition is one paper and one day; a page of unknown paper or day is alone."""
    first, second = two_pages()
    late = corpus.convert(second.source_text.replace("2月15日 星期六", "2月16日 星期日"), source="late.txt")
    other = corpus.convert(second.source_text.replace("云江日报", "云岭晚报"), source="other.txt")
    unknown = corpus.convert(second.source_text.partition("\n")[2], source="unknown.txt")
    found = list(corpus.editions([unknown, other, late, first]))
    assert [edition.id for edition in found] == ["云岭晚报/2020-02-15", "云江日报/2020-02-15", "云江日报/2020-02-16", None]
    assert not any(article.parts for edition in found for article in edition.articles)


def test_editions_are_the_same_in_any_order() -> None:
    """And a chain over three pages is followed to its end."""
    title = "云江新桥建成通车 两岸五分钟可达"
    pages = [
        sheet(1, story(title, BRIDGE[:2], after="（下转2版）")),
        sheet(2, story(title, BRIDGE[2:3], before="（上接1版）", after="（下转3版）")),
        sheet(3, story(title, BRIDGE[3:], before="（上接2版）")),
    ]
    (first, *others) = [list(corpus.editions(order)) for order in permutations(pages)]
    assert all(other == first for other in others)
    assert [part.page for part in only(first[0]).parts] == ["1", "2", "3"]
    assert [part.text for part in only(first[0]).paragraphs] == BRIDGE


def test_a_page_seen_twice_is_recognised() -> None:
    """By its text: the articles are there once, and the second page says which it repeats."""
    first, second = two_pages()
    again = corpus.convert(second.source_text, source="龙江-again.txt")
    (edition,) = corpus.editions([again, first, second])
    assert [page.repeats for page in edition.pages] == [None, None, "云江日报-2.txt"]
    assert len(only(edition).paragraphs) == 4
    assert corpus.edition_findings(edition.pages) == []


JUMPS = st.sampled_from(["", "（下转1版）", "（下转2版）", "（下转3版）", "（上接1版）", "（上接2版）", "▶▶下转2版", "（上接3版）"])


@settings(max_examples=40)
@given(st.lists(st.tuples(printed_pages, JUMPS, JUMPS), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_every_character_of_an_edition_is_there_once(drawn: list[tuple[str, str, str]], chance: random.Random) -> None:
    """Over all its pages, whatever is printed on them and wherever their jump lines lead; counted by hand, too."""
    folio = "云江日报 2020年2月15日 星期六 第{}版"
    texts = [f"{folio.format(number)}\n\n{before}\n{text}\n{after}\n" for number, (text, before, after) in enumerate(drawn, 1)]
    pages = [corpus.convert(text, source=f"{number}.txt") for number, text in enumerate(texts)]
    shuffled = pages[:]
    chance.shuffle(shuffled)
    found = list(corpus.editions(shuffled))
    assert found == list(corpus.editions(pages))
    for edition in found:
        assert corpus.edition_findings(edition.pages) == []
        for page in edition.pages:
            held = Counter(
                i for span in edition.spans(page.source) for i in range(span.start, span.end) if not page.source_text[i].isspace()
            )
            assert page.repeats or held == Counter(i for i, char in enumerate(page.source_text) if not char.isspace())


def test_no_more_than_one_edition_is_in_memory() -> None:
    """Counted among all objects alive, while a hundred pages of fifty editions go by."""
    day = dt.date(2020, 1, 1)
    made = (
        makers.page(f"{number}.txt", title=f"{number}").model_copy(
            update={"newspaper": "云江日报", "date": day + dt.timedelta(days=number % 50), "page": str(number // 50)}
        )
        for number in range(100)
    )

    def alive() -> int:
        gc.collect()
        return sum(isinstance(one, Page) for one in gc.get_objects())

    before = alive()
    found = [(len(edition.pages), alive() - before) for edition in corpus.editions(made)]
    assert [pages for pages, _ in found] == [2] * 50
    assert max(more for _, more in found) < 12


def test_pages_are_given_in_their_order_without_a_sort(tmp_path: Path) -> None:
    """Each part of a large month asks for it again: the index has it."""
    with Shelf(tmp_path) as shelf:
        shelf.add(Filed.of(makers.page()), "key")
    asked: list[str] = []
    with closing(sqlite3.connect(tmp_path / FILE)) as index:
        index.set_trace_callback(asked.append)
        assert [list(Reader(index, 1).rows(month)) for month in (None, "2020-02")] == [[[1]], []]
        index.set_trace_callback(None)
        plans = [row[-1].partition(" (")[0] for query in asked for row in index.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plans == ["SEARCH pages USING COVERING INDEX days"] * 2


def test_a_build_in_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    """The sources named one by one, sorted and shuffled."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(makers.page(title=f"{number}{'甲乙丙'[number % 3]}").source_text, encoding="utf-8")
    table = "".join(f"{number:02}.txt,云江日报,2020-02-{number % 7 + 1},{number // 7 + 1}\n" for number in range(30))
    (tmp_path / "manifest.csv").write_text(f"source,newspaper,date,page\n{table}", encoding="utf-8")
    found = []
    for seed in range(3):
        paths = sorted(folder.iterdir())
        if seed:
            random.Random(seed).shuffle(paths)  # noqa: S311 - no secrets
        out = corpus.build(paths, tmp_path / f"out{seed}", known=corpus.known(manifest=tmp_path / "manifest.csv")).out
        found.append({path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()})
    assert found[0] == found[1] == found[2]
    assert [article.page for article in corpus.read(tmp_path / "out1")][:5] == ["1", "2", "3", "4", "5"]


def test_labels_that_a_jump_may_mean() -> None:
    """A letter that one of them leaves out is no matter; another letter is."""
    assert [named("2", "2"), named("2", "A2"), named("A2", "2"), named("A2", "B2"), named("3", "2")] == [True, True, True, False, False]


def test_a_build_forms_editions(tmp_path: Path) -> None:
    """The dataset is sound, its rows say where each paragraph stands, and what became of jumps is counted."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in two_pages():
        (folder / page.source).write_text(page.source_text, encoding="utf-8")
    (folder / "z.txt").write_text(two_pages()[1].source_text, encoding="utf-8")
    built = corpus.build(folder, tmp_path / "out")
    assert (built.pages, built.editions, built.repeats, built.articles, built.jumps) == (3, 1, 1, 2, {"resolved": 2})
    assert corpus.check(built.out, [folder]) == []
    rows = corpus.load(built.out, "paragraphs")
    assert [row["page"] for row in rows if "江" in row["text"]] == ["1", "1", "2", "2"]


def test_check_finds_a_character_that_a_join_lost(tmp_path: Path) -> None:
    """An edition whose joined article lost a paragraph is not sound."""
    (edition,) = corpus.editions(two_pages())
    article = only(edition)
    less = article.model_copy(update={"paragraphs": article.paragraphs[:-1]})
    first = edition.pages[0].model_copy(update={"articles": (less,)})
    assert any("in no span" in str(finding) for finding in corpus.edition_findings([first, edition.pages[1]]))
    with Shelf(tmp_path) as shelf:
        shelf.add(Filed.of(first))
        assert [page.source for rows in shelf.rows(next(iter(shelf.months()))) for page in shelf.pages(rows)] == [first.source]
