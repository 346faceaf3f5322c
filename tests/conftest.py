"""Fixtures shared by the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import makers
import pytest
from hypothesis import settings

import corpus
from corpus import batch

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.records import Page

settings.register_profile("busy", deadline=None)  # how long an example takes is no matter on a machine with other work
settings.load_profile("busy")


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Convert pages by hand: these tests are not about the converter."""

    def convert(text: str, *, source: str = "", encoding: str = "utf-8", sheet: object = None) -> Page:  # noqa: ARG001 - as it is called
        page = makers.page(source, title=[*text.split("\n"), "", "", ""][2])
        return page.model_copy(update={"encoding": encoding})

    monkeypatch.setattr(batch, "convert", convert)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Make a folder of three pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, title in (("a", "开 会"), ("b", "下雨"), ("c", "天 晴")):
        (folder / f"{name}.txt").write_text(makers.page(title=title).source_text, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path, pages: Path, by_hand: None) -> Path:  # noqa: ARG001 - fixtures are asked for by name
    """Make a sound dataset of these pages."""
    corpus.build(pages, tmp_path / "data")
    return tmp_path / "data"
