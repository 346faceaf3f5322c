"""Where it is in doubt whether an article begins, whole articles are weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from labelled import BODY, reading

from corpus import openings
from corpus.labels import LABELS, OPENS, Label

if TYPE_CHECKING:
    from corpus.passages import Reading

TITLE, CROSSHEAD = Label("title", begins=True, opens=True), Label("crosshead", begins=True)
FURNITURE = Label("furniture", begins=True)
BEFORE = [f"城东菜场昨天一早搬进了新楼，第{k}位摊主说采光好。" for k in range(8)]
AFTER = [f"水库工人冒雨抢修渠道到天亮，第{k}条渠已经通水。" for k in range(8)]


def doubts(page: list[tuple[str, Label]], doubted: dict[str, float]) -> dict[str, dict[str, float]]:
    """Return what is known of the places of a page that are in doubt, given how likely an article begins at some lines, at others not."""
    own = read(page, doubted)
    rows, found = openings.doubts(own)
    return {own.texts[row]: dict(zip(openings.FEATURES, known.tolist(), strict=True)) for row, known in zip(rows, found, strict=True)}


def read(page: list[tuple[str, Label]], doubted: dict[str, float]) -> Reading:
    """Return a page of lines that differ, each a piece with its label."""
    own = reading("\n".join(line for line, _ in page), dict(page), opens=doubted)
    assert own.texts == [line for line, _ in page]
    return own


def page(*middle: str, before: int = 8, crossheads: int = 0) -> list[tuple[str, Label]]:
    """Return a page with a title and some paragraphs and crossheads, lines in the middle, and more paragraphs."""
    heads = [(line, CROSSHEAD) for line in ["菜场的早晨", "摊主的算盘", "新楼的灯光"][:crossheads]]
    return [
        ("城东菜场搬家", TITLE),
        *((line, BODY) for line in BEFORE[:before]),
        *heads,
        *((line, CROSSHEAD) for line in middle),
        *((line, BODY) for line in AFTER),
        ("河湾日报", FURNITURE),
    ]


def test_only_what_is_in_doubt_and_may_open_an_article_is_weighed() -> None:
    """No long paragraph, no furniture, nothing that is certain, and not what the page begins with."""
    doubted = {"城东菜场搬家": 0.5, "水库抢修渠道": 0.3, AFTER[0]: 0.001, "河湾日报": 0.5}
    assert list(doubts(page("水库抢修渠道"), doubted)) == ["水库抢修渠道"]
    assert not doubts(page("水库抢修渠道"), {"水库抢修渠道": 0.999})
    long = "水库工人冒着大雨抢修渠道一直到天亮才通水，" * 3
    assert not doubts([*page(), (long, BODY)], {long: 0.5})


def test_what_is_known_of_a_place() -> None:
    """By its own words and by the articles on both sides; a line that may be another part of a headline is of it."""
    known = doubts(page("水库通水", "“修到天亮，”工人说——", crossheads=2), {"水库通水": 0.5})["水库通水"]
    assert known["likely"] == pytest.approx(0)
    assert (known["comma"], known["quotation"], known["colon or dash"]) == (1, 1, 1)
    assert known["crossheads before"] == 2
    assert known["unlike crossheads"] == pytest.approx(1 / 12)
    assert (known["little before"], known["little after"], known["taken for text"]) == (0, 0, 0)
    alone = doubts(page("水库抢修渠道", before=1), {"水库抢修渠道": 0.5})["水库抢修渠道"]
    assert (alone["comma"], alone["crossheads before"], alone["unlike crossheads"]) == (0, 0, 0.5)
    assert alone["little before"] == 1


def test_topics_tell_on_which_side_a_line_is() -> None:
    """The title of what follows is like it, and what it follows is not."""
    own = doubts(page("水库抢修渠道"), {"水库抢修渠道": 0.5})["水库抢修渠道"]
    other = doubts(page("菜场搬进新楼"), {"菜场搬进新楼": 0.5})["菜场搬进新楼"]
    assert own["topic of what follows"] > other["topic of what follows"]
    assert own["same topic"] == other["same topic"]


def test_scores_are_those_of_the_weights() -> None:
    """An article begins rather where no crossheads are like the line; only labels that open or close one are touched."""

    def score(crossheads: int) -> float:
        one = page("水库抢修渠道", crossheads=crossheads)
        row = [line for line, _ in one].index("水库抢修渠道")
        found = openings.scores(read(one, {"水库抢修渠道": 0.4}))
        assert found is not None
        assert not np.delete(found, row, axis=0).any()
        late = np.array([label.late for label in LABELS])
        assert not found[row, ~(OPENS | late)].any()
        assert len(set(found[row, OPENS].tolist())) == 1
        return float(found[row, OPENS][0])

    assert score(3) < score(0)


def test_where_nothing_is_in_doubt_nothing_is_added() -> None:
    """Nor on a page without an article."""
    assert openings.scores(read(page("水库抢修渠道"), {})) is None
    assert openings.scores(read([("河湾日报", FURNITURE)], {"河湾日报": 0.5})) is None
