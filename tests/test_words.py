"""jieba and rjieba behind one door."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.words import _tokenizer, annotate, words

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "新桥建成\n本报讯 （记者 欧阳雪松）昨日，新桥建成通车，市民纷纷前往参观。\n"


@pytest.fixture(params=["jieba", "rjieba"])
def segmenter(request: pytest.FixtureRequest) -> str:
    """Return each segmenter that is installed."""
    name = str(request.param)
    pytest.importorskip(name, reason=f"{name} is not installed: pip install 'newspaper-corpus[fast]'")
    return name


def test_names_in_credits_are_words(segmenter: str) -> None:
    """A name that no dictionary has is not cut; the record says what cut the others."""
    (article,) = annotate(corpus.convert(PAGE), segmenter).articles
    assert "欧阳雪松" in (article.paragraphs[0].words or ())
    assert "新桥" in (article.keywords or ())
    assert article.segmenter == f"{segmenter} {metadata.version(segmenter)}"


@pytest.mark.parametrize("segmenter", ["jieba", "rjieba"])
@given(text=st.text() | st.text(alphabet="新桥建成通车了他在Hong Kong说：“3.5万人参加！”的 \u3000\n〇㐀𠀀é"))
def test_words_are_the_text_without_white_space(segmenter: str, text: str) -> None:
    """Nothing is lost and nothing invented when a text is cut."""
    pytest.importorskip(segmenter)
    assert "".join(words(text, segmenter=segmenter)) == "".join(text.split())


def test_both_cut_alike() -> None:
    """Here always; on newspapers nearly always, as benchmarks/words measures."""
    pytest.importorskip("rjieba")
    texts = [part.text for article in corpus.read() for part in article.paragraphs]
    assert [words(text, segmenter="rjieba") for text in texts] == [words(text) for text in texts]


def test_a_segmenter_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether there is none of this name or it is not installed."""
    with pytest.raises(corpus.UsageError, match="none is called 'thulac'\nhelp: it is one of: jieba, rjieba"):
        words("新桥", segmenter="thulac")
    _tokenizer.cache_clear()
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(corpus.MissingExtraError, match=r"newspaper-corpus\[fast\]"):
        words("新桥", segmenter="rjieba")


def test_the_first_use_is_silent_and_caches_where_the_user_caches(tmp_path: Path) -> None:
    """No log noise, and nothing in the folder for temporary files."""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    code = "from corpus.words import words; print(len(words('新桥建成通车')))"
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list((tmp_path / "cache" / "newspaper-corpus").iterdir()) != []
