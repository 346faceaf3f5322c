"""An article cut in two by a jump, for two pages of one issue: where it is cut, and what stands over the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from training.press.furniture import phrases_of
from training.press.manuscript import Jump, Manuscript, Paragraph
from training.press.words import numeral
from training.style import chance

if TYPE_CHECKING:
    from training.press.articles import Article
    from training.press.slots import Slots

_LEAST_PARAGRAPHS: Final = 5
_LEAST: Final = 300
"""The paragraphs, and the characters, of an article that is long enough to be cut."""
_PAUSE: Final = re.compile("[，、]")
_HAN: Final = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_AWAY: Final = 8
"""Characters between a cut and the ends of its paragraph."""
_CLAUSE: Final = re.compile("[ ，：、？！；]|——")
_SHORT_TITLE: Final = 4


def may_cut(article: Article) -> bool:
    """Say whether an article is long enough to be cut."""
    return len(article.paragraphs) >= _LEAST_PARAGRAPHS and article.size >= _LEAST


def cut(slots: Slots, whole: Manuscript, here: int, there: int) -> tuple[Manuscript, Manuscript] | None:
    """Return the parts of an article on the pages `here` and `there`; None if it is too short.

    In half of them the cut is in a paragraph: behind a pause, or between any two characters, as lines end. Gold says so in
    `jump_cut`; `cut_at` is the paragraph before the cut, or behind it, and `issue_id` that of both.
    """
    rng, body = slots.rng, whole.body
    places = [n for n in range(2, len(body) - 1) if not body[n - 1].crosshead]
    if not may_cut(whole.article) or not places:
        return None
    place = rng.choice(places)
    first, rest = body[:place], body[place:]
    inside = [m.end() for m in rng.choice([_PAUSE, _HAN]).finditer(first[-1].text) if _AWAY < m.end() < len(first[-1].text) - _AWAY]
    is_cut = bool(inside) and chance(rng, 0.5)
    if is_cut:
        text, at = first[-1].text, rng.choice(inside)
        first, rest = [*first[:-1], Paragraph(text[:at])], [Paragraph(text[at:]), *rest]
    forms = phrases_of(slots)
    facts = {"issue_id": "jump", "jump_cut": is_cut}
    to = Jump(there, slots.one(forms.jumps_to, label=_label(slots, there)), onward=True)
    back = Jump(here, slots.one(forms.jumps_from, label=_label(slots, here)), onward=False)
    opening = replace(whole, body=first, signature="", note="", jump=to, facts=facts | {"cut_at": first[-1].text})
    headed = replace(whole.article, title=_shortened(slots, whole.title))
    facts["cut_at"] = rest[0].text
    return opening, replace(
        whole, article=headed, kicker="", subtitle="", body=rest, summary=[], byline="", captions=[], jump=back, facts=facts
    )


def _label(slots: Slots, page: int) -> str:
    """Draw how a page is named in a jump line."""
    return slots.rng.choice([str(page), f"第{page}", f"第{numeral(page)}", numeral(page), f"{page:02d}"])


def _shortened(slots: Slots, title: str) -> str:
    """Return a title as it stands over the rest of its article: whole, or one clause of it."""
    clauses = [part for part in _CLAUSE.split(title) if len(part) >= _SHORT_TITLE]
    return slots.rng.choice(clauses) if len(clauses) > 1 and chance(slots.rng, 0.4) else title
