"""The review page as one file that needs no network and no server: to be sent, kept, or opened years later."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from corpus import whole
from corpus.catalog import Query
from corpus.desk import Seen

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.desk import Desk

SCRIPTS: Final = ("dom.js", "text.js", "data.js", "list.js", "sheet.js", "mend.js", "plots.js", "app.js")
"""The modules of the page, each after those that it imports."""

_IMPORT: Final = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ", re.MULTILINE)


def still(desk: Desk, most: int) -> tuple[str, int]:
    """Return a page of HTML that holds the most doubtful pages of a dataset, and how many those are."""
    numbers = desk.catalog.select(Query(unit="pages"), desk.states)[:most].tolist()
    held = set(numbers)
    articles = [row for row in desk.catalog.select(Query(), desk.states).tolist() if int(desk.catalog.page_of[row]) in held]
    data = {
        "facts": desk.facts() | {"corrections": "", "author": ""},
        "figures": desk.figures(),
        "joins": desk.joins(),
        "lists": {
            "pages": desk.catalog.rows("pages", numbers, desk.states),
            "articles": desk.catalog.rows("articles", articles, desk.states),
        },
        "pages": {str(number): _held(desk, number) for number in numbers},
    }
    return page(data), len(numbers)


def _held(desk: Desk, number: int) -> dict[str, Any]:
    """Return all that is shown of a page, with the evidence."""
    shown = desk.shown(number)
    return shown | {"evidence": desk.evidence(number, Seen(shown["page"]["source"], shown["page"]["sha256"]))}


def write(desk: Desk, path: str | Path, most: int) -> tuple[int, int]:
    """Write the page of `still` to a file; return the number of pages in it and its bytes."""
    text, held = still(desk, most)
    return held, whole.write(path, text).stat().st_size


def page(data: dict[str, Any]) -> str:
    """Return the page with everything in it; whatever the data says, it stays data.

    >>> "</script><b>" in page({"x": "</script><b>"})
    False
    """
    folder = resources.files("corpus") / "web"
    html, style, *scripts = ((folder / name).read_text(encoding="utf-8") for name in ("index.html", "style.css", *SCRIPTS))
    script = "\n".join(_EXPORT.sub("", _IMPORT.sub("", one)) for one in scripts)
    sources = f"script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:"
    policy = f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
    return (
        html.replace("<!-- policy -->", f'<meta http-equiv="content-security-policy" content="{policy}">')
        .replace('<link rel="icon" href="icon.svg">', '<link rel="icon" href="data:,">')
        .replace('<link rel="stylesheet" href="style.css">', f"<style>{style}</style>")
        .replace(
            '<script type="module" src="app.js"></script>',
            f'<script type="application/json" id="still">{text}</script>\n<script type="module">{script}</script>',
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
