"""What is printed on a page and belongs to no article: folios, imprints, source lines, page footers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from training.style import chance
from training.units import NO_ARTICLE, Line, Unit

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from training.style import Style

_FOLIOS: Final = (
    "{y}年{m}月{d}日 星期{w} 第{n:02d}版",
    "{paper} {y}年{m}月{d}日 星期{w} {section} {n}",
    "A{n:02d} {section} {paper}",
    "{n} {section} {y}-{m:02d}-{d:02d} 责编 {a} 版式 {b}",
    "本版责编：{a}",
    "责任编辑 {a} 美编 {b} 校对 {c}",
    "第{n}页 共{of}页",
    "- {n} -",
    "本版电子信箱：news{n}@example.cn 电话：0{area}-{phone}",
    "{paper}",
    "{paper}/{y}年/{m:02d}月/{d:02d}日/第{n:03d}版/",
)
_TRADITIONAL_FOLIOS: Final = (
    "{y}年{m}月{d}日 星期{w}",
    "{paper} {y}年{m}月{d}日 星期{w} {section} A{n}",
    "A{n} {section} {paper}",
    "責任編輯／{a} 美術編輯／{b}",
    "{section}新聞 中華民國{roc}年{m}月{d}日",
    "- {n} -",
    "{paper}",
)
_SOURCES: Final = (
    "《{paper}》（{y}年{m:02d}月{d:02d}日 第 {n:02d} 版）",
    "来源：{paper} {y}-{m:02d}-{d:02d}",
    "{y}-{m:02d}-{d:02d} {hour:02d}:{minute:02d} 来源：{paper}",
    "{paper}/{y}年/{m:02d}月/{d:02d}日/第{n:03d}版",
)
_FOOTERS: Final = ("第 {page} 页", "- {page} -", "{page}", "第 {page} 页 共 12 页", "{paper} {page}", "— {page} —")
_SECTIONS: Final = ("要闻", "综合", "国内", "经济", "文化", "国际", "综合新闻")
_TRADITIONAL_SECTIONS: Final = ("要聞", "地方", "生活", "財經", "運動", "綜合")
_ROC: Final = 1911


@dataclass(frozen=True, slots=True)
class Issue:
    """The issue that a page is of."""

    paper: str
    year: int
    month: int
    day: int
    page: int

    @property
    def date(self) -> str:
        """The date in ISO form."""
        return f"{self.year}-{self.month:02d}-{self.day:02d}"


def draw_issue(rng: random.Random, style: Style) -> Issue:
    """Draw the issue of a page."""
    return Issue(rng.choice(style.words.papers), rng.randint(1998, 2023), rng.randint(1, 12), rng.randint(1, 28), rng.randint(1, 24))


def is_traditional(style: Style) -> bool:
    """Say whether the fixed phrases of a page are Traditional."""
    return "轉" in style.jump_to


def _filled(rng: random.Random, template: str, issue: Issue, style: Style) -> str:
    """Return a template with what it asks for."""
    people = rng.sample(style.words.people, 3)
    return template.format(
        **dict(zip("abc", people, strict=True)),
        paper=issue.paper,
        y=issue.year,
        m=issue.month,
        d=issue.day,
        roc=issue.year - _ROC,
        w=rng.choice("一二三四五六日"),
        n=issue.page,
        of=rng.choice([24, 28, 32]),
        area=rng.randint(10, 99),
        phone=rng.randint(1000000, 9999999),
        hour=rng.randint(0, 23),
        minute=rng.randint(0, 59),
        section=rng.choice(_TRADITIONAL_SECTIONS if is_traditional(style) else _SECTIONS),
    )


def furniture(*texts: str, blanks: int = 0) -> Unit:
    """Return a unit of furniture: each text a line, `blanks` blank lines before."""
    lines = tuple(Line(text, 0 if number else blanks) for number, text in enumerate(texts))
    return Unit("furniture", NO_ARTICLE, lines, text=" ".join(texts))


def folio(rng: random.Random, issue: Issue, style: Style, blanks: int = 0) -> Unit:
    """Return a folio, or what is printed in its place."""
    templates = _TRADITIONAL_FOLIOS if is_traditional(style) else _FOLIOS
    return furniture(_filled(rng, rng.choice(templates), issue, style), blanks=blanks)


def source_line(rng: random.Random, issue: Issue, style: Style) -> Unit:
    """Return the line that says which paper and page an article was printed on."""
    return furniture(_filled(rng, rng.choice(_SOURCES), issue, style), blanks=rng.choice([0, 0, 1]))


def with_footers(rng: random.Random, units: Sequence[Unit], issue: Issue, style: Style) -> list[Unit]:
    """Return the units with a page footer every so many lines, in the middle of a unit or between two."""
    feet = _feet(rng, issue, style)
    every = rng.randint(25, 50)
    count = rng.randint(0, every)
    found: list[Unit] = []
    for unit in units:
        done = 0
        for at, line in enumerate(unit.lines):
            count += 1
            if count % every == 0 and line.joint is None:
                found += (*_parts(unit, done, at), next(feet))
                done = at
        found += _parts(unit, done, len(unit.lines))
    return found


def _feet(rng: random.Random, issue: Issue, style: Style) -> Iterator[Unit]:
    """Yield the footers of page after page, some with the head of the next page below."""
    template = rng.choice(_FOOTERS)
    headed = chance(rng, 0.3)
    page = 0
    while True:
        page += 1
        text = template.format(page=page, paper=issue.paper)
        foot = furniture(text, blanks=rng.choice([0, 0, 1]))
        yield replace(foot, lines=(*foot.lines, *folio(rng, issue, style).lines)) if headed else foot


def _parts(unit: Unit, start: int, stop: int) -> list[Unit]:
    """Return the lines of a unit from one to another as a unit, which goes on where it does not start with the first."""
    if start == stop:
        return []
    return [replace(unit, lines=unit.lines[start:stop], begins=unit.begins and start == 0, text="" if start else unit.text)]
