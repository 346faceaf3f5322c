"""Items of a digest are no articles, and its title opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from labelled import reading

from corpus import digests
from corpus.labels import OPENS, Label

if TYPE_CHECKING:
    import numpy as np

TITLE = Label("title", begins=True, opens=True)
ITEMS = ["山村通了水", "蜂箱进校园"]
TEXT = (
    "财经短波\n"
    + "\n".join(f"{item}\n本报电 近日，河湾镇又传来好消息，村民都很高兴。\n（林小满）" for item in ITEMS)
    + "\n渔船带回远方的鱼\n柑岛的渔船昨天回港。\n"
)


def read(text: str, labels: dict[str, Label]) -> dict[str, np.ndarray]:
    """Return what is added for each line of a text, if something is; the lines not given begin a paragraph."""
    page = reading(text, labels)
    found = digests.scores(page)
    return {} if found is None else {line: row for line, row in zip(page.texts, found, strict=True) if row.any()}


def test_items_of_a_digest_are_no_articles() -> None:
    """Under a title that says that it is one, what is filed like news and signed in a bracket; not what else follows."""
    labels = {"财经短波": TITLE, ITEMS[1]: TITLE, "渔船带回远方的鱼": TITLE}
    found = read(TEXT, labels)
    assert list(found) == [ITEMS[1]]
    assert (found[ITEMS[1]] < 0).tolist() == OPENS.tolist()
    assert not read(TEXT.replace("财经短波", "河湾三日"), {**labels, "河湾三日": TITLE})
    long = "河湾镇筹办柑橘节最新动态"
    assert not read(TEXT.replace("财经短波", long), {**labels, long: TITLE})
    assert not read(TEXT.replace("（林小满）", "（下转第二版）"), labels)


@pytest.mark.parametrize("role", ["furniture", "crosshead", "body"])
def test_a_title_that_was_taken_for_something_else_opens_an_article(role: str) -> None:
    """Where the text of an item is near; and all items are of it."""
    other = Label(role, begins=True)  # type: ignore[arg-type] # one of the roles
    found = read(TEXT, {"财经短波": other, ITEMS[0]: TITLE, ITEMS[1]: TITLE, "渔船带回远方的鱼": TITLE})
    assert list(found) == ["财经短波", *ITEMS]
    assert (found["财经短波"] < 0).tolist() == (~OPENS).tolist()
    assert not read("渔船带回远方的鱼\n短波\n柑岛的渔船昨天回港。\n", {"短波": other, "渔船带回远方的鱼": TITLE})
