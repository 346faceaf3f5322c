"""What the furniture of a page says of it: newspaper, date, weekday, page (报眉, 报头).

A folio is read token by token: its dates are taken out, then what is left between blanks and marks is a page label, the
name of a newspaper, or a section. How plainly a value is said is a weight: where two values are said as plainly as each
other, neither is chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corpus import days
from corpus.jumps import page_label
from corpus.names import HAN
from corpus.numerals import NUMERALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.records import StatedField

PLAIN, LIKELY, WEAK = 3, 2, 1
"""Beside other things that folios say; alone; perhaps."""

_NO_PAPER: Final = re.compile(
    r"(?:^[日晚早晨快周週画畫時时商学學本剪电電年月]|汇|彙|海|公|情|喜|战|戰|预|預|简|簡|捷|举|舉|通|申|警|谍|諜|板|回|播|填|呈|上|墙|牆|要|半年)[报報]$"
)
_PAPER: Final = re.compile(
    rf"(?P<name>[{HAN}]{{1,12}}[报報](?:海外版|\s?[（(][{HAN}]{{2,6}}[）)])?|参考消息|參考消息|南方周末)"
    r"(?:官方网站|官方網站|官网|官網|版权所有|版權所有|不得转载|不得轉載){0,2}"
)
_SECTIONS: Final = (
    "头版|頭版|综合新闻|綜合新聞|区县新闻|区域新闻|地方新闻|国际新闻|國際新聞|国内新闻|社会新闻|社會新聞|"
    "时政新闻|本地新闻|要闻|要聞|头条|頭條|综合|綜合|国际|國際|体育|體育|文化|社会|社會|民生|副刊|教育|"
    "健康|政治|理论|理論|视点|視點|专题|專題|读者来信|生态|生態|评论|評論|焦点|焦點|生活|地方|经济|經濟|"
    "财经|財經|科技|时政"
)
_GLUED: Final = re.compile(rf"(?:{_SECTIONS})(?=[{HAN}]{{1,8}}(?:日|晚|早|晨|时|時|商|都市|青年)[报報])")
"""A section that an extractor which drops blanks has set before the name of a paper of four characters or more."""

_LABELLED: Final = re.compile(
    rf"(?<![接转轉见見])第\s?(?P<page>[A-Z]?\d{{1,3}}|[{NUMERALS}]{{1,4}})\s?版(?![式次权權本])|版次\s?[:：]?\s?(?P<entry>[A-Z]?\d{{1,3}})"
    rf"|(?<![{HAN}\w])(?P<short>[A-Z]?\d{{1,3}}|[{NUMERALS}]{{1,4}})\s?版(?![式次权權本])"
)
_LABEL: Final = re.compile(r"[A-Z]{0,2}-?(?:\d{1,2}|0\d\d)")
_BARE: Final = re.compile(r"\d{1,2}|0\d\d")
_TOUCHING: Final = re.compile(
    rf"(?<![\w])(?P<first>[A-Z]{{0,2}}(?:0\d\d|\d{{1,2}}))(?=[{HAN}]{{2}})(?![{HAN}]?[版年月日岁歲])"
    rf"|(?<=[{HAN}]{{2}})[A-Z]{{1,2}}\d{{1,2}}(?=[{HAN}]{{2}})"
    rf"|(?<=[{HAN}]{{2}})(?P<last>[A-Z]{{0,2}}(?:0\d\d|\d{{1,2}}))(?!\w)"
)
"""A page label that stands against a section."""

_PRINTOUT: Final = re.compile(
    r"第\s?\d+\s?[页頁]|[共全]\s?\d+\s?[页頁版]|[今本][日期]\s?\d+\s?版|Page \d+ of \d+|\d+\s?[/／]\s?\d+(?![/／\d])"
    r"|[-—–·]\s?\d+\s?[-—–·]|字[数數][:：]?\d*",
    re.IGNORECASE,
)
"""Counts of sheets and pages, which name no page of the paper."""

_ROLES: Final = (
    "责编|責編|责任编辑|責任編輯|编辑|編輯|主编|主編|值班主任|版式设计|版式|美编|美編|美术编辑|美術編輯|校对|校對|"
    "视觉|視覺|图编|圖編|组版|組版|制图"
)
_STAFF: Final = re.compile(
    rf"(?:本版|[{HAN}]{{2,4}}(?=[编編]))?(?:{_ROLES})[\s:：╱/／]{{0,2}}[{HAN}]{{2,3}}?"
    rf"(?=\s|$|[、,，]|本版|{_ROLES})(?:[\s、]+(?!{_ROLES})[{HAN}]{{2,3}}(?=[\s、]|$))?"
)
_CONTACT: Final = re.compile(
    r"[\x21-\x7e]*(?:@|www\.|https?:)[\x21-\x7e]*|社址\s?[:：]?\s?\S*\s?\d+\s?[号號]|(?:电话|電話|热线|熱線|专线|專線|邮编|郵編|发代号|發代號|零售价?|社址)\s?[:：]?\s?\S*\d[\d.元-]*"
    r"|(?:刊号|刊號)?[:：]?CN\s?[\d-]+",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(?:[上下]午)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_ONWARD: Final = re.compile(r"\s?(?:至|到|起|前|以来|以來|～|~|[电電讯訊])")
"""What follows a day of a story, and not of the page: one from which or up to which something is told, or of a dateline."""
_PARTS: Final = re.compile(r"[\s《》【】\[\]()（）,，|｜/／:：;；]+")
_SECTION: Final = re.compile(rf"[{HAN}·—-]{{1,12}}")
_PROSE: Final = re.compile("[。！？，]")
_ALONE: Final = re.compile(rf"[{HAN}·]{{2,6}}\s?(?:{_LABELLED.pattern})|(?:{_SECTIONS})\s?(?P<lettered>[A-Z]\d{{1,2}})")
_LEAST_NAME: Final = 4
_AFTER_COLON: Final = re.compile(r"[:：]\s?\d+")
_SPACED: Final = re.compile(r"(?<!\S)\S(?: \S){2,}(?!\S)")
_ELSEWHERE: Final = re.compile("[见見转轉接至共]|[今本][日天期报報]")
_SOURCE: Final = re.compile("来源|來源")
_HALF: Final = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
"""Figures and letters of full width -> half width."""

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that furniture says of its page, and how plainly.

    `value` is a name, a page label in one form, a day as `days.Day` writes it, or the name of a weekday.
    """

    field: StatedField
    value: str
    weight: int


