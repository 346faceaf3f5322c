"""Headlines in a pile: each is dealt out to its story, and nothing else moves."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus import lines, piles
from corpus.labels import LABELS, Label

STORIES = {
    "城东菜场搬进新楼": """本报讯 （记者 林小满）城东菜场昨天
搬进了新楼。三百二十个摊位分在三层，蔬
菜在一层，鱼肉在二层，熟食在三层。
新楼装了电梯和冷库。摊主们说，菜场
的水沟从前一到夏天就有气味，如今地面每
天冲洗两次，菜叶当天运走。
菜场的租金三年不变，老摊主不用重新
抽签，新来的摊主要等到秋天。""",
    "中学生造出会爬楼的小车": """本报讯 （记者 顾远）市三中科技组的
四名学生造出了一辆会爬楼的小车。小车有
六个轮子，能背着二十斤书包上五楼。
小车的电池用旧手机电池拼成，充一次
电可以爬三十层。带队老师说，学生们为了
轮子的形状画了七十多张图。
小车下个月去省城参加比赛，学生们还
想让它学会自己按电梯。""",
    "水库放鱼苗八十万尾": """本报讯 （记者 何田）清河水库前天放
下鱼苗八十万尾，有鲢鱼、鳙鱼和草鱼。渔
政人员说，这些鱼吃水里的浮游生物，可以
让水库的水更清。
放鱼苗的船从坝上开到库尾，走了两个
小时。沿岸的村民在岸上看，孩子们数着鱼
苗下水。
水库从现在起禁渔四个月，违者要交罚
款，并放回三倍的鱼苗。""",
}


OPENS, BODY, LATE, EARLY = (
    LABELS.index(label)
    for label in (
        Label("body", begins=True, opens=True),
        Label("body", begins=True),
        Label("title", begins=True, late=True),
        Label("title", begins=True, opens=True),
    )
)


def labelled(parts: Sequence[str], head: int) -> tuple[str, list[int]]:
    """Return headlines and stories as one text, and their labels; a headline is one line."""
    lengths = [len(part.splitlines()) for part in parts]
    labels = [label for n in lengths for label in ([head] if n == 1 else [OPENS, *[BODY] * (n - 1)])]
    return "\n".join(parts), labels


def test_headlines_after_all_stories_go_to_their_own() -> None:
    """In their order, each with the story that has its words; before all stories likewise."""
    bodies, heads = list(STORIES.values()), list(STORIES)
    for parts, head in (([*bodies, *heads], LATE), ([*heads, *bodies], EARLY)):
        text, labels = labelled(parts, head)
        dealt = piles.dealt(text, lines.pieces(text), labels)
        assert dealt is not None
        assert "\n".join(text[piece.start : piece.end] for piece in dealt) == "\n".join(f"{h}\n{body}" for h, body in STORIES.items())


def test_a_headline_of_two_lines_and_a_story_without_one() -> None:
    """Each line goes where its words are; a story may be left without."""
    bodies, heads = list(STORIES.values()), ["学生拼旧电池", "小车爬上五楼", "水库放鱼苗"]
    text, labels = labelled([*bodies, *heads], LATE)
    dealt = piles.dealt(text, lines.pieces(text), labels)
    assert dealt is not None
    assert "\n".join(text[piece.start : piece.end] for piece in dealt) == "\n".join([bodies[0], *heads[:2], bodies[1], heads[2], bodies[2]])


def test_a_line_mistaken_for_a_headline_between_the_stories_stays_there() -> None:
    """One among three stories does not hide the pile; two are headlines of their own."""
    first, *others = STORIES.values()
    text, labels = labelled([first, "图为城东菜场一角", *others, *STORIES], LATE)
    dealt = piles.dealt(text, lines.pieces(text), labels)
    assert dealt is not None
    heads = list(STORIES)
    expected = [heads[0], first, "图为城东菜场一角", heads[1], others[0], heads[2], others[1]]
    assert "\n".join(text[piece.start : piece.end] for piece in dealt) == "\n".join(expected)
    text, labels = labelled([first, "图为菜场", others[0], "小车上楼", others[1], *STORIES], LATE)
    assert piles.dealt(text, lines.pieces(text), labels) is None


def test_a_page_without_a_pile_stays_as_it_is() -> None:
    """Each headline stands by its story, or there is none."""
    for parts in ([part for pair in STORIES.items() for part in pair], list(STORIES.values()), []):
        text, labels = labelled(parts, EARLY)
        assert piles.dealt(text, lines.pieces(text), labels) is None


@given(st.lists(st.integers(4, 7), min_size=3, max_size=6), st.integers(3, 9), st.integers(0, 99))
def test_nothing_is_lost_or_doubled(lengths: list[int], heads: int, seed: int) -> None:
    """Whatever the stories and their pile: the pieces come in another order, and that is all; the text of the stories keeps its order."""
    labels = [label for n in lengths for label in (OPENS, *[BODY] * (n - 1))] + [LATE] * heads
    rng = np.random.default_rng(seed)
    text = "\n".join("".join(rng.choice(list("山水田人门车书鱼"), 6)) + "。" for _ in labels)
    pieces = lines.pieces(text)
    dealt = piles.dealt(text, pieces, labels)
    assert dealt is not None
    assert sorted(dealt) == pieces
    stories = pieces[: sum(lengths)]
    assert [piece for piece in dealt if piece in stories] == stories
