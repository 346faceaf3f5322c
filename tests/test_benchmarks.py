"""The benchmarks: the gate on pages of our own text, and that what is measured is what is said to be measured."""

from __future__ import annotations

import argparse
import dataclasses
import doctest
import json
import re
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import makers
import pytest

import corpus
from benchmarks import tables
from benchmarks.accuracy import floors, lines, pages, peers, plot, reliability, run, summary
from benchmarks.editions import run as editions
from benchmarks.training_data import run as training_data
from corpus import lines as printed
from corpus import score

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
GATE = ROOT / "tests" / "gold" / "pages"
FLOORS = ROOT / "benchmarks" / "accuracy" / "floors.json"
DOC = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
MODULES = [ROOT / "benchmarks" / "tables.py", *sorted((ROOT / "benchmarks").glob("*/*.py"))]


def gold(*articles: dict[str, object], text: str = "") -> pages.Gold:
    """Return a gold page of some articles."""
    facts = {"date": "2020-01-02", "extractor": "by hand", "furniture": [], "articles": articles}
    return pages.Gold(score.GoldPage("p", tuple(score.Story.of(article) for article in articles), facts), text, "digest")


def asked(*words: str) -> argparse.Namespace:
    """Return what a command line asks for."""
    parser = argparse.ArgumentParser()
    pages.add_choice(parser)
    tables.add_output(parser)
    return parser.parse_args(words)


def test_accuracy_is_at_its_floor() -> None:
    """The gate: 40 pages of our own text. See docs/accuracy.md for how floors are set."""
    command = [sys.executable, "benchmarks/accuracy/run.py", "tests/gold/pages", "--by", "family", "--floors", str(FLOORS), "gate"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_editions_are_at_their_floor() -> None:
    """Pairs of pages of our own text that share an article. See docs/archive.md."""
    gold, held = "tests/gold/editions", "benchmarks/editions/floors.json"
    command = [sys.executable, "benchmarks/editions/run.py", gold, "--floors", held, "gate"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_figures_of_editions() -> None:
    """A join that is none and a pair that is not exact are seen; where nothing was joined, nothing is false."""
    assert editions.figures({}, [])["true joins"] == 1.0
    assert editions.figures({}, [Counter({"true joins": 3, "false joins": 1})])["true joins"] == 0.75
    text, twice = (
        "云江日报 2020年2月15日 星期六 第{}版\n\n新桥建成通车\n\n{}\n",
        ("本报讯 昨日，新桥建成，\n（下转2版）", "（上接1版）\n来往方便。"),
    )
    gold = [{"newspaper": "云江日报", "date": "2020-02-15", "page": n, "furniture": [f"云江日报 2020年2月15日 第{n}版"]} for n in (1, 2)]
    parts = [{"title": "新桥建成通车", "issue_id": "a", "paragraphs": [one]} for one in ("本报讯 昨日，新桥建成，", "来往方便。")]
    pages = {
        f"a-p{n}": (corpus.convert(text.format(n, twice[n - 1]), source=f"a-p{n}.txt"), {**gold[n - 1], "articles": [parts[n - 1]]})
        for n in (1, 2)
    }
    assert {name for name, value in editions.figures(pages, []).items() if value < 1} == {"right article"}  # no paragraph is whole
    parts[1]["paragraphs"] = ["来往不便。"]
    assert editions.figures(pages, [])["exact at the cut"] == 0.0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_examples_in_benchmarks_hold(path: Path) -> None:
    """Doctests."""
    assert doctest.testmod(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))).failed == 0


def test_floors_notice_other_gold_and_lower_figures() -> None:
    """A page exchanged is told by its digest."""
    own = {"sha256": "d", "figures": {"article": 0.9, "title": 0.5}}
    assert floors.below(floors.Measured({"article": 0.9, "title": 0.5}, "d"), own) == []
    assert floors.below(floors.Measured({"article": 0.8, "title": 0.5}, "e"), own) == [
        "the gold is not the one that the floors were set on: e",
        "article: 0.8000 is below 0.9",
    ]


def test_a_floor_goes_down_only_with_a_reason(tmp_path: Path) -> None:
    """Without one nothing is written; with one it is kept."""
    path = tmp_path / "floors.json"
    args = argparse.Namespace(floors=[str(path), "gate"], set_floors=True, lower="")
    assert floors.hold(args, floors.Measured({"article": 0.9}, "d")) == []
    assert floors.hold(args, floors.Measured({"article": 0.8}, "d"))[0].startswith("article: below the floor")
    assert floors.read(path)["gate"]["figures"] == {"article": 0.894}
    args.lower = "harder pages"
    assert floors.hold(args, floors.Measured({"article": 0.8}, "e")) == []
    stored = floors.read(path)["gate"]
    assert (stored["sha256"], stored["figures"], stored["lowered"][0]["reason"]) == ("e", {"article": 0.794}, "harder pages")