def read(furniture: Iterable[str]) -> list[Said]:
    """Return what the furniture of a page says, given its texts in the order in which they are printed.

    >>> [(one.field, one.value) for one in read(["人民日报 2019年10月8日 星期三 第06版"])]
    [('date', '2019-10-08'), ('weekday', '星期三'), ('page', '6'), ('newspaper', '人民日报')]
    >>> [(one.field, one.value) for one in read(["2020年2月15日 星期六 要闻 4", "责编 陶然 本版电子信箱：news4@example.cn"])]
    [('date', '2020-02-15'), ('weekday', '星期六'), ('page', '4')]
    >>> read(["第 1 页，共 3 页", "今日20版", "天气预报"])
    []
    """
    said: list[Said] = []
    alone: list[str] = []
    for text in (_SPACED.sub(_closed, one.translate(_HALF).strip()) for one in furniture):
        if _BARE.fullmatch(text):
            alone.append(text)
        elif len(text) <= _LONGEST and not is_prose(text):
            said.extend(_group(_STAFF.sub(" ", _CONTACT.sub(" ", text))))
    if len(alone) == 1 and said and not any(one.field == "page" for one in said):
        said.append(Said("page", page_label(alone[0]), WEAK))
    return said


def _closed(spaced: re.Match[str]) -> str:
    """Return letter-spaced characters without the blanks between them."""
    return "".join(spaced[0].split())


def standing(lines: Iterable[str]) -> list[Said]:
    """Return what lines say of a page that are a section with its label, or the name of a newspaper, and nothing else.

    >>> [one.value for one in standing(["副刊第1版", "经济 16版", "相关报道见第3版", "本报讯 昨日", "云江日报"])]
    ['1', '16', '云江日报']
    """
    found = []
    for line in (line.translate(_HALF).strip() for line in lines if not _ELSEWHERE.search(line)):
        label, paper = _ALONE.fullmatch(line), _PAPER.fullmatch(line)
        if label:
            found.append(Said("page", page_label(label["page"] or label["entry"] or label["short"] or label["lettered"]), WEAK))
        elif paper and len(paper["name"]) >= _LEAST_NAME and not _NO_PAPER.search(paper["name"]):
            found.append(Said("newspaper", paper["name"], WEAK))
    return found


def is_prose(text: str) -> bool:
    """Say whether a text has sentences, and so is no folio, unless it names a source."""
    return _PROSE.search(text) is not None and not _SOURCE.search(text)


def _group(text: str) -> list[Said]:
    """Return what one piece of furniture says, more plainly if it says more than one thing."""
    timed = _CLOCK.search(text) is not None
    found = list(_dated(_CLOCK.sub(" ", text)))
    weight = WEAK if timed else PLAIN if len({field for field, _ in found}) > 1 else LIKELY
    return [Said(field, value, weight) for field, value in found]


def _dated(text: str) -> Iterator[tuple[StatedField, str]]:
    """Yield the days, and then what is left."""
    dated = [found for found in days.found(text) if not _ONWARD.match(text, found[2])]
    yield from (("date", str(day)) for day, _, _ in dated)
    text = _without(text, ((start, end) for _, start, end in dated))
    weekdays = list(days.weekdays(text))
    yield from (("weekday", days.weekday_name(day)) for day, _, _ in weekdays)
    yield from _named(_PRINTOUT.sub(" ", _without(text, ((start, end) for _, start, end in weekdays))))


def _named(text: str) -> Iterator[tuple[StatedField, str]]:
    """Yield the page labels and newspapers in what is left of a folio without its dates."""
    labels = list(_LABELLED.finditer(text))
    yield from (("page", page_label(found["page"] or found["entry"] or found["short"])) for found in labels)
    text = _GLUED.sub(" ", _TOUCHING.sub(r" \g<0> ", _without(text, (found.span() for found in labels))))
    text = _AFTER_COLON.sub(" ", text)
    papers = [found for found in _PAPER.finditer(text) if _whole(text, found) and not _NO_PAPER.search(found["name"].rstrip("）)"))]
    yield from (("newspaper", found["name"]) for found in papers)
    tokens = [token for token in _PARTS.split(_without(text, (found.span() for found in papers))) if token]
    numbers = [token for token in tokens if _LABEL.fullmatch(token)]
    lettered = [token for token in numbers if not _BARE.fullmatch(token)]
    sections = all(_SECTION.fullmatch(token) or token in numbers for token in tokens)
    if not labels and (lettered or (len(numbers) == 1 and sections)):
        yield from (("page", page_label(token)) for token in lettered or numbers)


def _whole(text: str, found: re.Match[str]) -> bool:
    """Say whether a match is a token: no letter stands right before or after it."""
    around = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
    return not any(re.match(rf"[{HAN}\w]", character) for character in around)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with stretches of it blanked."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
