"""The seed page against its gold, made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import corpus

ROOT = Path(__file__).parent.parent
NAME = "000_2d04f881148362b9"
GOLD: list[dict[str, Any]] = json.loads((ROOT / "tests" / "gold" / f"{NAME}.gold.json").read_text(encoding="utf-8"))["articles"]


@pytest.fixture(scope="module")
def page() -> corpus.Page:
    """Convert the seed page."""
    return corpus.convert((ROOT / "seeds" / f"{NAME}.txt").read_text(encoding="utf-8"), source=f"{NAME}.txt")


def bare(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def by_title(page: corpus.Page) -> dict[str, corpus.Article]:
    """Return the articles by title, white space left out."""
    return {bare(article.title): article for article in page.articles}


def test_the_headline_groups_are_those_of_the_gold(page: corpus.Page) -> None:
    """Eight articles; kicker, title and subtitle of each to the letter."""
    found = [(bare(a.kicker), bare(a.title), bare(a.subtitle)) for a in page.articles]
    assert sorted(found) == sorted((bare(g["kicker"]), bare(g["title"]), bare(g["subtitle"])) for g in GOLD)


@pytest.mark.parametrize("gold", GOLD, ids=[g["title"] for g in GOLD])
def test_the_paragraphs_are_those_of_the_gold_in_their_order(page: corpus.Page, gold: dict[str, Any]) -> None:
    """Every paragraph exact; standing bylines are no paragraphs of the gold."""
    article = by_title(page)[bare(gold["title"])]
    found = [bare(p.text) for p in article.paragraphs if not p.text.startswith("□")]
    assert found == [bare(text) for text in gold["paragraphs"]]


@pytest.mark.parametrize("gold", GOLD, ids=[g["title"] for g in GOLD])
def test_the_fields_are_those_of_the_gold(page: corpus.Page, gold: dict[str, Any]) -> None:
    """Credits, agency, place, date of filing and jump."""
    article = by_title(page)[bare(gold["title"])]
    assert [{"role": c.role, "name": c.name} for c in article.credits] == gold["credits"]
    line = article.dateline
    assert (line.agency if line else None) == gold["agency"]
    assert (line.place if line else None) == gold["place"]
    assert (line.date_printed if line else None) == gold["filed"]
    assert article.jump_to == (str(gold["jump_to"]) if "jump_to" in gold else None)


def test_kinds_are_told_apart(page: corpus.Page) -> None:
    """The summary box, the caption, the cross-reference and the crosshead are what they are."""
    kinds = {p.text[:6]: p.kind for a in page.articles for p in a.paragraphs}
    assert kinds["● 确保人民"] == "summary"
    assert kinds["白乐天火锅配"] == "caption"
    assert kinds["（相关报道见"] == "note"
    assert kinds["这是关键赛跑"] == "crosshead"


def test_the_letter_spaced_title_is_closed_up_and_its_lines_are_kept(page: corpus.Page) -> None:
    """The title reads on; the printed lines are there with their place."""
    article = by_title(page)["智能疫情防控系统等社区单位免费用"]
    assert [line.text for line in article.headline_lines] == ["智能疫情防控系统等", "社区单位免费用"]