def test_a_gate_without_floors_fails(tmp_path: Path) -> None:
    """So that a wrong name holds nothing up in silence."""
    args = argparse.Namespace(floors=[str(tmp_path / "none.json"), "gate"], set_floors=False)
    assert floors.hold(args, floors.Measured({}, "d")) == ["no floors for gate yet: set them with --set-floors"]


def test_decisions_are_told_apart() -> None:
    """A wrong join, a wrong split, a headline given to another body."""
    first, second = ["一二三四五六七八九十。", "甲乙丙丁戊己庚辛壬癸。"], ["子丑寅卯辰巳午未申酉戌亥。"]
    page = gold({"title": "天气", "paragraphs": first}, {"title": "农时", "paragraphs": second})
    swapped = [
        {"source": "p", "title": "农时", "paragraphs": ["".join(first)]},
        {"source": "p", "title": "天气", "paragraphs": [second[0][:5], second[0][5:]]},
    ]
    assert run.decisions([page], swapped) == {"wrong joins": 1, "wrong splits": 1, "headline of another body": 2}


def test_lines_of_the_gate_have_their_true_labels() -> None:
    """A label a piece on every page, and each role on some."""
    seen = set()
    for page in pages.read([GATE]):
        found = lines.labels(page)
        assert found is not None
        assert len(found) == len(printed.pieces(page.text))
        seen |= {label.role for label in found}
    assert seen == set(lines.ROLES)


def test_a_perfect_labeller_has_perfect_figures() -> None:
    """And a page on which the gold does not stand is left out."""
    comparison = lines.Comparison()
    (page, *_) = pages.read([GATE])
    wanted = lines.labels(page) or []
    comparison.pairs.update(zip(wanted, wanted, strict=True))
    confusion, roles, *_ = lines.tables(comparison)
    assert all(value == 0 for i, row in enumerate(confusion.rows) for k, value in enumerate(row[1:]) if i != k)
    assert {row[0]: row[1:4] for row in roles.rows}["body"] == [1, 1, 1]
    comparison.add(gold({"title": "", "paragraphs": ["不在这里的一段。"]}, text="别的文字。"))
    assert comparison.left_out == 1


def test_claims_are_right_where_the_gold_agrees() -> None:
    """Of a page made by hand: all right, or the headline wrong, which makes the article wrong, too."""
    page = makers.page(title="开 会")
    article = page.articles[0].model_copy(update={"confidence": 0.8, "headline_confidence": 0.9})
    page = page.model_copy(update={"articles": (article,)})
    body = [paragraph.text for paragraph in article.paragraphs]
    right = reliability.claims(gold({"title": "开会", "paragraphs": body}), page)
    wrong = reliability.claims(gold({"title": "散会", "paragraphs": body}), page)
    assert [(claim.kind, claim.given, claim.right) for claim in right] == [
        ("paragraphs", 1.0, True),
        ("articles", 0.8, True),
        ("headlines", 0.9, True),
    ]
    assert [claim.right for claim in wrong] == [True, False, False]


def test_a_text_of_the_gold_makes_one_paragraph_right() -> None:
    """The same paragraph twice is wrong once."""
    page = makers.page()
    page = page.model_copy(update={"articles": page.articles * 2})
    found = reliability.claims(gold({"title": "开会", "paragraphs": [page.articles[0].paragraphs[0].text]}), page)
    assert [claim.right for claim in found if claim.kind == "paragraphs"] == [True, False]


def claims(given: float, right: int, wrong: int) -> list[reliability.Claim]:
    """Return claims of one confidence."""
    return [reliability.Claim("articles", given, right=number < right) for number in range(right + wrong)]


def test_every_claim_is_in_one_bin() -> None:
    """The edges too, and certainty itself."""
    everything = [claim for edge in reliability.EDGES for claim in claims(edge, 1, 1)]
    assert sum(row.count for row in reliability.bins(everything)) == len(everything)


def test_the_calibration_error_is_nought_where_confidence_is_earned() -> None:
    """Nine of ten at 0.9; all right at 0.5 is as wrong as none."""
    assert reliability.error(reliability.bins(claims(0.9, 9, 1))) == pytest.approx(0)
    assert reliability.error(reliability.bins(claims(0.5, 4, 0))) == pytest.approx(0.5)
    assert reliability.error([]) == 0


