"""What is on a page of a paper and in no article: the folio above it, the line of editors and addresses below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.press import forms
from training.press.words import digits, numeral, republic_year
from training.style import chance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from training.press.forms import Forms
    from training.press.slots import Slots

_PHONE: Final = "0{10-99}-{60000000-89999999}"
_SITE: Final = "www.{paper|news|ribao}.example.{cn|com}"
_WRITTEN_DAYS: Final = 25
"""The first day of a month that is never written in words."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The paper, the day (ISO) and the page that furniture speaks of."""

    paper: str
    date: str
    page: int

    @property
    def day(self) -> tuple[int, int, int]:
        """Year, month and day."""
        year, month, day = (int(part) for part in self.date.split("-"))
        return year, month, day

    @property
    def month_and_day(self) -> str:
        """The day as texts name it.

        >>> Issue("海报", "2019-02-03", 1).month_and_day
        '2月3日'
        """
        _, month, day = self.day
        return f"{month}月{day}日"


def phrases_of(slots: Slots) -> Forms:
    """Return the forms of the script of what is being set."""
    return forms.TRADITIONAL if slots.words.traditional else forms.SIMPLIFIED


def folio(slots: Slots, issue: Issue) -> tuple[str, ...]:
    """Draw the folio of a page, in the pieces that stand apart on its line."""
    rng, phrases = slots.rng, phrases_of(slots)
    weekday = rng.choice("一二三四五六日")
    facts = _dates(issue) | {
        "day": rng.choice(phrases.days).format(**_dates(issue)),
        "week": rng.choice(phrases.weekdays).format(weekday=weekday),
        "label": rng.choice(phrases.labels).format(page=issue.page, written_page=numeral(issue.page)),
        "weekday": weekday,
        "paper": issue.paper,
        "section": rng.choice(slots.words.sections),
        "any_role": lambda: rng.choice(forms.ROLES),
        "lunar": lambda: rng.choice(forms.LUNAR),
    }
    drawn = _headed(slots, facts) if slots.words.traditional else _roles(slots, facts)
    return slots.row(phrases.folios, **{**facts, **drawn})


def _headed(slots: Slots, facts: Mapping[str, object]) -> dict[str, object]:
    """Return the name of the paper, which its section may follow."""
    paper = facts["paper"]
    return {"headed": slots.rng.choice([paper, paper, f"{paper}　{facts['section']}"])}


def _roles(slots: Slots, facts: Mapping[str, object]) -> dict[str, object]:
    """Return the section, spaced out here and there if it has two characters, a role, and what parts it from a name."""
    rng, section = slots.rng, str(facts["section"])
    if chance(rng, 0.2) and len(section) == len("要闻"):
        section = rng.choice([" ", "　"]).join(section)
    return {"section": section, "role": rng.choice(forms.ROLES), "colon": rng.choice([" ", "：", "　", ":"])}


def footer(slots: Slots, issue: Issue) -> tuple[str, ...]:
    """Draw the line below a page, in the pieces that stand apart on it."""
    rng = slots.rng
    facts: dict[str, object] = {"paper": issue.paper, "phone": slots.fill(_PHONE)}
    facts["mail"] = slots.fill(forms.MAIL, page=issue.page, domain=lambda: rng.choice(forms.DOMAINS))
    facts["site"] = slots.fill(_SITE)
    if not slots.words.traditional:
        facts["colon"] = rng.choice(["：", " ", ":", "："])
    return slots.row(phrases_of(slots).footers, **facts)


def _dates(issue: Issue) -> dict[str, object]:
    """Return the day of an issue in the ways in which papers write it."""
    year, month, day = issue.day
    return {
        "y": year,
        "m": month,
        "d": day,
        "roc": year - 1911,
        "written_roc": republic_year(year),
        "written_year": digits(year),
        "written_month": numeral(month),
        "written_day": numeral(day) if day < _WRITTEN_DAYS else day,
    }
