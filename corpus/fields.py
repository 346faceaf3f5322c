"""What the small print of an article says: credits, dateline, jumps, references, and what kind of paragraph a text is.

Every function is pure and takes clean single lines; letter-spacing between Han characters may still be in them. Only the
beginning and the end of a paragraph are read, except for references.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from corpus.bylines import SAID, credits, is_credit_line, photo_credit  # noqa: A004 - the trade's word
from corpus.datelines import AGENCY, Phrase, filing, opening
from corpus.jumps import jump_from, jump_line, jump_page, jump_to, page_label, references
from corpus.names import HAN
from corpus.records import Dateline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "credits",
    "dateline",
    "is_caption",
    "is_credit_line",
    "is_note",
    "jump_from",
    "jump_line",
    "jump_page",
    "jump_to",
    "page_label",
    "references",
    "small_print",
    "starts_summary",
]

_REMARK: Final = re.compile(
    r"本文|未完|待续|待續|删节|刪節|删改|完$|结束$|結束$|另发|摘编自|摘編自|原载|原載|转载|節選|节选|图片由|圖片由|照片由|照片选自|"
    r"图表|稿件来源|来源：|作者(?:为|為|系|係|是|单位|單位|分别|均)|题图|标题为|编者所加|连载之|資料來源"
)
_DATA: Final = re.compile(r"(?:数据|數據|资料|資料|稿件)[来來]源[：:].{1,30}$")
_SOURCED: Final = re.compile(
    rf"[\s。！？”」][（(]?(?:[{HAN}]{{0,12}}(?:供图|供圖|资料图片|资料照片|資料照片?|资料图|视频截图|网络图片|提供)|"
    rf"图片由[{HAN}]{{2,16}}提供|圖／[{HAN}]{{2,8}}|人民视觉|视觉中国|影像中国|东方IC|新华社发|新華社發|"
    rf"(?:(?:{AGENCY})(?:[/／][{HAN}]{{2,4}})?|路透|法新|歐新社|达志影像|達志影像)[片社發发]?)[）)]?$"
)
_PICTURED: Final = re.compile(r"[▲△▼◀▶]?\s?(?:[上下左右题小大]?[图圖](?:[为為①-⑨]|[一二三四五六七八九\d]{1,2}[：:])|[上下左右][图圖][：:])")
_CAPTION_MOST, _REMARK_MOST = 200, 80
_BULLET: Final = re.compile(r"[●■◆▲★□◎○◇△☆►•]\s{0,3}(?=\S)(?P<item>.{6})?")
_SUMMARY_HEADING: Final = re.compile(
    r"(?:核\s?心\s?(?:提\s?示|阅\s?读|閱\s?讀)|阅读提示|内容提要|內容提要|内容摘要|提\s?要|导\s?读)(?=$|[：:　 ])"
)
_REPORT_TAIL: Final = re.compile(r"摄影报道|攝影報導|[报報][导道導]\W{1,2}[摄攝]影")
_BRACKETED: Final = re.compile(r"[（(【〔]([^（）()【】〔〕]{1,300})[）)】〕]")
_BRACKETED_HEAD: Final = re.compile(r"[【〔（(]([^【】〔〕（）()]{4,80})[】〕）)]")
_BRACKETED_TAIL: Final = re.compile(r"[（(【]([^（）()【】]{3,400})[）)】]$")
_AROUND: Final = "□■◎○●【】〔〕（）() \u3000"
_OPENINGS, _SHORT, _CLOSING_MOST = 4, 30, 400
_STANDING: Final = re.compile(
    rf"[□■◎○●◆▲△\s（(【]{{0,6}}(?P<text>(?P<agency>{AGENCY})[{HAN}]{{0,8}}?"
    r"(?:记者|記者|评论员|評論員|特派员|特派員).{0,80})"
)


def small_print(marks: Sequence[str], paragraphs: Sequence[str]) -> dict[str, Any]:
    """Return every field of an article that is read from its marks and its paragraphs, by the name of the field.

    >>> small_print(["□韩立冬"], ["柑橘熟了。 （下转3版）"])["jump_to"]
    '3'
    """
    bylines = [text for text in marks if not jump_page(text)]
    return {
        "credits": credits(bylines, paragraphs),
        "dateline": dateline(bylines, paragraphs),
        "jump_to": jump_to([*marks, *paragraphs]),
        "jump_from": jump_from([*marks, *paragraphs]),
        "references": references(paragraphs),
    }


def dateline(bylines: Sequence[str], paragraphs: Sequence[str]) -> Dateline | None:
    """Return agency, place and date of filing: as the story opens, as a byline tells, as it closes, or as a byline's agency alone.

    The opening is looked for in the first paragraphs, for a summary or an editor's note may stand before it. A byline tells the
    agency only where it is a news agency (□新华社记者); 本报记者 says no more than the credits do. `date` waits for the year.

    >>> dateline([], ["据新华社北京2月14日电 （记者陶然）会议强调，要抓好春季农业生产。"])
    Dateline(text='据新华社北京2月14日电', agency='新华社', place='北京', date_printed='2月14日', date=None)
    >>> dateline(["□新华社记者"], ["柑橘熟了。"])
    Dateline(text='新华社记者', agency='新华社', place=None, date_printed=None, date=None)
    """
    phrase = next(chain(_opened(paragraphs), _filed((*bylines, *paragraphs)), _closed(paragraphs)), None)
    if phrase:
        return Dateline(text=phrase.text, agency=phrase.agency, place=phrase.place, date_printed=phrase.date)
    standing = (_STANDING.fullmatch(text) for text in (*bylines, *paragraphs) if is_credit_line(text) and _names_no_picture(text))
    found = next((match for match in standing if match), None)
    return Dateline(text=found["text"].rstrip("）)】"), agency=found["agency"]) if found else None


def is_caption(text: str) -> bool:
    """Say whether a paragraph is the caption of a picture: a description and then a photo credit or a source, or 图为 before it.

    A credit alone is a credit line; a story that ends with 摄影报道 is a body.

    >>> is_caption("果农在分拣柑橘。 （受访企业供图）"), is_caption("果农在分拣柑橘。 沈 岩摄"), is_caption("图①：果农在采摘柑橘。")
    (True, True, True)
    >>> is_caption("沈 岩摄（人民视觉）"), is_caption("村民用手机拍摄"), is_caption("柑橘熟了。（记者 孟一凡 摄影报道）")
    (False, False, False)
    """
    if len(text) > _CAPTION_MOST or is_credit_line(text) or _bracketed(text) is not None:
        return False
    if _PICTURED.match(text) or _SOURCED.search(text):
        return True
    start = photo_credit(text)
    return start is not None and len(text[:start].strip("▲△▼◀▶ 　")) > 1 and not _REPORT_TAIL.search(text[start:])


def is_note(text: str) -> bool:
    """Say whether a paragraph is only a cross-reference, or a remark of the editors in brackets. 编者按 is body.

    >>> is_note("（相关报道见7版）"), is_note("详见A3版"), is_note("（本文有删节）"), is_note("编者按：柑橘熟了。")
    (True, True, True, False)
    """
    if len(text) > _REMARK_MOST or is_credit_line(text):
        return False
    if any(reference.text == text.strip() for reference in references([text])):
        return True
    inner = _bracketed(text)
    return (inner is not None and _REMARK.search(inner) is not None) or _DATA.match(text) is not None


def starts_summary(text: str) -> bool:
    """Say whether a paragraph begins a summary (提要): an item behind a bullet, or a heading as 核心阅读.

    >>> starts_summary("● 柑橘产量稳步增长，销往全国"), starts_summary("核心提示"), starts_summary("□新华社记者"), starts_summary("■链接")
    (True, True, False, False)
    """
    head = text[:_CAPTION_MOST].strip()
    if _SUMMARY_HEADING.match(head):
        return True
    found = _BULLET.match(head)
    return bool(found and found["item"]) and not is_credit_line(text) and not is_caption(text)


def _opened(paragraphs: Sequence[str]) -> Iterator[Phrase]:
    """Yield the datelines that stories open with."""
    for text in _first_bodies(paragraphs):
        inner = _BRACKETED_HEAD.match(text)
        said = SAID.match(text)
        found = (
            (inner and (opening(inner[1]) or _whole(inner[0], filing(inner[1])))) or opening(text) or (filing(said[1]) if said else None)
        )
        if found and (found.agency or found.place):
            yield found


def _filed(texts: Iterable[str]) -> Iterator[Phrase]:
    """Yield what bylines on lines of their own say of the place of filing."""
    found = (filing(text.strip(_AROUND)) for text in texts if is_credit_line(text))
    return (phrase for phrase in found if phrase and phrase.place)


def _closed(paragraphs: Sequence[str]) -> Iterator[Phrase]:
    """Yield the datelines in closing brackets, the last first."""
    brackets = (_BRACKETED_TAIL.search(text[-_CLOSING_MOST:].rstrip()) for text in reversed(paragraphs))
    found = (opening(bracket[1]) for bracket in brackets if bracket)
    return (phrase for phrase in found if phrase)


def _whole(text: str, phrase: Phrase | None) -> Phrase | None:
    """Give a byline in brackets its brackets back: there they are part of the phrase."""
    return phrase and Phrase(text, phrase.agency, phrase.place, phrase.date, len(text))


def _first_bodies(paragraphs: Sequence[str]) -> Iterator[str]:
    """Return the first paragraphs that may open the story: figures, crossheads, summaries, captions and notes do not count."""
    bodies = (text for text in paragraphs if opening(text) or text[:1] in tuple("【〔") or _is_body(text))
    return islice(bodies, _OPENINGS)


def _is_body(text: str) -> bool:
    return len(text) >= _SHORT and not starts_summary(text) and not is_caption(text)


def _names_no_picture(text: str) -> bool:
    return not re.search("[摄攝图圖]", text)


def _bracketed(text: str) -> str | None:
    """Return what stands in the one bracket that a paragraph is."""
    found = _BRACKETED.fullmatch(text.strip()[: _CAPTION_MOST * 2])
    return found[1] if found else None
