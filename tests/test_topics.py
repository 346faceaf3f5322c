"""What pieces are about: cosines of stretches, and strings that stand on both sides of a place."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_order import STORIES

from corpus import chars, topics
from corpus.characters import FACTOR, characters
from corpus.measures import Glyphs


def about(*texts: str) -> np.ndarray:
    """Return what some texts are about."""
    number = characters().index[chars.codes("".join(texts))]
    return topics.topics().about(number, np.repeat(np.arange(len(texts)), [len(text) for text in texts]), len(texts))


def test_halves_of_one_article_are_more_alike_than_halves_of_two() -> None:
    """Of most articles, though no two halves share a sentence."""
    bodies = ["".join(story.paragraphs) for story in STORIES]
    halves = [(body[: len(body) // 2], body[len(body) // 2 :]) for body in bodies]
    first, second = about(*(a for a, _ in halves)), about(*(b for _, b in halves))
    alike = first @ second.T
    own, others = np.diagonal(alike), (alike.sum(axis=1) - np.diagonal(alike)) / (len(alike) - 1)
    assert (own > others).mean() > 0.8


def test_traditional_characters_are_about_the_same() -> None:
    """A text in either script has one vector."""
    simplified, traditional = about("国务院发布通知，各地学校开学", "國務院發布通知，各地學校開學")
    assert simplified @ traditional == pytest.approx(1)


def test_what_is_not_known_is_about_nothing() -> None:
    """No words, no cosine: neither here nor beside anything else."""
    assert not about("abc 123").any()
    assert np.isfinite(topics.likeness(Glyphs(["x"]))).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text("甲乙丙丁戊己，", min_size=1, max_size=8), min_size=1, max_size=50))
def test_strings_on_both_sides_are_counted_once(texts: list[str]) -> None:
    """As counting them one place at a time would have it."""
    found = topics.likeness(Glyphs(texts))[:, -len(topics.REACHES) :]
    known = topics.topics()
    number = [characters().index[chars.codes(text)] for text in texts]
    strings = [[(a, b) for a, b in pairwise(row.tolist()) if max(a, b) < FACTOR - 1] for row in number]
    rarity = {pair: float(known.rarity[known.find(*np.array([pair]).T)][0]) for row in strings for pair in row}
    for place in range(len(texts)):
        for column, reach in enumerate(topics.REACHES):
            before = [pair for row in strings[max(place - reach, 0) : place] for pair in row]
            after = [pair for row in strings[place : place + reach] for pair in row]
            shared = sum(rarity[pair] for pair in {*before} & {*after})
            assert found[place, column] == pytest.approx(10 * shared / (1 + (len(before) * len(after)) ** 0.5), abs=1e-4)
