"""Headlines of printouts go on only where their line was full."""

from __future__ import annotations

from labelled import reading

from corpus import printouts
from corpus.labels import HEADLINE, LABELS, Label

TITLE, GOES_ON = Label("title", begins=True, opens=True), Label("title", begins=False)
BODY = Label("body", begins=False)
LINE = "河湾镇的摊主们昨天一早就把菜搬进了新楼并说采光比从前好得多了"
"""A line of text, as wide as the measure of the printout."""
SHEET = "\n".join([LINE] * 12)
CAN_GO_ON = {str(label) for label in LABELS if label.role in HEADLINE and not label.begins}


def read(headlines: list[list[str]], *, text: str = SHEET, feed: str = "\f") -> dict[str, set[str]]:
    """Return for each line of headlines the labels that something is taken off; each opens a sheet, its other lines go on."""
    page = f"\n{feed}".join("\n".join([*headline, text]) for headline in headlines)
    told = {line: GOES_ON if k else TITLE for headline in headlines for k, line in enumerate(headline)}
    own = reading(page, told, others=BODY)
    found = printouts.scores(own)
    if found is None:
        return {}
    rows = {line: row for line, row in zip(own.texts, found, strict=True) if line in told}
    return {line: {str(label) for label, off in zip(LABELS, row, strict=True) if off < 0} for line, row in rows.items() if row.any()}


def test_a_part_does_not_go_on_behind_a_line_that_had_room() -> None:
    """Half the measure at least is wanted of a title, and what the longest title of the printout has; more of a kicker."""
    short, half, full = "城东菜场搬进新楼", "城东菜场昨天一早全部搬进了新楼并已开张", LINE[::-1]
    assert read([[short, "摊主说采光好"], [full]])["摊主说采光好"] == CAN_GO_ON
    behind_half = read([[half, "摊主说采光好"], [short]])["摊主说采光好"]
    assert "kicker, goes on" in behind_half
    assert "title, goes on" not in behind_half
    assert "title, goes on" in read([[half, "摊主说采光好"], [full]])["摊主说采光好"]
    assert not CAN_GO_ON & read([[full, "摊主说采光好"], [short]])["摊主说采光好"]


def test_no_part_begins_behind_a_line_as_wide_as_one_that_went_on() -> None:
    """It would have been set on the same line, if there had been room."""
    wide, other = "城东菜场昨天一早全部搬进了新楼并已开张", "水库工人冒着大雨抢修渠道一直到天亮才完"
    assert len(wide) == len(other)
    found = read([[wide, "摊主说采光好"], [other, "渠道已经通水"]])
    taken_off = {"title", "subtitle"} & found.get("渠道已经通水", set())
    assert taken_off == {"title", "subtitle"}


def test_newspapers_are_no_printouts() -> None:
    """Their columns are narrower, lines are wider than the text, or there is one sheet."""
    headlines = [["城东菜场搬进新楼", "摊主说采光好"]] * 2
    assert read(headlines)
    assert not read(headlines, text="\n".join([LINE[:20]] * 12))
    assert not read(headlines, feed="")
    assert not read([*headlines, [LINE + LINE]] * 3)


def test_nothing_is_known_of_a_sheet_without_text() -> None:
    """Nor of one with a few lines of it."""
    assert not read([["城东菜场搬进新楼", "摊主说采光好"]] * 2, text=LINE)
