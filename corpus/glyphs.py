"""Clean-up beyond white space, a function a rule: every one of them only on request.

Each takes a text and yields its edits in order. Web and e-mail addresses are none of their business: `corpus.cleanup`
keeps every rule off them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import MissingExtraError
from corpus.ledger import Edit
from corpus.lines import BREAKS
from corpus.spacing import FORMULA, HAN, LINE, PERSONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GETA: Final = "〓"
_STANDARD_SINCE: Final = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
)
"""Private-use characters of GB18030-2000 -> the characters that its editions of 2005 and 2022 name for the same bytes."""

_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_INVISIBLE: Final = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x1f\\x7f-\\x84\\x86-\\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
    rf"|(?:^|(?<=[\x00-\x7f\u3000-\u303f\uff00-\uffef{HAN}]))[\u200c\u200d]+",
    re.MULTILINE,
)
_COMPATIBILITY: Final = re.compile("[\u2e9f\u2ef3\u2f00-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]")
_FULL_WIDTH: Final = re.compile("[０-９Ａ-Ｚａ-ｚ]+|(?<=[0-9０-９])．(?=[0-9０-９])")
_OFFSET: Final = ord("Ａ") - ord("A")
_WIDTH: Final = {**{ord(c) + _OFFSET: c for c in map(chr, range(0x21, 0x7F)) if c.isalnum()}, ord("．"): "."}
_NUMERAL: Final = re.compile(
    "(?<![0-9A-Za-z○◯一二三四五六七八九〇Ｏ０])[一二三四五六七八九][一二三四五六七八九〇○◯0OＯ０]+(?![0-9A-Za-z一二三四五六七八九〇○◯Ｏ０])"
)
_ZEROS: Final = str.maketrans(dict.fromkeys("○◯0OＯ０", "〇"))
_COUNTED: Final = "年月日号號版室届屆期度后後路"
_TRIPLE: Final = 3
_DASHES: Final = re.compile(f"(?<![─―—–])(?:[─―—–]{{2}})(?![─―—–])|(?<=[{HAN}])--(?=[{HAN}])")
_CJK: Final = re.compile(f"[{HAN}，。、；：！？“”（）《》「」『』]")
_DOTS: Final = re.compile(f"(?<=[{HAN}])[‧•･・∙⋅\u0387](?=[{HAN}])")
_DOUBLE: Final = re.compile('"')
_SINGLE: Final = re.compile("(?<![A-Za-z0-9])'|'(?![A-Za-z0-9])")
_AFTER: Final = rf"(?:(?<=[{HAN}”’》）」』】])|(?<=[{HAN}]\)))"
_FOLLOWED: Final = rf"(?=[{HAN}“‘（《「『【]|\([{HAN}]|$)"
_MARKS: Final = re.compile(rf"{_AFTER}(?:[,;:?!]|(?<![一二三四五六七八九十百])\.){_FOLLOWED}", re.MULTILINE)
_BEFORE: Final = rf"(?:^|(?<=[{HAN}，。、；：！？”’》」』】])|(?<=[{HAN}][,;:?!.]))"
_BRACKETS: Final = re.compile(rf"{_BEFORE}\(([^()（）{BREAKS}]*)\)", re.MULTILINE)
_HAN_EDGE: Final = re.compile(f"[{HAN}《“].*|.*[{HAN}》”。！？]", re.DOTALL)
_WIDE: Final = str.maketrans(",;:?!.()", "，；：？！。（）")
_NEAR: Final = 12
_DOUBLED: Final = re.compile(r"([，。、；：])(?<!\1\1)\1(?!\1)")
_SUSPECT: Final = re.compile(
    "(?:[\x20-\x7e\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122])+"
)
_LEAD: Final = re.compile("[\xc2-\xf4][^\x00-\x7f]")


def mojibake(text: str) -> Iterator[Edit]:
    r"""Undo UTF-8 that was read as Latin-1 or Windows-1252, by ftfy (the extra ``mojibake``).

    Hard, because “ ” — … are Windows-1252 as well as Chinese marks. ftfy sees only runs of characters of that code page with
    a lead byte in them, and of its repairs only the decoding is used.

    >>> [edit.after for edit in mojibake("来源：é\x87\x8dåº\x86å¸\x82。")]
    ['重庆市']

    Left alone: Han characters whatever they say (锟斤拷 and 烫烫烫 cannot be undone), quotes and dashes around them, loan words.

    >>> list(mojibake("“café”——Pokémon…，锟斤拷"))
    []
    """
    found = [match for match in _SUSPECT.finditer(text) if _LEAD.search(match.group())]
    if not found:
        return
    repair = _decoder()
    for match in found:
        after = repair(match.group())
        if after != match.group():
            yield from _difference(match.start(), match.group(), after)


def invisible(text: str) -> Iterator[Edit]:
    r"""Remove what has no ink and no width: control characters, zero-width spaces, byte order marks, direction marks.

    >>> list(invisible("重\u200b庆\x07市"))
    [Edit(start=1, end=2, after=''), Edit(start=3, end=4, after='')]

    Hard, because some of them bear meaning. Left alone: line ends, tabs and form feeds; joiners where they join (emoji, Indic
    and Arabic letters); variation selectors, which choose the form of a Han character.

    >>> list(invisible("👩\u200d🚀 葛\U000e0100\n"))
    []
    """
    return (Edit(*match.span(), "") for match in _INVISIBLE.finditer(text))


def private_use(text: str) -> Iterator[Edit]:
    r"""Give private-use characters what they stand for where a standard tells, else 〓 (U+3013), the printer's missing sort.

    They are named by no standard, and a font that shows them is seldom at hand; but something was printed there, so nothing
    is dropped. The ledger says which character it was. The 25 that GB18030-2000 used for want of better are known.

    >>> [edit.after for edit in private_use("朱\ue863镕\ue81e")]
    ['〓', '龴']
    """
    return (
        Edit(*m.span(), m.group().translate(_STANDARD_SINCE) if ord(m.group()) in _STANDARD_SINCE else GETA)
        for m in _PRIVATE.finditer(text)
    )


def ideographs(text: str) -> Iterator[Edit]:
    r"""Give compatibility ideographs and Kangxi radicals as the Han characters they look like (NFKC of those blocks alone).

    >>> [edit.after for edit in ideographs("\u2f08\u2ee9\uf98e")]
    ['人', '年']

    Left alone: everything else NFKC would change (①, ㎡, ％, …), radicals that Unicode gives no equivalent, and the twelve
    characters of the block that are unified ones (﨑).

    >>> list(ideographs("①㎡％…\ufa11"))
    []
    """
    found = ((match, unicodedata.normalize("NFKC", match.group())) for match in _COMPATIBILITY.finditer(text))
    return (Edit(*match.span(), after) for match, after in found if after != match.group())


def width(text: str) -> Iterator[Edit]:
    """Give full-width digits and letters as half-width ones, and the full-width point between digits.

    >>> [edit.after for edit in width("Ｃ９１９时速３．５公里")]
    ['C919', '3', '.', '5']

    Left alone: full-width marks (，！：％～), which are how Chinese is printed.

    >>> list(width("涨了5％，12：30"))
    []
    """
    return (Edit(*match.span(), match.group().translate(_WIDTH)) for match in _FULL_WIDTH.finditer(text))


def numerals(text: str) -> Iterator[Edit]:
    """Give ○, ◯, 0 and O in Chinese numerals as 〇.

    >>> [edit.after for edit in numerals("二○二○年，三0一医院，一○年")]
    ['二〇二〇', '三〇一', '一〇']

    Hard, because ○ is a bullet and 0 a figure elsewhere. A numeral begins with a Chinese digit, and ends with one, or is counted
    (年, 月, 号 …), or has three characters without 0 and O. Left alone: bullets, and half-Chinese numbers.

    >>> list(numerals("○一、一00米，5○年，第一○其他"))
    []
    """
    for match in _NUMERAL.finditer(text):
        found = match.group()
        after = found.translate(_ZEROS)
        ends = found[-1] not in "○◯0OＯ０〇" or not set(found) & set("0OＯ０")
        if after != found and (text[match.end() : match.end() + 1] in [*_COUNTED] or (len(found) >= _TRIPLE and ends)):
            yield Edit(*match.span(), after)


def dots(text: str) -> Iterator[Edit]:
    """Give the dot in a foreign name as · (U+00B7), whatever look-alike it was set in.

    >>> [edit.after for edit in dots("卡尔•马克思，弗里德里希‧恩格斯")]
    ['·', '·']

    Left alone: bullets, dots between letters or figures or beside a word for persons (報導•攝影), Japanese names in kana.

    >>> list(dots("• 要闻 3•15 a⋅b アダム・スミス 報導•攝影"))
    []
    """
    found = (match.span() for match in _DOTS.finditer(text))
    return (Edit(start, end, "·") for start, end in found if not PERSONS.search(text[max(0, start - 2) : end + 2]))


def dashes(text: str) -> Iterator[Edit]:
    """Give a dash of two look-alikes (box drawing ─, bar ―, en dash –, two hyphens) as ——.

    >>> [edit.after for edit in dashes("不忘初心──写在前面，他--一名老兵")]
    ['——', '——']

    Left alone: single ones, as in 3–5; rules and tables, which are longer; hyphens beside Latin.

    >>> list(dashes("3–5 ───── C--"))
    []
    """
    for match in _DASHES.finditer(text):
        if match.group() != "——" and _CJK.search(text[max(0, match.start() - 1) : match.end() + 1]):
            yield Edit(*match.span(), "——")


def quotes(text: str) -> Iterator[Edit]:
    """Give straight quotes as curly ones, by balance: line by line, all of a line or none.

    >>> [edit.after for edit in quotes('他说:"你好",又说"再见"')]
    ['“', '”', '“', '”']

    Hard, because a straight quote does not say which way it points. Left alone: lines where they do not come in pairs with Han
    characters inside, inches, apostrophes.

    >>> [list(quotes(text)) for text in ('他说"你好', '27"屏', 'the "x" file', "it's")]
    [[], [], [], []]
    """
    for line in LINE.finditer(text):
        found = [*_pairs(line, _DOUBLE, "“”"), *_pairs(line, _SINGLE, "‘’")]
        yield from sorted(found)


def punctuation(text: str) -> Iterator[Edit]:
    """Give half-width marks between Han characters, or at the end of a line after one, as full-width ones.

    >>> [edit.after for edit in punctuation("他说,要抓好春耕.(记者 杨帆)")]
    ['，', '。', '（', '）']

    Hard, because the same marks belong to figures, formulas and Latin words. Left alone: marks with anything else beside
    them, runs (``...``, ``!!``), numbering (``一.总则``), brackets in brackets, and what stands near a
    sign of a formula.

    >>> [list(punctuation(text)) for text in ("比分3:2,主队胜", "等等...", "一.总则", "甲:乙=3:2", "图(a)")]
    [[], [], [], [], []]
    """
    places = {match.start() for match in _MARKS.finditer(text) if not _is_formula(text, match)}
    for match in _BRACKETS.finditer(text):
        if _HAN_EDGE.fullmatch(match[1]) and not _is_formula(text, match):
            places |= {match.start(), match.end() - 1}
    yield from (Edit(at, at + 1, text[at].translate(_WIDE)) for at in sorted(places))


def doubled(text: str) -> Iterator[Edit]:
    """Remove the second of two marks that a sentence needs once: ，，  。。  、、  ；；  ：：.

    >>> list(doubled("会议强调，，要抓好春耕。。"))
    [Edit(start=5, end=6, after=''), Edit(start=12, end=13, after='')]

    Left alone: three and more, which someone meant (。。。), and marks that are doubled for stress or by rule (！！, ……, ——).

    >>> list(doubled("等等。。。好！！……——"))
    []
    """
    return (Edit(match.start() + 1, match.end(), "") for match in _DOUBLED.finditer(text))


def _decoder() -> Callable[[str], str]:
    """Return what undoes mojibake, the repairs of ftfy that are none of decoding switched off."""
    try:
        import ftfy  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("mojibake", "mojibake") from error
    settings: dict[str, Any] = {"replace_lossy_sequences": False, "fix_c1_controls": False, "normalization": None}
    config = ftfy.TextFixerConfig(**settings)
    return lambda text: ftfy.fix_encoding(text, config)


def _difference(start: int, before: str, after: str) -> Iterator[Edit]:
    """Yield the edit of what differs, without what begins and ends alike."""
    shorter = min(len(before), len(after))  # decoding shortens, so something of `before` is left
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head)
    yield Edit(start + head, start + len(before) - tail, after[head : len(after) - tail])


def _pairs(line: re.Match[str], mark: re.Pattern[str], curly: str) -> list[Edit]:
    """Return the edits of one kind of quote in a line; none if one of its pairs is no pair."""
    text = line.group()
    places = [match.start() for match in mark.finditer(text)]
    opening, closing = places[::2], places[1::2]
    if len(opening) != len(closing) or any(text[at - 1 : at].isdigit() for at in opening):
        return []
    if not all(_is_quotation(text[a + 1 : b]) for a, b in zip(opening, closing, strict=True)):
        return []
    return [Edit(line.start() + at, line.start() + at + 1, curly[k % 2]) for k, at in enumerate(places)]


def _is_quotation(inside: str) -> bool:
    return inside == inside.strip() and re.search(f"[{HAN}]", inside) is not None


def _is_formula(text: str, match: re.Match[str]) -> bool:
    return FORMULA.search(text[max(0, match.start() - _NEAR) : match.end() + _NEAR]) is not None
