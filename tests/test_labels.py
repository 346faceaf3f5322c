"""What may follow what."""

from __future__ import annotations

from corpus.labels import LABELS, Label, may_follow, transitions


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
