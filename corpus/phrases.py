"""The fixed phrases of newspapers as named patterns, Simplified and Traditional."""

from __future__ import annotations

import re
from typing import Final

PAGE_LABEL: Final = r"[A-Za-zＡ-Ｚ]{0,2}\s?\d{1,3}|[一二三四五六七八九十百]{1,4}"
JUMP_TO: Final = re.compile(
    rf"[（(【\[]?\s*[▶►▷→>]{{0,3}}\s*(?:全文|文|紧|緊)?(?:下转|下轉|转|轉|紧接|緊接)\s*第?\s*(?P<page>{PAGE_LABEL})\s*版?面?[^（）()\n]{{0,12}}?\s*[▶►▷→>]{{0,3}}[）)】\]]?$"
)
JUMP_LENGTH: Final = 48
JUMP_SIGN: Final = re.compile("[转轉接]")
"""One of these is in every jump line."""
BROKEN_JUMP: Final = re.compile(
    rf"(?:[（(【\[]\s*[▶►▷→>]{{0,3}}|[▶►▷→>]{{1,3}}|(?=下))\s*(?:全文|文|紧|緊)?(?:下转|下轉|转|轉)\s*第?\s*(?:{PAGE_LABEL})\s*版面?\s*[▶►▷→>]{{0,3}}[）)】\]]?$"
    rf"|[（(【\[]\s*(?:下转|下轉|文转|文轉)\s*第?\s*(?:{PAGE_LABEL})\s*[）)】\]]$"
)
"""A jump line that a line break may part: plainer than one that stands on a line."""
JUMP_FROM: Final = re.compile(
    rf"^(?:[（(【\[]?\s*[◀◄◁←<]{{0,3}}\s*(?:紧接|緊接|上接|文接|接)\s*第?\s*(?P<page>{PAGE_LABEL})\s*版面?[^（）()\n]{{0,12}}?\s*[◀◄◁←<]{{0,3}}[）)】\]]?"
    rf"|[（(【\[]\s*(?:上接|文接)\s*第?\s*(?:{PAGE_LABEL})\s*[）)】\]])"
)
REFERENCE: Final = re.compile(
    rf"[（(]?[^（）()。]{{0,16}}(?:见|見|刊|详见|詳見)(?:今日|本报|本報)?\s*第?\s*(?P<page>{PAGE_LABEL})\s*版[^（）()。]{{0,6}}[）)]?"
)
DATELINE: Final = re.compile(
    r"^\s*[（(【]?(?:本报|本報|新华社|新華社|中新社|中新网|中央社|人民网|人民網|央视|央視|据|據|[\u4e00-\u9fff]{2,8}(?:社|报|報|网|網|台|臺))[^。，；！？]{0,24}?(?:讯|訊|电|電|报道|報導|專電|专电|消息)"
)
BYLINE: Final = re.compile(r"(?:记者|記者|通讯员|通訊員|特派员|撰文|文/|圖/|图/|摄影|攝影|摄|攝|供图|供圖|本报评论员|作者|整理|编辑|編輯)")
STANDING: Final = re.compile(
    r"^[□■◎○●◆▲△/／\s（(【]*(?:本报|本報|本刊|特约|新华社|新華社|人民网|《)?[^。，！？]{0,12}?(?:记者|記者|通讯员|通訊員|特派员|评论员|評論員|作者)[^。！？]{0,34}$"
)
FOLIO: Final = re.compile(
    r"(?:(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}|民國\s*[一二三四五六七八九十百○〇\d]+\s*年|星期[一二三四五六日天]|第\s*[A-Z]?\d{1,3}\s*版|^[A-Z]\d{2}\b|责编|責編|责任编辑|責任編輯|版式|校对|校對|美编|美編|电子信箱|電子信箱|邮箱|郵箱|电话|電話|热线|熱線|@|www\.|http|共\s*\d+\s*页|第\s*\d+\s*页|国内统一|邮发代号)"
)
LABELLED: Final = re.compile(
    r"^[【\[（(]?(?:(?:(?:本报|本報)?(?:作者|记者|記者|通讯员|通訊員|撰稿|撰文|(?:数据|數據|资料|資料|图片|圖片)?(?:来源|來源))"
    r"|(?:核心|阅读|閱讀)提示|(?:内容|內容)?提要|编者按|編者按|编者的话|編者的話|导读|導讀|摘要)\s?[】\]:：]"
    r"|(?:[文图圖]|摄影|攝影)\s?[/／]|[图圖][为為①②③④⑤]|[上下左右][图圖](?:为|為|：)|(?:人民视觉|影像中国|视觉中国|新华社发|资料[图照]片)[）)\]】]?$)"
    r"|^(?:[栏欄]目|[欢歡]迎)?[^，。]{0,4}投稿，?[^，。]{0,4}(?:[邮郵]箱|信箱)|^[编編][辑輯]同志[:：]|^[图圖]片[说說]明[:：]|^更多精彩$"
    r"|^【[^】]{2,8}】$|^[\d二〇○一九]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日(?:[（(][^（()）]*[)）])?$"
)
"""What is a byline, a source, a summary, a caption, an address or a letter by its first word, or a day, or in brackets: no headline."""
LABELLED_SIGN: Final = re.compile(r"^[【\[（(更\d二〇○一九本作记記通撰数數资資图圖片来來核阅閱内內提编編导導摘文摄攝上下左右人影视新]|投稿")
"""What is in every such line; few lines hold it."""
LINK: Final = re.compile(r"^[■●▲◆□○★☆◎▶\s]*(?:(?:相关|相關|延伸|新闻|新聞|背景)?(?:链\s?接|鏈\s?接)|[编編][后後])\s?[■●▲◆]?$")
LINK_ENDS: Final = "接后後■●▲◆"
"""Over what is told beside a story: it has a title, but is of the story. And what it ends with."""
RUBRIC: Final = re.compile(r"^[^（(。]{2,40}[（(][^（()）]{2,16}[）)]$")
"""A line with a rubric in brackets at its end: of 896 parts of headlines that have one, all are titles."""
BRACKETED: Final = re.compile(r"^[（(][^（()）]+[）)]$")
ADOPTED: Final = re.compile(r"^[（(][^（()）]*(?:年[^（()）]*日|第[^（()）]{1,3}[号號])[^（()）]*[）)]$")
"""A line in brackets: a rubric, or a subtitle; and one that says when something was said or adopted, which is no rubric."""
CLOSES: Final = "）)"
SHEET: Final = re.compile(
    r"^(?=.*\D)(?:[-—–―·•]+|第|[Pp]age|[Pp]\.|页|頁)?\s*(?P<number>\d{1,4})\s*(?:页|頁|[-—–―·•]+)?[，,]?\s*(?:(?:/|／|of|共)\s*\d{1,4}\s*(?:页|頁)?)?$"
)
"""The number of a sheet on a line of its own; a bare figure may be that of a section."""
ENDING_DASH: Final = re.compile(r"(?:——|──|――|—|：|:)$")
LEADING: Final = re.compile(r"(?:强调|強調|时指出|時指出|时要求|時要求|时表示|時表示|[—─―]{2}|[：:]|[（(][^（()）]{2,24}[）)])$")
LEADING_ENDS: Final = "调調出求示—─―：:）)"
"""What a part of a headline ends with, so that what comes next is another part."""
SAYS: Final = re.compile(
    r"(?:强调|強調|指出|要求|表示|主持|出席|讲话|講話|致辞|会见|會見|举行|舉行|召开|召開|纪实|紀實|侧记|側記|纪略|综述|綜述|述评|之一|之二|之三|调查|调研|记$|記$|观察)"
)


def jump_to(line: str) -> re.Match[str] | None:
    """Return the jump line (下转) that ends a line, if one does; only its end is read, since no jump line is longer.

    >>> jump_to("新桥通车。 （下转3版）")["page"]
    '3'
    """
    return JUMP_TO.search(line, max(0, len(line) - JUMP_LENGTH))
