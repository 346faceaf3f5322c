"""jieba behind one door."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import corpus
from corpus.words import annotate, words

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "新桥建成\n本报讯 （记者 欧阳雪松）昨日，新桥建成通车，市民纷纷前往参观。\n"


def test_names_in_credits_are_words() -> None:
    """A name that no dictionary has is not cut."""
    page = annotate(corpus.convert(PAGE))
    assert "欧阳雪松" in (page.articles[0].paragraphs[0].words or ())


def test_words_are_the_text_without_white_space() -> None:
    """Nothing is lost and nothing invented when a text is cut."""
    text = "他在 Hong Kong 说：“3.5万人参加！”"
    assert "".join(words(text)) == "".join(text.split())


def test_the_first_use_is_silent_and_caches_where_the_user_caches(tmp_path: Path) -> None:
    """No log noise, and nothing in the folder for temporary files."""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    code = "from corpus.words import words; print(len(words('新桥建成通车')))"
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list((tmp_path / "cache" / "newspaper-corpus").iterdir()) != []
