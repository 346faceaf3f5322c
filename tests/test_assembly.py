"""Labelled pieces -> articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.assembly import assemble
from corpus.labels import LABELS, Label
from corpus.lines import pieces

if TYPE_CHECKING:
    from corpus.records import ParagraphKind

TITLE = Label("title", begins=True, opens=True)
BODY, ON = Label("body", begins=True), Label("body", begins=False)
FIRST = Label("body", begins=True, opens=True)
LATE = Label("title", begins=True, late=True)
FURNITURE = Label("furniture", begins=True)


def assembled(*printed: tuple[str, Label]) -> tuple[list[tuple[str, list[tuple[ParagraphKind, str]]]], list[str]]:
    """Return title and (kind, text) of the paragraphs of each article, and the furniture, of lines with their labels."""
    text = "\n".join(line for line, _ in printed)
    found, furniture = assemble(text, pieces(text), [LABELS.index(label) for _, label in printed])
    articles = [("".join(u.text for u in d.headline), [(u.kind, u.text) for u in d.paragraphs]) for d in found]
    return articles, [unit.text for unit in furniture]


def test_lines_are_joined_into_paragraphs_and_articles() -> None:
    """A headline, two paragraphs, the first of two lines."""
    found, _ = assembled(("新桥通车", TITLE), ("昨日上午，江边的新", BODY), ("桥通车。", ON), ("市民前往参观。", BODY))
    assert found == [("新桥通车", [("body", "昨日上午，江边的新桥通车。"), ("body", "市民前往参观。")])]


def test_a_late_headline_belongs_to_the_body_before_it() -> None:
    """Two bodies, each with its headline behind it."""
    found, _ = assembled(("桥通车了。", FIRST), ("新桥通车", LATE), ("图书馆开门了。", FIRST), ("馆开到深夜", LATE))
    assert [title for title, _ in found] == ["新桥通车", "馆开到深夜"]


def test_furniture_in_the_middle_of_a_paragraph_does_not_part_it() -> None:
    """The page footer goes out, the sentence goes on."""
    found, furniture = assembled(("新桥通车", TITLE), ("昨日上午，江边", BODY), ("第3页", FURNITURE), ("的新桥通车。", ON))
    assert found == [("新桥通车", [("body", "昨日上午，江边的新桥通车。")])]
    assert furniture == ["第3页"]


def test_a_summary_box_goes_to_the_article_whose_words_it_repeats() -> None:
    """It stands alone between two articles and belongs to the second one, before its body."""
    found, _ = assembled(
        ("图书馆夜里也开门", TITLE),
        ("读者可以借书到深夜。", BODY),
        ("● 两岸居民过江只要五分钟", FIRST),
        ("新桥今日通车", TITLE),
        ("过江以前要绕行一个小时，两岸居民过江现在只要五分钟。", BODY),
    )
    assert [kind for kind, _ in found[0][1]] == ["body"]
    assert [kind for kind, _ in found[1][1]] == ["summary", "body"]


def test_a_caption_stands_after_the_body() -> None:
    """A caption printed before its headline is read after the text."""
    found, _ = assembled(
        ("市民在新桥桥头合影。 （受访者供图）", FIRST), ("新桥今日通车", TITLE), ("昨日上午，江边的新桥通车，市民合影留念。", BODY)
    )
    assert found == [
        ("新桥今日通车", [("body", "昨日上午，江边的新桥通车，市民合影留念。"), ("caption", "市民在新桥桥头合影。 （受访者供图）")])
    ]


def test_a_stray_that_repeats_nothing_stays_by_itself() -> None:
    """What belongs nowhere is kept as an article of its own, not guessed into another."""
    found, _ = assembled(("新桥通车", TITLE), ("昨日上午，江边的新桥通车。", BODY), ("● 柑橘丰收价格平稳", FIRST))
    assert [kind for _, paragraphs in found for kind, _ in paragraphs] == ["body", "summary"]
    assert len(found) == 2


def test_a_headline_behind_a_caption_leads_the_body_that_follows() -> None:
    """On a page of late headlines, a caption before an early one does not take it."""
    found, _ = assembled(
        ("市民在新桥桥头合影。 （受访者供图）", FIRST), ("新桥今日通车", LATE), ("昨日上午，江边的新桥通车，市民合影留念。", FIRST)
    )
    assert [(title, [kind for kind, _ in paragraphs]) for title, paragraphs in found] == [("新桥今日通车", ["body", "caption"])]


def test_a_teaser_keeps_its_headline() -> None:
    """A note that sends the reader to another page is what its headline is for; the story behind it has none."""
    found, _ = assembled(("柑橘丰收", TITLE), ("（详见3版）", BODY), ("昨日上午，江边的新桥通车。", FIRST))
    assert [title for title, _ in found] == ["柑橘丰收", ""]


def test_a_jump_line_is_a_mark_whatever_its_label_says() -> None:
    """Taken for the beginning of a caption, or in two lines, or for the opening of the article."""
    text = "新桥开通\n老人们说。\n（紧转二十四版）\n上图：江边的新桥。\n（上接第二\n十版）\n新桥通车。"
    labels = [TITLE, BODY, BODY, ON, FIRST, BODY, BODY]
    found, _ = assemble(text, pieces(text), [LABELS.index(label) for label in labels])
    assert [[unit.text for unit in draft.marks] for draft in found] == [["（紧转二十四版）"], ["（上接第二十版）"]]
    assert [[(unit.kind, unit.text) for unit in draft.paragraphs] for draft in found] == [
        [("body", "老人们说。"), ("caption", "上图：江边的新桥。")],
        [("body", "新桥通车。")],
    ]


def test_what_stands_behind_a_jump_line_on_its_line_begins_a_paragraph() -> None:
    """It is shorter than a line and taken for a crosshead; the next line goes on with it, unless it has ended."""
    text = "（上接3版）后来，她摸\n出了一套自己的门道。\n◀◀上接3版她笑了。\n从那以后就好了。"
    cross = Label("crosshead", begins=True)
    labels = [Label("mark", begins=True, opens=True), cross, BODY, Label("mark", begins=True, opens=True), cross, BODY]
    found, _ = assemble(text, pieces(text), [LABELS.index(label) for label in labels])
    assert [[(unit.kind, unit.text) for unit in draft.paragraphs] for draft in found] == [
        [("body", "后来，她摸出了一套自己的门道。")],
        [("body", "她笑了。"), ("body", "从那以后就好了。")],
    ]
