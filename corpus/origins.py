"""Where a page comes from: newspaper, edition, date and page, settled from all that is said of them.

What is said comes in the order of trust: a correction, a sidecar, options, the path, the print, what the text implies. The most trusted
value is taken; one that does not fit it is kept beside it as a contradiction. Where the print says two things as plainly as
each other, it says nothing: both are contradictions.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, get_args

from corpus import days, folios
from corpus.chars import writable
from corpus.days import Day
from corpus.errors import InputError
from corpus.jumps import page_label
from corpus.lines import printed
from corpus.records import Origin, Statement
from corpus.rows import bare
from corpus.seams import tidy

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corpus.folios import Said
    from corpus.records import Article, Page, StatedField

FIELDS: Final[tuple[StatedField, ...]] = ("newspaper", "edition", "date", "page")
"""What makes an edition and a place in it."""

_EDGE: Final = 4
"""Lines at either end of a page."""

_TRUST: Final[tuple[Origin, ...]] = get_args(Origin)


def statement(field: StatedField, value: str, origin: Origin) -> Statement:
    """Return a statement with its value in the form that the records use.

    >>> statement("date", "2020年2月15日", "path").value, statement("page", "第A05版", "path").value
    ('2020-02-15', 'A5')

    Raises:
        ValueError: if the value is no date, or empty.

    """
    value = writable(value)
    day = days.stated(value) if field == "date" else None
    if field == "date" and day is None:
        message = f"date {value!r} is no date; write it as 2020-02-15"
        raise ValueError(message)
    made = str(day) if day else page_label(value) if field == "page" else value.strip()
    if not made:
        message = f"{field} is empty"
        raise ValueError(message)
    return Statement(field=field, value=made, origin=origin)


def statements(values: Mapping[Any, str | None], origin: Origin, place: str) -> Iterator[Statement]:
    """Yield what values say of `FIELDS`, those that are empty left out.

    Raises:
        InputError: if one is no date.

    """
    for name in FIELDS:
        value = values.get(name)
        try:
            if value is not None and value.strip():
                yield statement(name, value, origin)
        except ValueError as error:
            raise InputError(place, str(error), help="correct it, or leave it empty") from error


def located(page: Page, stated: Iterable[Statement] = ()) -> Page:
    """Return a page that knows where it comes from, as its articles do; datelines have full dates where the year is known."""
    said = [*stated, *_printed(page)]
    said.sort(key=lambda one: _TRUST.index(one.origin))
    day = _day(said)
    if day.date is None and (implied := _implied(page.articles, day)):
        said.append(implied)
        day = _day(said)
    newspaper, edition, label = (_value(said, field) for field in ("newspaper", "edition", "page"))
    place = {"newspaper": newspaper, "edition": edition, "date": day.date, "page": label}
    return page.model_copy(
        update=place
        | {
            "provenance": tuple(_checked(said, place | {"date": day})),
            "articles": tuple(_dated(article, day).model_copy(update=place) for article in page.articles),
        }
    )


def stated(page: Page) -> list[Statement]:
    """Return what was said of a page by others than its print: with it, `located` settles the same again."""
    others = (one for one in page.provenance if one.origin not in {"printed", "implied"})
    return [one.model_copy(update={"agrees": True}) for one in others]


def contradictions(page: Page) -> list[str]:
    r"""Return what is said of a page and does not fit its record, in words.

    >>> import corpus
    >>> contradictions(corpus.convert("云江日报 2020年2月15日 星期日 第1版\n\n    今日多云。\n", source="a.txt"))
    ['weekday 星期日 printed, but 2020-02-15 is a 星期六']
    """
    return [_contradiction(page, one) for one in page.provenance if not one.agrees]


def _contradiction(page: Page, one: Statement) -> str:
    where = "printed" if one.origin == "printed" else f"by {one.origin}"
    if one.field == "weekday" and page.date:
        return f"weekday {one.value} {where}, but {page.date} is a {days.weekday_name(page.date.weekday())}"
    taken = getattr(page, one.field, None)
    return f"{one.field} {one.value} {where}, " + (f"but {taken} is taken" if taken else "and another: none is taken")


def _neighbours(page: Page) -> list[str]:
    """Return the furniture that stands together as one text, for an extractor may set each word of a folio on a line of its own."""
    spans = sorted((span.start, span.end) for item in page.furniture for span in item.spans)
    text, groups, last, apart = page.source_text, [""], 0, False
    for start, end in spans:
        line = tidy(text[start:end])
        was_apart, apart = apart, folios.is_prose(line)
        if text[last:start].strip() or apart or was_apart:
            groups.append("")
        groups[-1] += f" {line}"
        last = end
    return groups


def _printed(page: Page) -> Iterator[Statement]:
    """Yield what furniture says: of each field what is said most plainly, each value once, then the rest that differs.

    What no furniture names may the first and last lines of the page, whatever they were taken for.
    """
    said = folios.read(_neighbours(page))
    lines = [match.group() for match in printed(page.source_text)]
    known = {one.field for one in said}
    said += [one for one in folios.standing([*lines[:_EDGE], *lines[_EDGE:][-_EDGE:]]) if one.field not in known]
    for field in (*FIELDS, "weekday"):
        ranked = sorted((one for one in said if one.field == field), key=lambda one: -one.weight)
        plainest = [one for one in ranked if one.weight == ranked[0].weight]
        kept = [one for one in ranked if one.weight == folios.PLAIN or one in plainest]
        yield from (Statement(field=one.field, value=one.value, origin="printed") for one in _once(kept))


def _once(said: Iterable[Said]) -> Iterable[Said]:
    return {(one.field, one.value): one for one in said}.values()


def _value(said: Sequence[Statement], field: StatedField) -> str | None:
    """Return the value that the most trusted origin gives; None if it gives two."""
    for origin in _TRUST:
        values = [one.value for one in said if (one.field, one.origin) == (field, origin)]
        if values:
            first = max(values, key=len)
            return first if all(_alike(field, first, value) for value in values) else None
    return None


def _day(said: Sequence[Statement]) -> Day:
    """Return the day as far as it is known: each origin may add what those before it left open.

    Of several days that differ, only those count that fall on a day of the week that is printed.
    """
    day, weekdays = Day(), {one.value for one in said if one.field == "weekday"}
    for origin in _TRUST:
        told = [_read(one.value) for one in said if (one.field, one.origin) == ("date", origin)]
        fitting = [one for one in told if one.agrees(day)]
        if any(not one.agrees(two) for one, two in pairwise(fitting)):
            fitting = [one for one in fitting if one.date and days.weekday_name(one.date.weekday()) in weekdays]
        if fitting and all(one.agrees(fitting[0]) for one in fitting):
            for one in fitting:
                day = day.filled(one)
    return day


def _read(value: str) -> Day:
    """Return the day that ISO 8601 writes so, in full or in part."""
    parts = value.lstrip("-").split("-")
    known = [int(part) for part in parts]
    return Day(*known) if not value.startswith("-") else Day(None, *known) if value[2] != "-" else Day(None, None, *known)


def _checked(said: Iterable[Statement], place: dict[str, object]) -> Iterator[Statement]:
    """Yield the statements, those that do not fit marked."""
    for one in said:
        yield one if _fits(one, place) else one.model_copy(update={"agrees": False})


def _fits(one: Statement, place: dict[str, object]) -> bool:
    day = place["date"]
    if isinstance(day, Day) and one.field == "date":
        return _read(one.value).agrees(day) and (day != Day())
    if isinstance(day, Day) and one.field == "weekday":
        return day.date is None or days.weekday_name(day.date.weekday()) == one.value
    return place[one.field] is not None and _alike(one.field, str(place[one.field]), one.value)


def _alike(field: StatedField, one: str, two: str) -> bool:
    """Say whether two values say the same; a label without its letter may be the one with it.

    >>> _alike("page", "A5", "5"), _alike("page", "A5", "B5"), _alike("newspaper", "蘋果日報 (台灣)", "蘋果日報（台灣）")
    (True, False, True)
    """
    one, two = (bare(unicodedata.normalize("NFKC", text)) for text in (one, two))
    if field == "page" and (one.isdecimal() or two.isdecimal()):
        one, two = (text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for text in (one, two))
    return one == two


def _implied(articles: Iterable[Article], day: Day) -> Statement | None:
    """Return the latest date of filing, if any can be known in full."""
    filed = [date for article in articles if (date := _filed(article, day))]
    fitting = [date for date in filed if Day(date.year, date.month, date.day).agrees(day)]
    return Statement(field="date", value=max(fitting).isoformat(), origin="implied") if fitting else None


def _filed(article: Article, day: Day) -> dt.date | None:
    printed = article.dateline and article.dateline.date_printed
    return days.filed(printed, day) if printed else None


def _dated(article: Article, day: Day) -> Article:
    """Return an article whose dateline has its date in full, if that can be known."""
    if not article.dateline or not (date := _filed(article, day)):
        return article
    return article.model_copy(update={"dateline": article.dateline.model_copy(update={"date": date})})
