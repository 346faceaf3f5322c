"""Pages that an article names: where it goes on, where it began, and where more is printed.

A jump line (下转 / 上接) stands alone or closes or opens a paragraph; a cross-reference （相关报道见7版） may stand anywhere.

What is taken for a jump line is decided here. The patterns of `phrases` are others: by them lines are cut into pieces, and they are
features, so they stay as the weights have learned them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

from corpus.names import HAN
from corpus.numerals import number
from corpus.phrases import JUMP_SIGN
from corpus.records import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LABEL: Final = r"(?:[A-Za-zＡ-Ｚ]{1,2}[-－]?)?[0-9０-９]{1,3}|[一二三四五六七八九十百〇○]{1,5}|[头頭]"
_END: Final = r"(?:[·•,，、]?[\u4e00-\u9fff]{0,8})"
_JUMP_TO: Final = re.compile(
    rf"(?P<mark>[（(【〔\[]|[▶►▷→>＞]{{1,3}}|^|(?<=[。！？”」…]))(?:全文|文|紧|緊)?[▶►▷→>＞]{{0,3}}(?:下转|下轉|转|轉)(?:今日|本报|"
    rf"本報)?第?(?P<page>{_LABEL})(?P<edition>[版页頁]面?{_END})?[▶►▷→>＞]{{0,3}}[）)】〕\]]?$"
)
_JUMP_FROM: Final = re.compile(
    rf"^(?P<mark>[（(【〔\[]|[◀◄◁←<＜]{{1,3}}|)[◀◄◁←<＜]{{0,3}}(?:紧接|緊接|上接|文接|接)(?:今日|本报|"
    rf"本報)?第?(?P<page>{_LABEL})(?P<edition>[版页頁]面?)?(?P<close>[◀◄◁←<＜]{{0,3}}[）)】〕\]]|$|)"
)

_JUMP_WINDOW: Final = 60
_PAGES: Final = rf"(?:{_LABEL})(?:版?[、，,和及至到—–~-]{{1,2}}第?(?:{_LABEL})){{0,6}}"
_REFERENCE: Final = re.compile(
    rf"(?P<verb>[见見刊])(?:于|於)?(?:今日|今天|本报|本報)?第?(?P<pages>{_PAGES})(?P<edition>版(?:面|"
    rf"[·•][{HAN}]{{2,6}})?(?:《[^》]{{1,30}}》)?)?"
    r"(?=[）)】〕。；，！]|$)"
)
_REFERENCE_WORDS: Final = re.compile(
    r"(?:[详詳另]|报道|報導|報道|全文|摘要|摘编|摘登|内容|內容|详情|消息|评论|社论|图片|解读|新闻|新聞|专题|專題|名单)(?:另|请|均|"
    r"分别|可)?$"
)
_RANGE: Final = re.compile(rf"第?({_LABEL})(?:版?[至到—–~-]{{1,2}}第?({_LABEL}))?")
_REFERENCE_REACH, _RANGE_MOST, _SPACED_OUT = 30, 32, 1.6


def page_label(text: str) -> str:
    """Return a page label in one form: half-width, figures instead of Chinese numerals, no leading zeros, 头版 as page 1.

    >>> [page_label(text) for text in ("02", "A05", "第十二版", "Ａ０７", " 一 ", "头版", "二十一")]
    ['2', 'A5', '12', 'A7', '1', '1', '21']
    """
    bare = re.sub(r"[\s第版面\-－]", "", unicodedata.normalize("NFKC", text[:_JUMP_WINDOW])).upper()
    if found := re.fullmatch(r"([A-Z]*)0*(\d+)", bare):
        return found[1] + found[2]
    if bare in {"头", "頭"}:
        return "1"
    return str(number(bare)) if bare and re.fullmatch("[一二三四五六七八九十百〇○零]+", bare) else bare


def jump_page(text: str) -> str | None:
    """Return the page that a jump line names, either way; also where it begins or ends a paragraph.

    >>> [jump_page(text) for text in ("（下转3版）", "▶▶下转A05版", "◀◀上接一版", "文轉A3", "（文接2）", "出行需转3路公交车。")]
    ['3', 'A5', '1', 'A3', '2', None]
    """
    return _jump(text, _JUMP_TO) or _jump(text, _JUMP_FROM)


def jump_line(text: str) -> Literal["jump_to", "jump_from"] | None:
    """Return which way a jump line leads, if a text is one and nothing else.

    >>> [jump_line(text) for text in ("（下转3版）", "◀◀上接 一版", "（上接1版）柑橘熟了。", "转身", "（下转第")]
    ['jump_to', 'jump_from', None, None, None]
    """
    squeezed = "".join(text.split()) if len(text) <= _JUMP_WINDOW else ""
    onward, back = _JUMP_TO.match(squeezed), _JUMP_FROM.match(squeezed)
    if onward and onward.end() == len(squeezed) and _jump(squeezed, _JUMP_TO):
        return "jump_to"
    return "jump_from" if back and back.end() == len(squeezed) and _jump(squeezed, _JUMP_FROM) else None


def jump_to(texts: Iterable[str]) -> str | None:
    """Return the page on which an article goes on, read from its jump lines or the ends of its paragraphs.

    >>> jump_to(["柑橘熟了。 （下转第二版）"]), jump_to(["（上接1版）"])
    ('2', None)
    """
    return next((page for text in texts if (page := _jump(text, _JUMP_TO))), None)


def jump_from(texts: Iterable[str]) -> str | None:
    """Return the page on which an article began, read from its jump lines or the beginnings of its paragraphs.

    >>> jump_from(["（上接1版）柑橘熟了。"]), jump_from(["（下转2版）"])
    ('1', None)
    """
    return next((page for text in texts if (page := _jump(text, _JUMP_FROM))), None)


def references(paragraphs: Sequence[str]) -> tuple[Reference, ...]:
    """Return the cross-references to other pages, one for each page that a phrase names.

    An edition (第三版教材, 试行第三版) is no page: the phrase must be in a bracket or say what is found there, and end with the page.

    >>> references(["（相关报道见第十、十一版）"])
    (Reference(text='（相关报道见第十、十一版）', page='10'), Reference(text='（相关报道见第十、十一版）', page='11'))
    >>> references(["详见A3版", "详见第三版前言。"])
    (Reference(text='详见A3版', page='A3'),)
    """
    return tuple(reference for text in paragraphs for reference in _references(text))


def _jump(text: str, form: re.Pattern[str]) -> str | None:
    """Return the page of a jump line of one form at the beginning or the end of a text."""
    part = text[-_JUMP_WINDOW:] if form is _JUMP_TO else text[:_JUMP_WINDOW]
    if not JUMP_SIGN.search(part):
        return None
    found = form.search("".join(part.split()))
    if not found or not (found["edition"] or re.match("[A-Za-zＡ-Ｚ]", found["page"]) or found["mark"]):
        return None
    if form is _JUMP_FROM and not (found["mark"] or found.end() == len("".join(text[: _JUMP_WINDOW + 1].split()))):
        return None
    return page_label(found["page"])


def _references(text: str) -> Iterator[Reference]:
    """Yield the references of one paragraph."""
    squeezed = "".join(text.split()) if len(text) <= _JUMP_WINDOW else text
    if squeezed and len(squeezed) * _SPACED_OUT <= len(text):
        yield from (Reference(text=text.strip(), page=reference.page) for reference in _references(squeezed))
        return
    for found in _REFERENCE.finditer(text):
        start, end = _extent(text, found)
        if start is not None and (found["edition"] or re.match("[A-Za-zＡ-Ｚ]", found["pages"])):
            yield from (Reference(text=text[start:end], page=page) for page in _pages(found["pages"]))


def _extent(text: str, found: re.Match[str]) -> tuple[int | None, int]:
    """Return where the phrase of a reference begins and ends; no beginning where it is none."""
    first = max(0, found.start() - _REFERENCE_REACH)
    before = text[first : found.start()]
    bracket = max(before.rfind(character) for character in "（(【〔")
    if bracket >= 0 and not re.search("[）)】〕。]", before[bracket:]):
        closed = text[found.end() : found.end() + 1] in tuple("）)】〕")
        return first + bracket, found.end() + closed
    words = _REFERENCE_WORDS.search(before)
    clause = max(before.rfind(character) for character in "。，；！？）) ") + 1
    return (first + clause, found.end()) if words else (None, 0)


def _pages(printed: str) -> Iterator[str]:
    """Yield the labels of the pages that a reference names, a range page by page."""
    for found in _RANGE.finditer(printed):
        first, last = page_label(found[1]), page_label(found[2] or found[1])
        prefix = first.rstrip("0123456789")
        low, high = first.removeprefix(prefix), last.removeprefix(prefix)
        if low.isdigit() and high.isdigit() and 0 < int(high) - int(low) <= _RANGE_MOST:
            yield from (f"{prefix}{number}" for number in range(int(low), int(high) + 1))
        else:
            yield first
