"""What leaves little doubt of a piece, and the labels that it speaks against."""

from __future__ import annotations

from corpus import lines
from corpus.features import features
from corpus.hints import doubts
from corpus.labels import HEADLINE, LABELS


def against(text: str) -> dict[str, set[str]]:
    """Return for each line the labels that something is taken off."""
    pieces = lines.pieces(text)
    rows = doubts(features(text, pieces).hints)
    return {
        text[piece.start : piece.end]: {str(label) for label, off in zip(LABELS, row, strict=True) if off < 0}
        for piece, row in zip(pieces, rows, strict=True)
    }


def named(*, begins: bool) -> set[str]:
    """Return the labels of headlines that begin a part, or go on with one."""
    return {str(label) for label in LABELS if label.role in HEADLINE and label.begins == begins}


def test_a_bracket_closes_in_the_part_that_it_opens_in() -> None:
    """So the piece that closes it begins none."""
    assert against("读《河湾\n志》三日\n")["志》三日"] == named(begins=True)


def test_no_headline_has_bylines_sources_or_captions() -> None:
    """Nor summaries, nor a rubric of its own in brackets; a word that only begins like one says nothing."""
    said = [
        "【作者】林小满",
        "来源：河湾日报",
        "核心提示：桥通了",
        "图为新桥",
        "文/林小满",
        "（影像中国）",
        "【桥的故事】",
        "栏目投稿邮箱：bridge@example.cn",
        "副刊投稿信箱：bridge@example.cn",
        "2020年3月2日（河湾）",
        "编辑同志：",
    ]
    found = against("\n".join(said))
    assert all(found[line] >= named(begins=True) | named(begins=False) for line in said)
    assert not any(against("作者的话\n影像中国的路\n图书馆开馆\n").values())


def test_what_is_told_beside_a_story_opens_no_article() -> None:
    """Under 链接 stands a title, but not one of an article."""
    opening = {str(label) for label in LABELS if label.opens}
    assert against("■链接\n桥的来历\n")["桥的来历"] == opening
    assert against("相关链 接\n桥的来历\n")["桥的来历"] == opening
    assert not against("铁链接上了\n桥的来历\n")["桥的来历"]


def test_what_leads_to_another_part_of_a_headline() -> None:
    """A kicker that ends with 强调, a dash or a colon, a title with its rubric; behind a comma a part goes on."""
    for line in ("林小满在全镇春耕会上强调", "三代守桥人——", "林小满：", "桥的三十年（河湾故事）"):
        assert against(f"{line}\n抢抓农时种好春田\n")["抢抓农时种好春田"] == named(begins=False)
    after = against("抢抓农时，\n种好春田保丰收\n")["种好春田保丰收"]
    assert after == {"title", "subtitle", "subtitle, after its body"}


def test_rubrics_are_of_titles_and_what_is_in_brackets_is_no_other_part() -> None:
    """A day in brackets is a subtitle, and no rest of a title; a bracket inside a line says nothing."""

    def of(*roles: str, begins: bool | None = None) -> set[str]:
        return {str(label) for label in LABELS if label.role in roles and begins in {None, label.begins}}

    assert against("桥的三十年（河湾故事）\n")["桥的三十年（河湾故事）"] == of("kicker", "subtitle")
    assert against("（河湾故事）\n")["（河湾故事）"] == of("kicker") | of("title", begins=True)
    assert against("（二〇二〇年三月二日 河湾）\n")["（二〇二〇年三月二日 河湾）"] == of("kicker", "title")
    assert not against("桥（老桥）的三十年\n")["桥（老桥）的三十年"]


def test_a_rest_is_no_part_by_itself() -> None:
    """A few characters behind a longer line; a short title by itself is one."""
    assert against("从前的水车今天还在转动着\n呢\n")["呢"] == {"title", "subtitle", "subtitle, after its body"}
    assert not against("短评\n呢\n")["呢"]


def test_a_hyphen_leads_on_where_it_parts_a_word() -> None:
    """Not where it stands beside the number of a sheet."""
    assert "body" in against("the whole vil-\nlage came.\n")["lage came."]
    assert not against("正文在这里说一件事情。\n- 5 -\n海南文昌\n")["海南文昌"]
