"""The figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus.errors import InputError, UsageError
from corpus.score import FIGURES, page_name, read_gold, read_predictions, score

if TYPE_CHECKING:
    from pathlib import Path

LONG = ["今日多云转阴，夜间有小雨，最高气温十二度。", "明日雨止转晴，早晚温差较大，请注意添衣。"]
OTHER = ["市政府昨日召开会议，研究部署春季农业生产。", "会议要求各区县抓紧落实，确保不误农时农事。"]


def article(title: str, paragraphs: list[Any], **more: str) -> dict[str, Any]:
    """Return an article as gold and predictions have it."""
    return {"source": "in/p1.txt", "title": title, "paragraphs": paragraphs, **more}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Make a gold page of two articles."""
    page = {"extractor": "by hand", "articles": [article("天 气", LONG, kicker="本周"), article("农时", OTHER)]}
    (tmp_path / "p1.gold.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def figures(gold: Path, *predicted: dict[str, Any]) -> list[float]:
    """Return the figures in their order, rounded."""
    scores = score(read_gold(gold), predicted)
    assert scores.groups["by hand"] == scores.total == scores.pages["p1"]
    return [round(scores.total.values[name], 2) for name in FIGURES]


def test_a_perfect_prediction_scores_one(gold: Path) -> None:
    """White space, and how paragraphs are wrapped in records, make no difference."""
    weather = article("天气", [{"text": text.replace("，", "， "), "kind": "body"} for text in LONG], kicker="本 周")
    assert figures(gold, weather, article("农时", OTHER)) == [1, 1, 1, 1, 1, 1]


def test_nothing_predicted_scores_zero(gold: Path) -> None:
    """A page without a prediction counts in full."""
    assert figures(gold) == [0, 0, 0, 0, 0, 0]


def test_each_figure_falls_by_its_own_fault(gold: Path) -> None:
    """A wrong title, a wrong kicker, joined paragraphs, one article too many."""
    weather, farming = article("天气", LONG, kicker="本周"), article("农时", OTHER)
    assert figures(gold, weather | {"title": "雨"}, farming) == [1, 1, 1, 1, 0.5, 0.5]
    assert figures(gold, weather | {"kicker": ""}, farming) == [1, 1, 1, 1, 1, 0.5]
    assert figures(gold, weather | {"paragraphs": ["".join(LONG)]}, farming) == [0.57, 1, 1, 0.5, 1, 1]
    assert figures(gold, weather, weather, farming) == [0.8, 1, 0.8, 1, 1, 1]


def test_credit_lines_do_not_count(gold: Path) -> None:
    """Some converters leave them in the text, some do not."""
    assert figures(gold, article("天气", ["本报记者 张三", *LONG], kicker="本周"), article("农时", OTHER)) == [1, 1, 1, 1, 1, 1]


def test_a_half_recovered_body_recovers_nothing(gold: Path) -> None:
    """Nine tenths of the shingles are asked for."""
    assert figures(gold, article("天气", LONG[:1], kicker="本周"), article("农时", OTHER))[1] == 0.5


def test_gold_is_read_or_refused(gold: Path, tmp_path: Path) -> None:
    """An empty folder is a wrong call; a file that is no gold page is named."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no \*\.gold\.json"):
        read_gold(tmp_path / "empty")
    articles = ("1", '{"paragraphs": [{"kind": "body"}]}', '{"paragraphs": "今日多云。"}', '{"paragraphs": {"今日多云。": 1}}')
    for text in ("{", "[]", *(f'{{"articles": [{one}]}}' for one in articles)):
        (gold / "bad.gold.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"bad\.gold\.json: no gold page"):
            read_gold(gold)


@pytest.mark.parametrize(("line", "problem"), [("{", "no article"), ("[]", "no article"), ('{"title": "x"}', "names no source")])
def test_a_bad_line_of_predictions_is_named(tmp_path: Path, line: str, problem: str) -> None:
    """By file and line; empty lines are none."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(article("t", LONG)) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"x\.jsonl:3: .*{problem}"):
        list(read_predictions(path))


def test_gold_and_prediction_meet_by_the_name_of_the_page() -> None:
    """Folders and the ending do not matter."""
    assert {page_name("p1"), page_name("a/b/p1.txt"), page_name("a\\p1.txt")} == {"p1"}
