"""What stands beside the body of an article and is made of its sentences: summary boxes and captions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from training.press.furniture import phrases_of
from training.style import chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.press.slots import Slots

_SENTENCE: Final = re.compile(r"[^。！？!?]+[。！？!?]")
QUOTES: Final = re.compile(r"[“”‘’「」『』（）()《》【】]")
_PAIRS: Final = ("“”", "「」", "（）")
_CAPTIONS = range(12, 76)
_CAPTIONS_CUT = range(8, 61)
_SUMMARIES = range(18, 91)
_ENOUGH: Final = 4
_MANY_CLAUSES: Final = 2


def caption(slots: Slots, paragraphs: Sequence[str], day: str) -> str:
    """Return a caption made of a sentence without quotes, with who took the picture; empty if no sentence will do."""
    rng, phrases = slots.rng, phrases_of(slots)
    found = [text for text in _sentences(paragraphs) if len(text) in _CAPTIONS and not QUOTES.search(text)]
    if not found:
        return ""
    clauses = rng.choice(found)[:-1].split("，")
    if len(clauses) > _MANY_CLAUSES and chance(rng, 0.6):
        clauses = clauses[rng.choice([0, 1]) :] if chance(rng, 0.5) else clauses[:-1]
    text = "，".join(clauses)
    if len(text) not in _CAPTIONS_CUT:
        return ""
    text = slots.one(phrases.captions, day=day) + text
    return text + slots.one(phrases.credits, who=slots.name(), other=slots.name())


def summary(slots: Slots, paragraphs: Sequence[str]) -> list[str]:
    """Return some sentences of an article, each with a bullet or the first with a word before it; none of a short article."""
    rng, phrases = slots.rng, phrases_of(slots)
    found = [text for text in _sentences(paragraphs) if len(text) in _SUMMARIES and _is_closed(text)]
    if len(found) < _ENOUGH:
        return []
    rows = sorted(rng.sample(range(len(found)), rng.choice([1, 2, 2, 3, 3])))
    bullet = rng.choice(phrases.bullets)
    chosen = [found[row].rstrip("。") for row in rows] if chance(rng, 0.4) else [found[row] for row in rows]
    if bullet not in phrases.leads:
        return [bullet + text for text in chosen]
    most = 2 if slots.words.traditional else rng.choice([1, 1, 2, 3])
    return [bullet.rstrip("：") + "：" + chosen[0], *chosen[1:most]]


def _sentences(paragraphs: Iterable[str]) -> list[str]:
    return [text.strip() for paragraph in paragraphs for text in _SENTENCE.findall(paragraph)]


def _is_closed(text: str) -> bool:
    """Say whether each pair of quotes and brackets in a text is closed."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)
