"""Page texts as extractors give them, made up by hypothesis: columns, squeezed lines, late headlines, junk."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = (
    "昨日上午，江边的新桥正式通车。",
    "据介绍，这座桥全长1280米，桥面宽32米，双向六车道。",
    "“以前过江要绕一个小时，现在只要5分钟！”家住北岸的李师傅说。",
    "市民王女士带着孩子走上桥头，在护栏边合影留念。",
    "工程于2017年3月开工，先后有3600多名建设者参加。",
    "項目負責人表示，下一步將完善周邊道路，方便居民出行。",
    "记者了解到，《城市桥梁养护办法》也将于下月实施。",
    "图书馆增设了自助借还机，读者可通过App预约座位。",
    "“这样真好。”",
)
TITLES = ("新桥今日通车", "两岸居民过江只要5分钟", "图书馆夜里也开门了", "春 茶 上 市", "“小窗口”办成大事", "村里通了公交车")
MARKS = ("（下转3版）", "（上接第二版）", "（相关报道见7版）", "□本报记者", "本报记者 李静 王小明", "● 要点先看")
FOLIOS = ("2021年5月6日 星期四 第03版", "要闻 A05", "责编 陈曦 版式 赵蕾", "第 3 页 共 12 页")
JUNK = ("\x00", "\u200b", "\ufeff", "\ue000", "\u2028", "\x0c", "\r\n", "\r", "\u3000", "\ufffd", "𠀀", "…", " ", "\t", "国 " * 9)

bodies = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map("".join), min_size=1, max_size=4)


@st.composite
def columns(draw: st.DrawFn) -> str:
    """Return one article, set in a column: wrapped, some lines parted by blank lines, the headline before or after it."""
    measure = draw(st.integers(5, 30))
    dateline = draw(st.sampled_from(("", "本报讯 （记者 李静）", "新华社北京 5 月 6 日电 ")))
    lines: list[str] = []
    for number, paragraph in enumerate(draw(bodies)):
        text = (dateline if number == 0 else "") + paragraph
        cuts = [text[:measure], *(text[i : i + measure] for i in range(measure, len(text), measure))]
        lines.extend(["", *cuts] if draw(st.booleans()) else cuts)
    if draw(st.booleans()):
        lines.insert(draw(st.integers(0, len(lines))), "")
    if draw(st.booleans()):
        lines.append(draw(st.sampled_from(MARKS)))
    headline = draw(st.lists(st.sampled_from(TITLES), max_size=3))
    return "\n".join([*lines, *headline] if draw(st.booleans()) else [*headline, *lines])


@st.composite
def junk(draw: st.DrawFn) -> str:
    """Return a page with things in it that no page should have, anywhere."""
    text = draw(pages)
    for piece in draw(st.lists(st.sampled_from(JUNK), max_size=4)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + piece + text[place:]
    return text


pages = st.lists(columns() | st.sampled_from(FOLIOS), min_size=1, max_size=4).map("\n".join)
anything = st.text(max_size=200) | junk() | pages
