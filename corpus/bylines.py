"""Who made an article: credits from bylines, datelines, captions and closing brackets.

A credit stands right after the dateline, in a bracket or on a line of its own at the end, behind the description of a picture, or as
a byline that belongs to the article as a whole. What its words mean is told in `roles`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from corpus.datelines import filing, opening
from corpus.names import DOT, HAN, has_surname
from corpus.roles import LONGEST, Reading, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.records import Credit

_OPEN, _CLOSE = "（【〔［", "）】〕］"
_WIDE: Final = str.maketrans("()[]", "（）［］")
"""Brackets of half a width close those of a whole one: papers mix them."""
_BULLETS: Final = re.compile(r"^[□■◎○●◆▲△▼★☆◇▶◀►※丨|｜/／\s]{1,8}")
_AUTHOR_IS: Final = re.compile(rf"^(作者[：:\s]?[{HAN}·]{{2,12}}?)(?:系|係|为|為|是|现为|現為|现任)")
_POST_AND_NAME: Final = re.compile(
    rf"作者(?:系|係|为|為|是)[^，,。；;]{{2,40}}(?:大使|教授|主任|院长|院長|所长|所長|研究员|研究員|主席|会长|會長|书记|書記|秘书长|"
    rf"编辑|总裁|董事长|校长|校長|医师|馆长|作家)(?P<name>[{HAN}]{{2,3}})"
)
_SOURCE: Final = re.compile(rf"(?<=[摄攝道])\s?(?:[/／][{HAN}A-Za-z]{{2,10}}|[（(][{HAN}A-Za-z]{{2,10}}[）)])$")
_SOURCE_LINE: Final = re.compile(
    rf"\s{{0,4}}[（(]?(?:新华社发|新華社發|人民视觉|影像中国|视觉中国|东方IC|资料图片|资料照片|資料照片?|[{HAN}]{{2,20}}供[图圖]|"
    rf"[图圖]片来源：[{HAN}]{{2,12}})[）)]?\s{{0,4}}"
)
"""Where a picture is from, nobody named."""
_ISSUED: Final = re.compile(rf"(?:^|(?<=[\s。！？”]))[{HAN}]{{2,6}}(?:发|發|供图|供圖|图片)\s?$")
SAID: Final = re.compile(r"((?:本报|本報)?(?:记者|記者|通讯员|通訊員|特派员|特派員)[^。！？：:，,]{2,80}?(?:报道|報道|報導))[：:，,\s]")
"""A byline without bracket that a paragraph begins with."""

_CLAUSE_END: Final = re.compile(r"[。；;]|[，,](?=[^，,]{0,12}(?:记者|記者|通讯员|通訊員|摄|攝|采写))")
_SENTENCE: Final = re.compile("[。！？；“”「」《》]")
_ENDS_SENTENCE: Final = ("。", "；")
"""What no credits end with, and most paragraphs do."""
_PICTURE: Final = re.compile("[摄攝图圖影]")
_STOPS: Final = "。！？!?”」』）)…；;"
"""In a bracket without title or task a dot parts a rubric (新春走基层·见闻) more often than a name."""

_FULL_STOP: Final = re.compile(r"。\s?[（(][^。]{2,60}[）)]$")
"""Before the end of an article, a name in a bracket signs an item behind a full stop; behind a quotation it is the one quoted."""

_CREDIT_TAIL: Final = 80
_AROUND: Final = 32
"""Characters that bullets, blanks and the source of a picture may have."""


def credits(bylines: Sequence[str], paragraphs: Sequence[str]) -> tuple[Credit, ...]:  # noqa: A001 - the trade's word
    """Return who made an article, in printed order: standing bylines first, then paragraph by paragraph.

    A title before the names gives their role and organization; 文 and names alone say author, 图 and 摄 photographer, 报道 reporter,
    整理 editor, and 摄影报道 both reporter and photographer. A title outweighs a task, save that a 记者 who is 摄 is a photographer.
    A picture library after a name （人民视觉） is where the picture is from, not the person's organization. Makers of maps, pages and
    films (制图, 版式, 视频) have no role of their own and are left out. Who is named twice in one role is given once.

    >>> credits([], ["本报讯 （记者 韩立冬 通讯员 沈 岩）入冬以来，柑橘进入采收期。"])
    (Credit(role='reporter', name='韩立冬', organization=None), Credit(role='correspondent', name='沈岩', organization=None))
    >>> [(c.role, c.name) for c in credits(["孟一凡摄影报道"], ["记者了解到，柑橘进入采收期。"])]
    [('reporter', '孟一凡'), ('photographer', '孟一凡')]
    """
    found: dict[tuple[str, str], Credit] = {}
    for credit in _all(bylines, paragraphs):
        key = credit.role, credit.name
        if key not in found or found[key].organization is None:
            found[key] = credit
    return tuple(found.values())


def is_credit_line(text: str) -> bool:
    """Say whether a text is nothing but credits: a byline, a photo credit, a closing bracket with names or a wire.

    >>> is_credit_line("本报记者 孟一凡 沈 岩"), is_credit_line("（新华社北京3月3日电 记者孟一凡）"), is_credit_line("沈 岩摄（人民视觉）")
    (True, True, True)
    >>> is_credit_line("记者手记"), is_credit_line("记者：今年的收成怎么样？"), is_credit_line("（作者为云江大学教授）")
    (False, False, False)
    """
    return len(text) <= LONGEST and not text.endswith(_ENDS_SENTENCE) and _is_credits(text)


@lru_cache(maxsize=1024)
def _is_credits(text: str) -> bool:
    """Say so of a short text; of a paragraph it is asked more than once."""
    return _SOURCE_LINE.fullmatch(text) is not None or _line(text) is not None


def photo_credit(text: str) -> int | None:
    """Return where the photo credit at the end of a caption begins, None if there is none that names a person.

    >>> photo_credit("果农在分拣柑橘。 新华社记者 沈 岩摄"), photo_credit("果农在分拣柑橘。")
    (8, None)
    """
    found = _tail(text)
    return found[0] if found and found[1].pictures else None


def _all(bylines: Sequence[str], paragraphs: Sequence[str]) -> Iterator[Credit]:
    for byline in bylines:
        parsed = _line(byline) or (read(_BULLETS.sub("", byline)) if len(byline) <= LONGEST else None)
        yield from parsed.credits if parsed else ()
    for number, text in enumerate(paragraphs):
        if (parsed := _line(text)) is not None:
            yield from parsed.credits
            continue
        yield from _head(text)
        tail = _tail(text, signed=number == len(paragraphs) - 1 or _FULL_STOP.search(text) is not None)
        yield from tail[1].credits if tail else ()


def _line(text: str) -> Reading | None:
    """Read a text that is nothing but credits; None if it is something else."""
    return _whole(text) if len(text) <= LONGEST + _AROUND and not text.endswith(_ENDS_SENTENCE) else None


@lru_cache(maxsize=1024)
def _whole(text: str) -> Reading | None:
    """Read a short text; what a paragraph is, who made it and where it was filed are asked of the same texts."""
    text = _SOURCE.sub("", _BULLETS.sub("", text.strip())).strip()
    if not text or len(text) > LONGEST:
        return None
    inner = _inside(text)
    if inner is not None:
        return _bracket(inner, signed=not DOT.search(inner))
    before, inside = _last_bracket(text)
    if inside is not None and _ISSUED.fullmatch(before):
        return _marked(_bracket(inside))
    return None if _SENTENCE.search(text) else _marked(_filed(text) or read(text, strict=True))


def _head(text: str) -> tuple[Credit, ...]:
    """Read the credits right after the dateline, or in the bracket that a paragraph begins with."""
    phrase = opening(text)
    rest = text[phrase.end : phrase.end + LONGEST].lstrip() if phrase else text[:LONGEST].lstrip()
    if said := SAID.match(rest):
        parsed = _filed(said[1]) or read(said[1], strict=phrase is None)
    else:
        inner = _first_bracket(rest)
        parsed = None if inner is None else _bracket(inner, signed=phrase is not None)
    return parsed.credits if parsed else ()


def _tail(text: str, *, signed: bool = False) -> tuple[int, Reading] | None:
    """Read the credits at the end of a paragraph; return where they begin, too. `signed` allows a bracket with names alone."""
    found = _ended(text[-LONGEST:].rstrip(), signed=signed)
    return (max(0, len(text) - LONGEST) + found[0], found[1]) if found else None


@lru_cache(maxsize=1024)
def _ended(end: str, *, signed: bool) -> tuple[int, Reading] | None:
    """Read the credits at the end of a short text; of a paragraph it is asked whether it is a caption, and who made it."""
    before, inner = _last_bracket(end)
    if inner is not None and (parsed := _bracket(inner, signed=signed and _is_end(before) and not DOT.search(inner))):
        issued = _ISSUED.search(before)
        return issued.start() if issued and parsed.pictures else len(before), parsed
    end = _SOURCE.sub("", end)
    if not _PICTURE.search(end, max(0, len(end) - _CREDIT_TAIL)):
        return None
    for at in _beginnings(end):
        parsed = _marked(read(end[at:], strict=True))
        if parsed and parsed.pictures:
            return at, parsed
    return None


def _is_end(text: str) -> bool:
    return text.rstrip()[-1:] in tuple(_STOPS)


def _beginnings(text: str) -> Iterator[int]:
    """Yield where a credit without bracket may begin: after the last stop, else after a space, the longest first."""
    first = max(0, len(text) - _CREDIT_TAIL)
    stop = max(text.rfind(character, first, len(text) - 1) for character in _STOPS) + 1
    if stop:
        yield stop
    yield from (at for found in re.finditer(r"\s+", text[first:]) if (at := first + found.end()) > stop)


def _bracket(inner: str, *, signed: bool = False) -> Reading | None:
    """Read what stands in a bracket, clause by clause: a wire, names with title or task, or names alone where `signed`."""
    phrase = opening(inner)
    clauses = _CLAUSE_END.split(inner[phrase.end if phrase else 0 :])
    found = [parsed for clause in clauses if (parsed := _filed(clause) or _clause(clause))]
    if not found:
        return Reading((), marked=True, pictures=False) if phrase else None
    parsed = Reading(tuple(c for p in found for c in p.credits), any(p.marked for p in found), any(p.pictures for p in found))
    return parsed if signed or phrase or parsed.marked else None


def _clause(clause: str) -> Reading | None:
    if (posted := _POST_AND_NAME.fullmatch(clause.strip())) and has_surname(posted["name"]):
        clause = f"作者 {posted['name']}"
    elif author := _AUTHOR_IS.match(clause.strip()):
        clause = author[1]
    return read(clause) or (read(re.split(r"[，,]", clause)[0]) if clause.strip().startswith("作者") else None)


def _filed(text: str) -> Reading | None:
    """Read a byline that tells the place of filing, as 記者韓立冬／台北報導."""
    found = filing(text.strip())
    parsed = read(found.who) if found else None
    if not parsed or parsed.marked:
        return parsed
    reporters = tuple(credit.model_copy(update={"role": "reporter"}) for credit in parsed.credits)
    return Reading(reporters, marked=True, pictures=False)


def _marked(parsed: Reading | None) -> Reading | None:
    return parsed if parsed and parsed.marked else None


def _inside(text: str) -> str | None:
    """Return what stands in a bracket that is the whole of a text."""
    before, inner = _last_bracket(text)
    return inner if not before else None


def _last_bracket(text: str) -> tuple[str, str | None]:
    """Return what stands before the bracket at the end of a text, and what stands in it; None if it ends with no bracket.

    >>> _last_bracket("果农在分拣柑橘。（孟一凡摄）"), _last_bracket("果农")
    (('果农在分拣柑橘。', '孟一凡摄'), ('果农', None))
    """
    length = _bracket_length(text[::-1], _CLOSE, _OPEN)
    start = len(text) - length
    return (text[:start], text[start + 1 : -1]) if length else (text, None)


def _first_bracket(text: str) -> str | None:
    """Return what stands in the bracket that a text begins with, if it begins with one.

    >>> _first_bracket("（记者 韩立冬（实习生)）入冬以来"), _first_bracket("入冬以来")
    ('记者 韩立冬（实习生)', None)
    """
    length = _bracket_length(text, _OPEN, _CLOSE)
    return text[1 : length - 1] if length else None


def _bracket_length(text: str, openings: str, closings: str) -> int:
    """Return how many characters the bracket has that a text begins with; 0 if there is none."""
    kind = openings.find(text[0].translate(_WIDE)) if text else -1
    if kind < 0:
        return 0
    depth = 0
    for place, char in enumerate(text.translate(_WIDE)):
        depth += (char == openings[kind]) - (char == closings[kind])
        if not depth:
            return place + 1
    return 0
