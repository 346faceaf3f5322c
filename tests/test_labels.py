"""What may follow what."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.labels import LABELS, Label, breaks_off, may_follow, state_steps, states, transitions


def test_a_part_goes_on_only_after_itself_or_furniture() -> None:
    """A page footer may stand in the middle of a paragraph; nothing else may."""
    for after in (label for label in LABELS if not label.begins):
        allowed = {before.role for before in LABELS if may_follow(before, after)}
        assert allowed <= {after.role, "furniture"}


def test_a_headline_before_its_body_leads_to_the_same_article() -> None:
    """After a title comes its body, not another article."""
    title = Label("title", begins=True, opens=True)
    assert may_follow(title, Label("body", begins=True))
    assert not may_follow(title, Label("body", begins=True, opens=True))


def test_a_late_headline_closes_its_article() -> None:
    """After a title that stands after its body a new article opens."""
    title = Label("title", begins=True, late=True)
    assert not may_follow(title, Label("body", begins=True))
    assert may_follow(title, Label("body", begins=True, opens=True))


def test_no_label_is_a_dead_end() -> None:
    """Each label can be reached and left, so that there is a path over any page."""
    table = transitions()
    assert table.any(axis=0).all()
    assert table.any(axis=1).all()


def test_labels_are_distinct() -> None:
    """The weights know labels by their row."""
    assert len(set(LABELS)) == len(LABELS)


@given(st.lists(st.sampled_from(range(len(states()))), min_size=1, max_size=8))
def test_furniture_keeps_in_mind_what_it_interrupts(path: list[int]) -> None:
    """A path over states is one of labels that may follow each other; if all its steps go on, so do its labels without furniture."""
    legal, goes_on = state_steps()
    steps = list(pairwise([states().index((states()[path[0]][0], -1)), *path[1:]]))
    if all(legal[step] for step in steps):
        rows = [states()[state][0] for state in path]
        assert all(transitions()[step] for step in pairwise(rows))
        assert breaks_off(rows) == (not all(goes_on[step] for step in steps))


@given(st.lists(st.sampled_from(range(len(LABELS))), min_size=1, max_size=8))
def test_every_path_over_labels_is_one_over_states(rows: list[int]) -> None:
    """So the best path is found, whatever it is; a sheet may begin with furniture and go on with anything."""
    legal, _ = state_steps()
    reached = {states().index((rows[0], -1))}
    for row in rows[1:]:
        reached = {k for k, (label, _) in enumerate(states()) if label == row and any(legal[j, k] for j in reached)}
    assert bool(reached) == all(transitions()[step] for step in pairwise(rows))
