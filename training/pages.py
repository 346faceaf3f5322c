"""Gold pages of the project's own text: articles typeset in the layouts that papers and extractors know.

Writes NAME.txt and NAME.gold.json for each page. The same articles give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus import phrases
from corpus.labels import HEADLINE
from training.furniture import draw_issue
from training.stories import read_stories
from training.style import SIMPLIFIED, TRADITIONAL, draw_style
from training.typeset import CAPTIONS, SUMMARIES, typeset
from training.units import BODY, articles_of, compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus.labels import Role
    from training.furniture import Issue
    from training.stories import Story
    from training.units import Unit

PAGES: Final = 4
"""The pages of each family."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of layout: the habits that its pages have in common; the others are drawn."""

    name: str
    habits: Mapping[str, Any] = field(default_factory=dict)
    single: bool = False
    traditional: bool = False


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page of gold: its name, its text, and what is on it."""

    name: str
    text: str
    facts: dict[str, Any]


_PLAIN: Final[dict[str, Any]] = {
    "single": False,
    "double_spaced": False,
    "spaced_titles": False,
    "footers": False,
    "asides": 0.0,
    "cuts": 0.0,
    "headless": 0.0,
    "byline": "",
}
_IDEOGRAPHIC: Final = "　　"
FAMILIES: Final = (
    Family("columns-after", {"order": "after", "column": 38, "printed_indent": _IDEOGRAPHIC}),
    Family("columns-before", {"order": "before", "column": 45, "paragraph_blank": 0.0, "indent": 2}),
    Family("columns-mixed", {"order": "mixed", "mix": 0.5, "many_measures": True, "column": 30, "headline_blank": 1.0}),
    Family("indents", {"printed_indent": _IDEOGRAPHIC, "indent": 2, "paragraph_blank": 1.0}),
    Family("spaced-titles", {"spaced_titles": True, "order": "after", "headline_blank": 1.0}),
    Family("jumps", {"cuts": 0.6, "order": "after", "indent": 2}),
    Family("asides", {"asides": 0.4, "indent": 2, "paragraph_blank": 1.0}),
    Family("a4", {"single": True, "footers": True, "source_line": 1, "order": "before"}, single=True),
    Family("traditional", {"order": "before", "column": 40, "indent": 2}, traditional=True),
    Family("traditional-after", {"order": "after", "printed_indent": _IDEOGRAPHIC}, traditional=True),
)


def gold_pages(stories: Sequence[Story]) -> Iterator[GoldPage]:
    """Yield the gold pages that some articles give, a few of each family."""
    decks = {flag: deck([story for story in stories if story.traditional is flag]) for flag in (False, True)}
    for family in FAMILIES:
        for number in range(PAGES):
            name = f"{family.name}-{number}"
            rng = random.Random(name)  # noqa: S311 - the same page each time
            drawn = [next(decks[family.traditional]) for _ in range(rng.randint(3, 6))]
            yield gold_page(name, family, drawn, rng)


def deck(stories: Sequence[Story]) -> Iterator[Story]:
    """Yield the articles in turns, so that all are used, in another order each time."""
    rng = random.Random(0)  # noqa: S311 - the same turn each time
    while stories:
        yield from rng.sample(stories, len(stories))


def gold_page(name: str, family: Family, stories: Sequence[Story], rng: random.Random) -> GoldPage:
    """Return a page of a family."""
    words = TRADITIONAL if family.traditional else SIMPLIFIED
    style = replace(draw_style(rng, single=family.single, words=words), **{**_PLAIN, **family.habits})
    issue = draw_issue(rng, style)
    units = typeset(rng, stories, style, issue)
    layout = {"family": family.name, "order": style.order, "measure": style.measure, "column": style.column, "indent": style.printed_indent}
    return GoldPage(name, compose(units).text + "\n", _facts(units, issue, layout))


def _facts(units: Sequence[Unit], issue: Issue, layout: dict[str, Any]) -> dict[str, Any]:
    """Return what is on a page, as gold pages say it."""
    articles, furniture = articles_of(units)
    homes = [article for article in articles if article[0].article < SUMMARIES]
    return {
        "newspaper": issue.paper,
        "date": issue.date,
        "page": issue.page,
        "extractor": "typeset",
        "layout": layout,
        "furniture": [line.text for unit in furniture for line in unit.lines],
        "articles": [_article(article, units) for article in homes],
    }


def _article(own: Sequence[Unit], units: Sequence[Unit]) -> dict[str, Any]:
    """Return an article as gold pages say it, with its summary box in front and its caption at the end."""
    number = own[0].article
    asides = [unit for unit in units if unit.home == number and unit.text]
    paragraphs = [
        *(unit.text for unit in asides if unit.article < CAPTIONS),
        *(unit.text for unit in own if unit.role in BODY and unit.text),
        *(unit.text for unit in asides if unit.article >= CAPTIONS),
    ]
    late = next((unit.role in BODY for unit in own if unit.role in {*BODY, *HEADLINE}), False) and any(u.role in HEADLINE for u in own)
    parts: dict[str, Any] = {role: _part(own, role) for role in HEADLINE}
    return {**parts, "paragraphs": paragraphs, "title_after": late, **_jumps(own)}


def _part(own: Sequence[Unit], role: Role) -> str:
    return "".join(unit.text for unit in own if unit.role == role)


def _jumps(own: Sequence[Unit]) -> dict[str, str]:
    """Return the pages that an article goes on to and comes from, as printed."""
    found = {}
    for unit in own:
        for key, pattern in (("jump_to", phrases.JUMP_TO), ("jump_from", phrases.JUMP_FROM)):
            match = pattern.search(unit.text) if unit.role == "mark" else None
            if match:
                found[key] = match["page"]
    return found


def main() -> None:
    """Write the pages."""
    parser = argparse.ArgumentParser(
        prog="python -m training.pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for page in gold_pages(read_stories(args.articles)):
        facts = json.dumps(page.facts, ensure_ascii=False, indent=1) + "\n"
        (args.out / f"{page.name}.txt").write_text(page.text, encoding="utf-8", newline="\n")
        (args.out / f"{page.name}.gold.json").write_text(facts, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
