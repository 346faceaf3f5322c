"""The promises of every page: nothing lost, nothing invented, the same in the same out, round trip is identity."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from print_shop import anything, pages

import corpus
from corpus.promises import page_findings
from corpus.records import Article, Page
from corpus.tables import from_table, to_table


@settings(max_examples=150)
@given(anything)
def test_every_character_is_in_one_span_and_every_text_is_that_of_its_spans(text: str) -> None:
    """The promises that `corpus check` tests hold for any text at all."""
    assert page_findings(corpus.convert(text, source="a.txt")) == []


@given(anything)
def test_the_spans_hold_the_print_character_by_character(text: str) -> None:
    """Counted by hand, without the project's own check: each offset that is not white space occurs once."""
    page = corpus.convert(text)
    held = Counter(i for span in page.spans() for i in range(span.start, span.end) if not page.source_text[i].isspace())
    assert held == Counter(i for i, char in enumerate(page.source_text) if not char.isspace())


@given(pages)
def test_the_same_text_gives_the_same_page(text: str) -> None:
    """Nothing depends on what was converted before, on chance or on time."""
    first = corpus.convert(text, source="a.txt").model_dump_json()
    corpus.convert(text[::-1])
    assert corpus.convert(text, source="a.txt").model_dump_json() == first


@given(pages)
def test_only_the_source_name_makes_ids_differ(text: str) -> None:
    """Two places of one text have other ids, and nothing else but the name is other."""
    one, two = corpus.convert(text, source="a.txt"), corpus.convert(text, source="b.txt")
    assert one.id != two.id
    assert {a.id for a in one.articles}.isdisjoint(a.id for a in two.articles)
    assert [a.text for a in one.articles] == [a.text for a in two.articles]


@settings(max_examples=30)
@given(pages)
def test_records_come_back_from_arrow_and_json_as_they_went(text: str) -> None:
    """A page of real converter output survives both ways of writing it."""
    page = corpus.convert(text, source="a.txt")
    assert from_table(Article, to_table(Article, page.articles)) == list(page.articles)
    plain = page.model_dump(mode="json", exclude={"articles": {"__all__": set(Article.model_computed_fields)}})
    assert Page.model_validate(plain) == page


def test_a_lone_surrogate_is_replaced_in_its_place() -> None:
    """What no encoding can write becomes one replacement character, so that offsets stay."""
    page = corpus.convert("新\ud800桥", source="头版\udcb0.txt")
    assert (page.source_text, page.source) == ("新\ufffd桥", "头版\ufffd.txt")


def test_an_empty_page_has_no_articles() -> None:
    """Nothing printed, nothing found, nothing wrong."""
    page = corpus.convert(" \n\n\t")
    assert page.articles == ()
    assert page.furniture == ()
