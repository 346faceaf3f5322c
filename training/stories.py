"""Articles to be typeset: JSON Lines in, stories out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Story:
    """One article without hard wraps; `date` as in the record, empty if it has none."""

    title: str
    paragraphs: tuple[str, ...]
    kicker: str = ""
    subtitle: str = ""
    language: str = ""
    date: str = ""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Story:
        """Read an article record; a paragraph is a text, or has one.

        >>> Story.of({"title": "开会", "paragraphs": ["会开了。", {"text": "完"}]}).paragraphs
        ('会开了。', '完')
        """
        paragraphs = tuple(part if isinstance(part, str) else str(part["text"]) for part in record["paragraphs"])
        texts = {key: record.get(key) or "" for key in ("kicker", "subtitle", "language", "date")}
        return cls(record["title"], paragraphs, **texts)

    @property
    def traditional(self) -> bool:
        """Whether it is written in Traditional characters, as its record says."""
        return self.language == "zh-Hant"


def read_stories(path: Path) -> list[Story]:
    """Return the articles of a JSON Lines file that have a body."""
    with path.open(encoding="utf-8") as file:
        found = [Story.of(json.loads(line)) for line in file if line.strip()]
    return [story for story in found if story.paragraphs]
