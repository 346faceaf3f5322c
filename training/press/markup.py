"""HTML as text: elements with their attributes."""

from __future__ import annotations

import html
from typing import Final

INDENT: Final = "&#x3000;&#x3000;"
"""The indent of a paragraph that is printed as characters."""


def element(name: str, inner: str, **attributes: str) -> str:
    """Return an element; `class_` is its class, and an attribute that is empty is left out.

    >>> element("p", escaped("1 < 2"), class_="b", style="")
    '<p class="b">1 &lt; 2</p>'
    """
    written = "".join(f' {key.rstrip("_")}="{html.escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{inner}</{name}>"


def div(inner: str, **attributes: str) -> str:
    """Return a block."""
    return element("div", inner, **attributes)


def paragraph(inner: str, **attributes: str) -> str:
    """Return a paragraph."""
    return element("p", inner, **attributes)


def escaped(text: str) -> str:
    """Return a text as HTML shows it."""
    return html.escape(text)


def document(language: str, css: str, body: str) -> str:
    """Return a page."""
    return f'<html lang="{language}"><head><meta charset="utf8"><style>{css}</style></head><body>{body}</body></html>'
