"""What is handed to the browser, and the gold of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as HTML; its articles, layout and furniture as gold says them.

    `options` is how the browser prints it on sheets of a fixed size, and `running` what stands on each of them, with `{p}` for its
    number and `{n}` for that of the last; where there are no options it is one sheet, as long as what stands on it.
    """

    html: str
    gold: list[dict[str, Any]]
    layout: dict[str, Any]
    furniture: list[str]
    options: dict[str, Any] = field(default_factory=dict)
    running: tuple[str, ...] = ()