def test_the_plot_has_a_panel_a_kind_and_a_dot_a_bin() -> None:
    """And is well-formed XML."""
    rows = reliability.bins([*claims(0.9, 9, 1), *claims(0.2, 1, 4)])
    root = ET.fromstring(plot.drawing({"articles": rows, "headlines": []}))  # noqa: S314 - our own
    assert len(root.findall("{*}g")) == 2
    assert [len(panel.findall("{*}circle")) for panel in root.findall("{*}g")] == [2, 0]


def test_a_peer_that_is_not_installed_is_left_out_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    """With the command that installs it."""

    def load() -> peers.Paragraphs:
        raise ModuleNotFoundError

    assert peers.run(peers.Peer("tool", "tool[text]", load), []) is None
    assert "pip install 'tool[text]'" in capsys.readouterr().err


def test_peers_are_scored_by_the_same_figures() -> None:
    """A page of one block is one paragraph to a plain join."""
    page = gold({"title": "天气", "paragraphs": ["今日多云。"]}, text="今日\n多云。\n")
    row = peers.run(peers.PEERS[0], [page])
    assert row is not None
    assert peers.table([dataclasses.replace(row, seconds=1)], [page]).rows == [["plain join in blank-line blocks", 1, 1, 0, "1"]]


class NoShort:
    """A filter in the way of datatrove's."""

    def filter(self, document: argparse.Namespace) -> bool | tuple[bool, str]:
        """Cut one-character lines out, drop what has one line."""
        document.text = "\n".join(line for line in document.text.split("\n") if len(line) > 1)
        return "\n" in document.text or (False, "short")


def test_what_a_filter_leaves_is_counted_with_its_reasons() -> None:
    """Documents, characters after what was cut out of them, and why the others were dropped."""
    judge = training_data._judge(NoShort(), argparse.Namespace)  # noqa: SLF001
    found = training_data.tally(judge, ["今日\n多\n云下", "短", "明日\n天晴"])
    assert (found.documents, found.kept_documents, found.characters, found.kept_characters) == (3, 2, 10, 8)
    assert found.reasons == {"short": 1}
    both = training_data._all_of([judge, lambda _: ("", "never")])  # noqa: SLF001
    assert [both("短")[1], both("今日\n多云")[1]] == ["short", "never"]


def test_pages_are_chosen_by_facts_dates_and_number() -> None:
    """Every `--only` must hold, one `--since` is enough."""

    def names(*words: str) -> list[str]:
        return [page.page.name for page in pages.chosen(asked(str(GATE), *words))]

    assert names("--only", "family=a4") == [f"a4-{number}" for number in range(4)]
    assert names("--only", "family=a4,jumps", "--only", "order=before") == names("--only", "family=a4")
    with pytest.raises(SystemExit, match="no page is of these facts and dates"):
        names("--since", "2999", "--since", "1900..1901")
    assert names("--since", "2999", "--since", "1900") == names()
    assert len(names("--sample", "7")) == 7


def test_figures_are_kept_in_the_place_of_those_before(tmp_path: Path) -> None:
    """By what they were measured on."""
    path = tmp_path / "accuracy.json"
    path.write_text('{"figures": ["para_f1"], "rows": []}', encoding="utf-8")
    for value in (0.5, 0.75):
        summary.record(path, "the seed", score.Figures({"para_f1": value}, 8))
    (row,) = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert (row["para_f1"], row["articles"]) == (0.75, 8)


def test_tables_are_put_in_their_place_and_nowhere_else(tmp_path: Path) -> None:
    """What stood there is replaced, however often; a place that is not there ends the program."""
    path = tmp_path / "doc.md"
    path.write_text("above\n<!-- x -->\nold\n<!-- /x -->\nbelow\n", encoding="utf-8")
    for content in ("new", "newer"):
        tables.put(path, "x", content)
    assert path.read_text(encoding="utf-8") == "above\n<!-- x -->\n\nnewer\n\n<!-- /x -->\nbelow\n"
    with pytest.raises(SystemExit, match="no place called y"):
        tables.put(path, "y", "")


def places(text: str, pattern: str) -> Sequence[str]:
    """Return the names of places in a text, in order."""
    return sorted(re.findall(pattern, text))


def test_every_table_of_the_docs_is_measured_by_the_script() -> None:
    """And the other way round: no place is left over, no table has none."""
    script = (ROOT / "benchmarks" / "publish.sh").read_text(encoding="utf-8")
    assert places(script, r"--into \$doc ([\w-]+)") == places(DOC, r"<!-- ([\w-]+) -->") == places(DOC, r"<!-- /([\w-]+) -->")
    kept = re.findall(r'--record \$kept "([^"]+)"', script)
    assert set(summary.GOALS) <= set(kept)
