"""The phrase that opens a story, or closes it: agency, place and date of filing (电头).

Phrases are read on the text without its white space, for a justified line may be letter-spaced (新 华 社 北 京 3 月 4 日 电),
and given back as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from corpus.names import HAN, place_at_end

if TYPE_CHECKING:
    from collections.abc import Sequence

AGENCY: Final = (
    r"新华社|新華社|新华网|新華網|中新社|中新网|中新網|中央社|人民网|人民網|央视网|央視網|央广网|光明网|国际在线|中国新闻社|"
    r"中國新聞社|路透社|法新社|美联社|美聯社|塔斯社|共同社|韩联社|韓聯社|"
    r"德新社|埃菲社|安莎社|俄新社|朝中社|越通社|彭博社|合众国际社|國際社"
)
"""The news agencies by name."""

_OWN: Final = rf"本报|本報|本刊|本社|本网|本網|本台|{AGENCY}"
_ANY: Final = rf"[{HAN}]{{1,8}}?[报報网網社台臺]"
_NUMERALS: Final = "一二三四五六七八九十廿卅〇○"
_DATE: Final = (
    rf"(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日(?:[至到、—–~-](?:\d{{1,2}}月)?\d{{1,2}}日)?|\d{{1,2}}日"
    rf"|[{_NUMERALS}]{{1,2}}月[{_NUMERALS}]{{1,3}}日|[{_NUMERALS}]{{1,3}}日"
)
_PLACE: Final = rf"[{HAN}“”·‧、，/／]{{0,80}}?"
_WIRE: Final = r"(?:凌晨|清晨|上午|中午|下午|晚|夜间|深夜)?(?:综合|綜合)?[专專外]?[电電](?:报道|報導)?"
_HEAD: Final = re.compile(
    rf"[【〔（(［\[]?(?P<phrase>(?:据|據|综合|綜合)?(?:"
    rf"(?:(?P<own>(?:{_OWN})(?:、(?:{AGENCY})){{0,2}})(?P<place>{_PLACE})(?P<date>{_DATE})?(?P<word>{_WIRE}|[讯訊]|(?<=[网網])(?:消息|"
    rf"快讯|快訊)))"
    rf"|(?:《?(?P<any>{_ANY})》?(?:(?P<there>{_PLACE})(?P<then>{_DATE}){_WIRE}|(?P<local>[讯訊])))))[】〕）)］\]]?"
)
_RUNNING: Final = re.compile(
    r"[话話视視影子台脑腦商站力报報器信汇動动源梯池网網线線缆纜竞競路灯燈机機气氣价價厂廠工磁荷压壓流容阻池]|[息问問号號]"
)
"""What makes another word of 电 or 讯: 电话, 电视, 讯问."""

_NO_PLACE: Final = re.compile(
    rf"{AGENCY}|本报|本報|记者|記者|评论|評論|编辑|綜合|综合|今日|昨日|近日|日前|特派|收到|来电|來電|的(?![斯黎])|[了在是被从從致報报]"
)
_REPORT: Final = re.compile(rf"(?:(?P<date>{_DATE}){_WIRE}|(?<=[综綜]合)外[电電](?:报道|報導)?|报道|報導|報道)$")
_PERSON: Final = re.compile(r"(?:记者|記者|特派员|特派員|编译|編譯)")
_NOWHERE: Final = re.compile(
    r"综合|綜合|专题|專題|连线|連線|整理|特稿|摄影|攝影|采访|採訪|现场|現場|独家|獨家|即时|即時|深度|专访|專訪|报道|報導|合作|追踪|追蹤"
)
_HINT: Final = re.compile("[讯訊电電]|消\\s?息")
_WINDOW: Final = 240


@dataclass(frozen=True, slots=True)
class Phrase:
    """A dateline: the phrase as printed, what it says, and where it ends in the text that it was found in."""

    text: str
    agency: str | None
    place: str | None
    date: str | None
    end: int
    who: str = ""


def opening(text: str) -> Phrase | None:
    """Return the dateline that a text begins with, if any.

    >>> opening("新华社北京 2 月 14 日电 会议强调")
    Phrase(text='新华社北京 2 月 14 日电', agency='新华社', place='北京', date='2月14日', end=15, who='')
    >>> opening("【本報訊】記者韓立冬報道")
    Phrase(text='本報訊', agency='本報', place=None, date=None, end=5, who='')
    >>> opening("本报电话：1234567"), opening("据新华社报道，云岭县的柑橘丰收。")
    (None, None)
    """
    return _opening(text[: _WINDOW + 1]) if _HINT.search(text, 0, _WINDOW) else None


@lru_cache(maxsize=1024)
def _opening(text: str) -> Phrase | None:
    """Return the dateline of a text that holds a word of one; of a paragraph it is asked more than once."""
    squeezed, at = _squeezed(text[:_WINDOW])
    found = _HEAD.match(squeezed)
    if not found or not _stands(found, text[at[found.end() - 1] + 1 :][:1]):
        return None
    agency, place, date = found["own"] or found["any"], found["place"] or found["there"], found["date"] or found["then"]
    start, stop = found.span("phrase")
    end = found.end() if squeezed[found.end() - 1] in "】〕）)］]" and start else stop
    return Phrase(text[at[start] : at[stop - 1] + 1], agency, place or None, date, at[end - 1] + 1)


def _stands(found: re.Match[str], after: str) -> bool:
    """Say whether a phrase is a dateline where it stands: its place may be one, and its last word goes on to no other word."""
    place = found["place"] or found["there"] or ""
    if _NO_PLACE.search(place):
        return False
    if found["own"] and (found["date"] or found["word"] in "讯訊"):
        return not _RUNNING.match(after)
    return not re.match(rf"[{HAN}]", after)


def filing(text: str) -> Phrase | None:
    """Return what a byline says of the place that its report was filed from; `who` is its part before that.

    >>> filing("記者韓立冬／台北報導")
    Phrase(text='記者韓立冬／台北報導', agency=None, place='台北', date=None, end=10, who='記者韓立冬')
    >>> filing("中央社記者羅穎東京3日電")
    Phrase(text='中央社記者羅穎東京3日電', agency='中央社', place='東京', date='3日', end=12, who='中央社記者羅穎')
    >>> filing("本报记者 孟一凡摄影报道")
    """
    if len(text) > _WINDOW or not (found := _REPORT.search(text.rstrip())):
        return None
    before = text[: found.start()].rstrip()
    who, slash, place = re.sub(r"[/╱]", "／", before).rpartition("／")
    if not slash or not re.fullmatch(rf"[{HAN}、－\-—]{{2,16}}", place):
        place = place_at_end(before) or ""
        who = before.removesuffix(place)
        if not place or not _PERSON.search(who):
            return None
    agency = re.match(rf"{_OWN}", who)
    nowhere = _NOWHERE.search(place)
    return Phrase(text, agency and agency[0], None if nowhere else place, found["date"], len(text), who.rstrip())


def _squeezed(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without its white space, and where each character of it stands."""
    squeezed = "".join(text.split())
    if len(squeezed) == len(text):
        return text, range(len(text))
    return squeezed, [number for number, character in enumerate(text) if not character.isspace()]
