"""Patterns are tried only on lines that hold one of some characters; no line that a pattern finds is without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import features, lines, measures, phrases

if TYPE_CHECKING:
    import re

_PRINTED = (
    "本报讯|新华社北京2月14日电|據中央社報導|北京日报专电|人民网消息|記者李靜|文/|圖/|摄影|供图|整理|编辑|責任編輯|本报评论员|作者|特派员",
    "2020年2月15日|2020-02-15|民國一〇九年|星期六|第3版|A05|责编|版式|校对|美编|电子信箱|热线|www.|http|@|共 8 页|国内统一|邮发代号",
    "（下转3版）|轉A3|紧接第二版|（上接1版）|见7版|刊第 3 版|詳見今日第5版|强调|指出|要求|表示|主持|出席|講話|致辞|會見|舉行|召开|纪实",
    "側記|综述|述评|之一|调研|記|观察|——|──|――|—|：|:",
)
PRINTED = st.characters(codec="gb18030", exclude_categories=["Cc", "Zl", "Zp"])
PHRASES = [phrase for line in _PRINTED for phrase in line.split("|")]
TEXTS = st.lists(
    st.one_of(st.sampled_from(PHRASES), st.text(st.sampled_from("春耕时节，。（）123 A"), max_size=6)), min_size=1, max_size=6
).map("".join)


@given(TEXTS.filter(lambda text: text.strip() != ""))
def test_no_fixed_phrase_is_passed_over(text: str) -> None:
    """What is told of a piece is what each pattern says when it is asked."""
    glyphs = measures.Glyphs([text, "春耕", text])
    told = features._flags(glyphs)  # noqa: SLF001 - the promise is of this function
    asked = [[test(one) is not None for test, _ in features._FLAGS] for one in glyphs.texts]  # noqa: SLF001
    assert told.tolist() == np.array(asked, float).tolist()


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_is_one(phrase: str) -> None:
    """The phrases of the test above are what some pattern looks for."""
    assert any(test(phrase) for test, _ in features._FLAGS)  # noqa: SLF001 - as above


@given(st.from_regex(phrases.LABELLED, alphabet=PRINTED))
def test_every_labelled_line_has_its_sign(text: str) -> None:
    """Lines without it are not searched."""
    assert phrases.LABELLED_SIGN.search(text)


@pytest.mark.parametrize(
    ("pattern", "held"),
    [
        (phrases.LEADING, phrases.LEADING_ENDS),
        (phrases.LINK, phrases.LINK_ENDS),
        *((pattern, phrases.CLOSES) for pattern in (phrases.RUBRIC, phrases.BRACKETED, phrases.ADOPTED)),
    ],
)
@given(data=st.data())
def test_what_is_found_ends_with_one_of_its_characters(pattern: re.Pattern[str], held: str, data: st.DataObject) -> None:
    """Lines that end with another are not searched; a line has no white space behind it."""
    text = data.draw(st.from_regex(pattern, alphabet=PRINTED).map(str.strip).filter(pattern.search))
    assert text[-1] in held


@given(TEXTS)
def test_no_jump_line_stays_in_its_paragraph(text: str) -> None:
    """A jump line that ends a printed line is a piece of its own."""
    line = text.strip()
    found = phrases.jump_to(line)
    if found and found.group().strip():
        starts = {piece.start for piece in lines.pieces(line)}
        assert found.end() - len(found.group().lstrip()) in starts
