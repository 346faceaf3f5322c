"""Days as newspapers print them: in full, without the year, with the year of the Republic, in Chinese numerals.

A day may be known in part: 2月14日 has no year. Parts that are not known are None, and are written as ISO 8601 does.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corpus.numerals import NUMERALS, number

if TYPE_CHECKING:
    from collections.abc import Iterator

_WEEK: Final = "一二三四五六日"
_N: Final = rf"\d{{1,2}}|[{NUMERALS}]{{1,3}}"
_YEAR: Final = (
    rf"(?P<year>(?:1[89]|20)\d\d|[一二][{NUMERALS}]{{3}})\s?年|(?:中[華华])?民[國国]\s?(?P<roc>\d{{1,3}}|[{NUMERALS}]{{1,5}})\s?年"
)
_WRITTEN: Final = re.compile(rf"(?:(?:{_YEAR})[\s/]{{0,2}})?(?P<month>{_N})\s?月[\s/]{{0,2}}(?P<day>{_N})\s?[日号號]")
_FIGURES: Final = re.compile(
    r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)\s?(?P<sign>[-./－．／])\s?(?P<month>\d{1,2})\s?(?P=sign)\s?(?P<day>\d{1,2})(?!\d)"
)
_DAY_ONLY: Final = re.compile(rf"(?P<day>{_N})[日号號]")
_STATED: Final = re.compile(r"(?P<year>(?:1[89]|20)\d\d)(?:年|-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?|年(?P<written>\d{1,2})月)?")
_WEEKDAY: Final = re.compile(rf"(?:星期|[周週礼禮]拜?)\s?(?P<named>[{_WEEK}天])|[（(]\s?(?P<short>[{_WEEK}])\s?[）)]")
_REPUBLIC: Final = 1911


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, known in full or in part.

    >>> str(Day(2020, 2, 14)), str(Day(None, 2, 14)), str(Day(2020))
    ('2020-02-14', '--02-14', '2020')
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Return the day as ISO 8601 writes it."""
        parts = [f"{part:0{width}}" for part, width in ((self.year, 4), (self.month, 2), (self.day, 2)) if part is not None]
        return ("" if self.year is not None else "--" if self.month is not None else "---") + "-".join(parts)

    @property
    def date(self) -> dt.date | None:
        """The day as a date; None if it is known in part, or there is no such day."""
        try:
            return dt.date(self.year or 0, self.month or 0, self.day or 0)
        except ValueError:
            return None

    def agrees(self, other: Day) -> bool:
        """Say whether both may be the same day.

        >>> Day(2020).agrees(Day(None, 2, 14)), Day(2020, 2, 15).agrees(Day(None, 2, 14))
        (True, False)
        """
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(one is None or two is None or one == two for one, two in pairs)

    def filled(self, other: Day) -> Day:
        """Return the day with what is not known taken from another."""
        ours, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return Day(*(one if one is not None else two for one, two in zip(ours, theirs, strict=True)))


def found(text: str) -> Iterator[tuple[Day, int, int]]:
    """Yield the days that a text names, each with where it begins and ends; those that no calendar has are left out.

    >>> [str(day) for day, _, _ in found("2020年2月15日 二〇一九年十月八日 民國104年1月9日 2019-02-26 2月14日 2月31日")]
    ['2020-02-15', '2019-10-08', '2015-01-09', '2019-02-26', '--02-14']
    """
    matches = sorted((match for form in (_WRITTEN, _FIGURES) for match in form.finditer(text)), key=re.Match.start)
    for match in matches:
        day = Day(_year(match), number(match["month"]), number(match["day"]))
        if day.filled(Day(2000)).date:  # a leap year: 2月29日 may be
            yield day, match.start(), match.end()


def _year(match: re.Match[str]) -> int | None:
    named = match.groupdict()
    if named.get("roc"):
        return _REPUBLIC + number(named["roc"])
    return number(named["year"]) if named["year"] else None


def stated(text: str) -> Day | None:
    """Return the day that a whole text states, as in a table or a path, perhaps only its year or month; None if it is none.

    >>> [str(stated(text)) for text in ("20200215", "2020-02", "2020", "2020年2月15日", "soon")]
    ['2020-02-15', '2020-02', '2020', '2020-02-15', 'None']
    """
    text = text.strip()
    whole = next((day for day, start, end in found(text) if (start, end) == (0, len(text))), None)
    match = _STATED.fullmatch(text)
    if whole or not match:
        return whole
    month, day = match["month"] or match["written"], match["day"]
    made = Day(int(match["year"]), int(month) if month else None, int(day) if day else None)
    return made if made.filled(Day(2000, 1, 1)).date else None


def weekdays(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield the days of the week that a text names, from 0 for Monday, each with where it begins and ends.

    >>> [day for day, _, _ in weekdays("星期六 周日 （三）")]
    [5, 6, 2]
    """
    for match in _WEEKDAY.finditer(text):
        yield _WEEK.find((match["named"] or match["short"]).replace("天", "日")), match.start(), match.end()


def weekday_name(day: int) -> str:
    """Return the name of a day of the week.

    >>> weekday_name(0)
    '星期一'
    """
    return f"星期{_WEEK[day]}"


def filed(printed: str, published: Day) -> dt.date | None:
    """Return the day that a dateline names, completed by what is known of the day of publication: it is not after that.

    >>> filed("2月14日", Day(2020, 2, 15)), filed("12月31日", Day(2020, 1, 1)), filed("31日", Day(2020, 2, 1))
    (datetime.date(2020, 2, 14), datetime.date(2019, 12, 31), datetime.date(2020, 1, 31))
    """
    day = next((day for day, _, _ in found(printed)), None)
    only = _DAY_ONLY.fullmatch(printed)
    day = Day(day=number(only["day"])) if only and not day else day
    if day is None or published.year is None:
        return day.date if day else None
    if published.date is None:
        return day.filled(Day(published.year)).date
    return _latest(day, published.date + dt.timedelta(days=1))


def _latest(day: Day, limit: dt.date) -> dt.date | None:
    """Return the last date up to a limit that a day may be."""
    months = [(limit.year, limit.month), *((limit.year, month) for month in range(limit.month - 1, 0, -1))]
    months += [(limit.year - 1, month) for month in range(12, 0, -1)]
    made = (day.filled(Day(*month)).date for month in months if day.agrees(Day(*month)))
    if day.year is not None:
        return day.date
    return next((date for date in made if date and date <= limit), None)
