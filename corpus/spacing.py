"""Clean-up of white space, a function a rule: what the converter does to a printed line, and one step more.

Each takes a text and yields its edits in order. None of them touches the white space around Latin words and numbers, or
the line breaks of a text. Verse is left as it stands: lines that blanks cut into halves or feet of Han characters.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from corpus.ledger import Edit
from corpus.lines import BREAKS, is_spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇々\U00020000-\U0003ffff"
_BLANK: Final = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
LINE: Final = re.compile(f"[^{BREAKS}]+")
_BLANKS: Final = re.compile(f"[{_BLANK}]+")
_FOOT: Final = re.compile(f"[{HAN}]{{3,9}}[，。；！？、]?")
_FEET: Final = 4
_HAN: Final = re.compile(f"[{HAN}]")
FORMULA: Final = re.compile(r"[=+×÷<>≥≤≈±]")
_SINGLES: Final = re.compile(f"(?<![{HAN}])[{HAN}](?:( )[{HAN}](?: [{HAN}]){{2,}}|(\u3000)[{HAN}](?:\u3000[{HAN}]){{2,}})(?![{HAN}])")
PERSONS: Final = re.compile(r"[报報][道导導]|记者|記者|通讯员|通訊員|摄|攝|编辑|編輯|作者|责编|校对|文[/／]|图[/／]")
_NEAR: Final = 12
_BEFORE_MARK: Final = re.compile(rf"(?<=[{HAN}。，、；：！？“”‘’（）《》「」『』【】…—])[{_BLANK}]+(?=[。，、；：！？”’）》」』】])")
_AFTER_MARK: Final = re.compile(rf"(?<=[，、；“‘（《「『【])[{_BLANK}]+(?=[{HAN}“‘（《「『【])")
_AFTER_STOP: Final = re.compile(rf"(?<=[。！？])[{_BLANK}]+(?=[{HAN}])")
_LAST_MARK: Final = re.compile("[。，；！？](?=[^。，；！？]*$)")
_CLAUSE: Final = re.compile(f"(?<=[，。；！？])([{HAN}]+)([{_BLANK}]+)([{HAN}]+)(?=[，。；！？])")
_RUNNING: Final = 6
_ENCLOSED: Final = re.compile(r"（[^（）]*）|\([^()]*\)|“[^“”]*”|《[^《》]*》|「[^「」]*」|【[^【】]*】")
_HYPHEN: Final = re.compile(rf"(?<=[a-z]{{2}})[-\u2010\xad][{_BLANK}]*(?:\r\n|\n)[{_BLANK}]*(?=[a-z]{{2}})")


def letter_spacing(text: str) -> Iterator[Edit]:
    """Close up words whose letters were spaced to fill a measure.

    Hard, because a blank between single characters may also part names. A whole line of single characters is closed up as
    the converter does; inside a line, four or more Han characters with one and the same blank between them.

    >>> [edit.after for edit in letter_spacing("社 区 单 位")], [edit.after for edit in letter_spacing("举行 新 闻 发 布 会 的通知")]
    (['社区单位'], ['新闻发布会'])

    Left alone: lines without two Han characters (``A B C``), formulas, and what stands near a word for persons.

    >>> list(letter_spacing("甲 + 乙 = 丙")), list(letter_spacing("本报记者 李 静 王 芳 昨日报道"))
    ([], [])
    """
    for line in LINE.finditer(text):
        if not is_spaced(line.group()):
            found = (m for m in _SINGLES.finditer(text, *line.span()) if not PERSONS.search(text[max(0, m.start() - _NEAR) : m.end() + 2]))
            yield from (Edit(*m.span(), m.group().replace(m[1] or m[2], "")) for m in found)
        elif len(_HAN.findall(line.group())) > 1 and not FORMULA.search(line.group()):
            yield Edit(*line.span(), "".join(line.group().split()))


def mark_blanks(text: str) -> Iterator[Edit]:
    """Remove blanks beside Chinese marks, whose own width is their white space.

    Hard, because print uses some of these blanks: after a stop one parts a photo credit from its caption, before an opening
    bracket the dateline from its reporter. So: before a closing mark or a pause; after an opening mark or a pause; and after
    a stop only where the line goes on to another mark.

    >>> list(mark_blanks("会议强调 ，要抓好春耕。")), list(mark_blanks("会议召开。 市委书记讲话。"))
    ([Edit(start=4, end=5, after='')], [Edit(start=5, end=6, after='')])

    Left alone: blanks beside Latin words and numbers, captions with their credit, datelines, verse.

    >>> [list(mark_blanks(text)) for text in ("果农在分拣柑橘。 沈 岩摄", "本报讯 （记者 杨帆）", "用上了 5G ，好")]
    [[], [], []]
    """
    for line in LINE.finditer(text):
        if is_verse(line.group()):
            continue
        found = [*_BEFORE_MARK.finditer(text, *line.span()), *_AFTER_MARK.finditer(text, *line.span())]
        last = _LAST_MARK.search(line.group())
        if last:
            found += _AFTER_STOP.finditer(text, line.start(), line.start() + last.start())
        yield from (Edit(start, end, "") for start, end in sorted(m.span() for m in found))


def han_blanks(text: str) -> Iterator[Edit]:
    """Remove a blank between two Han characters in running text, where a line end or a justified line left it.

    Hard, because nearly every other blank between Han characters is meant. Running text is a clause between two marks, of
    six Han characters or more, with this one blank in it.

    >>> list(han_blanks("会上，要深 入学习贯彻精神，抓好落实。"))
    [Edit(start=5, end=6, after='')]

    Left alone: titles and slogans in halves, lists of names, the first clause (there are datelines), all in brackets or quotes.

    >>> texts = ("战疫情 促生产", "，战疫情 促生产，", "本报讯 昨日下午，", "（见习，李静 张小珺同志，摄）", "，听党指挥 能打胜仗 好，")
    >>> [list(han_blanks(text)) for text in texts]
    [[], [], [], [], []]
    """
    found = (m for m in _CLAUSE.finditer(text) if len(m[1]) != len(m[3]) and len(m[1] + m[3]) >= _RUNNING and not PERSONS.search(m[0]))
    return outside((Edit(*m.span(2), "") for m in found), (m.span() for m in _ENCLOSED.finditer(text)))


def blanks(text: str) -> Iterator[Edit]:
    r"""Make every run of blanks one space, and remove those at the ends of a line.

    Blanks are the space, the ideographic and the no-break space, tabs and the typographic spaces.

    >>> list(blanks("\u3000\u3000本报讯\u3000（记者  杨帆）"))
    [Edit(start=0, end=2, after=''), Edit(start=5, end=6, after=' '), Edit(start=9, end=11, after=' ')]

    Left alone: a single space, and the blanks inside verse.

    >>> list(blanks("白日依山尽\u3000黄河入海流"))
    []
    """
    for line in LINE.finditer(text):
        verse = is_verse(line.group())
        for match in _BLANKS.finditer(text, *line.span()):
            outside = match.start() == line.start() or match.end() == line.end()
            if outside or not (verse or match.group() == " "):
                yield Edit(*match.span(), "" if outside else " ")


def hyphens(text: str) -> Iterator[Edit]:
    r"""Rejoin Latin words that were hyphenated at the end of a line, soft hyphens and U+2010 among them.

    >>> list(hyphens("the infor-\nmation office"))
    [Edit(start=9, end=11, after='')]

    Hard, because the hyphen may be the word's own (``well-\nknown`` is not told from ``infor-\nmation``). Left alone: where
    a capital or a figure stands beside the hyphen, or a part has one letter only.

    >>> list(hyphens("COVID-\n19, Coca-\nCola, e-\nmail"))
    []
    """
    return (Edit(*match.span(), "") for match in _HYPHEN.finditer(text))


def seam_hyphens(text: str, seams: Iterable[int]) -> Iterator[Edit]:
    """Rejoin hyphenated Latin words in a text that was joined from lines; `seams` tells where lines ended with a hyphen.

    >>> list(seam_hyphens("the infor-mation of e-mail", [9, 21]))
    [Edit(start=9, end=10, after='')]
    """
    return (Edit(at, at + 1, "") for at in seams if re.fullmatch("[a-z]{2}[-\u2010\xad][a-z]{2}", text[max(0, at - 2) : at + 3]))


def is_verse(line: str) -> bool:
    """Say whether blanks cut a line into feet of three to nine Han characters: two or three alike, or four and more.

    >>> is_verse("白日依山尽 黄河入海流"), is_verse("明月几时有 把酒问青天 不知天上宫阙 今夕是何年"), is_verse("本报讯 昨日")
    (True, True, False)
    """
    feet = line.split()
    return (
        len(feet) > 1
        and all(map(_FOOT.fullmatch, feet))
        and (len(feet) >= _FEET or len({len(foot.rstrip("，。；！？、")) for foot in feet}) == 1)
    )


def outside(edits: Iterable[Edit], stretches: Iterable[tuple[int, int]]) -> Iterator[Edit]:
    """Yield the edits that touch none of the stretches; both are in order."""
    rest = chain(stretches, ((2**62, 2**62),))
    start, end = next(rest)
    for edit in edits:
        while end <= edit.start:
            start, end = next(rest)
        if edit.end <= start:
            yield edit
