"""What the statistics of the reading order are made from, and a training of a minute, where torch is installed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from test_order import PAIRS, shuffled

from corpus import affinity, assembly
from corpus.attention import Attention
from corpus.labels import LABELS, transitions
from corpus.order import PARTED, Stretch
from training.gold import GoldPage, read_gold
from training.order import material, networks
from training.order.evaluate import evaluate, labelled
from training.order.truth import Page, claims, is_kept_back, texts_of
from training.shuffled import Placed, Shuffled, found_order, nearest, read, wanted
from training.shuffled import main as shuffled_main
from training.sources import Held
from training.units import bare

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "benchmarks" / "articles.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of gold pages in layout order, and one in stream order."""
    for number, pair in enumerate(PAIRS[:6]):
        articles = [{"title": "", "paragraphs": list(story.paragraphs)} for story in pair]
        facts = {"date": f"2019-0{number + 1}-01", "extractor": "pdfium" if number == 5 else "pdftotext", "articles": articles}
        (tmp_path / f"{number}.txt").write_text(shuffled(*pair), encoding="utf-8")
        (tmp_path / f"{number}.gold.json").write_text(json.dumps(facts), encoding="utf-8")
    return tmp_path


@pytest.fixture
def page(folder: Path) -> GoldPage:
    """Give the first of these pages."""
    return read_gold(folder)[0]


def test_gold_is_laid_over_shuffled_columns(page: GoldPage) -> None:
    """Each printed character is of the gold where the gold has the same one, and each character of the gold is printed once."""
    texts = texts_of(page.facts)
    found = claims(page.text, texts)
    printed = [i for i, char in enumerate(page.text) if not char.isspace()]
    assert all(texts[found.text[i]].content[found.place[i]] == page.text[i] for i in printed)
    assert len({(found.text[i], found.place[i]) for i in printed}) == len(printed) == sum(len(text.content) for text in texts)


def test_gold_labels_and_the_order_of_the_gold_give_the_gold(page: GoldPage) -> None:
    """The ceiling of a perfect order is every paragraph, where each line is of one column."""
    page = replace(page, text=page.text.replace(" ", "\n"))
    truth = Page(page, affinity.statistics())
    records = labelled(truth, page.text, np.lexsort((truth.place, truth.text)).tolist())
    assert [text for record in records for text in record["paragraphs"]] == [text.content for text in texts_of(page.facts)]


def test_only_layout_order_is_read_and_dates_are_held_out(folder: Path) -> None:
    """Pages in stream order are in neither; no article of a date held out is learned from."""
    found = material.read([folder], ARTICLES, [Held.parse("2019-04")])
    assert [page.name for page in found.learned] == ["0", "1", "2"]
    assert [page.name for page in found.examined] == ["3", "4"]


def test_a_third_of_the_articles_is_kept_back() -> None:
    """They are in no table; the words of a tagged text are, without their tags."""
    stories = material.read([], ARTICLES, []).stories
    kept = [story for story in stories if is_kept_back(story.paragraphs)]
    assert 0.2 < len(kept) / len(stories) < 0.5
    assert len(material.running(stories, None).documents) <= len(stories) - len(kept)


def test_tagged_text_is_read_without_its_tags(tmp_path: Path) -> None:
    """Eight lines are one document, if they are long enough."""
    press = tmp_path / "press.txt"
    press.write_text("江边/n 的/u 新桥/n 昨天/t 正式/ad 通车/v 。/w\n" * 16, encoding="utf-8")
    found = material.running([], press)
    assert found.paragraphs == ["江边的新桥昨天正式通车。"] * 16
    assert found.documents == []


def test_a_text_is_a_document_if_it_is_long_enough(tmp_path: Path) -> None:
    """All of them are in the tables."""
    texts = tmp_path / "texts.txt"
    long = "江边的新桥昨天正式通车，" * 12
    texts.write_text(f"江 边的新桥\n\n{long}\n", encoding="utf-8")
    found = material.running([], None, [texts])
    assert found.paragraphs == ["江边的新桥", long]
    assert found.documents == [long]


def test_a_small_network_learns() -> None:
    """What is a matter of one feature is told after a few rounds."""
    features = np.random.default_rng(0).normal(size=(2000, 3)).astype(np.float32)
    wanted = (features[:, 1] > 0).astype(np.float32)
    arrays = networks.fit(networks.Examples(features, wanted), "cut")
    network = affinity.Network.of([arrays[f"cut.{k}"].astype(np.float32) for k in range(6)])
    assert ((network(features) > 0) == wanted).mean() > 0.9


def test_the_report_counts_neighbours(folder: Path) -> None:
    """In the text hardly a line of two columns is beside the one that follows it; in the order found most are."""
    pages, order, text, *_ = evaluate(material.read([folder], None, []).learned[:2])
    assert pages == "2 pages in layout order, 2 told as such"
    assert float(order.split()[3]) > 0.8
    assert float(text.split()[3]) < 0.2


@pytest.mark.timeout(300)
def test_training_writes_statistics_that_say_how_they_were_made(folder: Path, tmp_path: Path) -> None:
    """A short run ends with a file that the package reads."""
    pytest.importorskip("torch", reason="training needs torch")
    pytest.importorskip("zhconv", reason="training needs zhconv")
    out = tmp_path / "order.npz"
    asked = ["--steps", "3", "--hold-out-since", "2019-04", "--articles", str(ARTICLES), "--out", str(out)]
    subprocess.run([sys.executable, "-m", "training.order.train", str(folder), *asked], check=True, cwd=ROOT, timeout=280)
    from training.order import attention  # noqa: PLC0415 - it needs torch

    learned = affinity.statistics(out)
    assert set(learned.networks) == set(networks.SIZES)
    assert set(learned.attention) == set(attention.SIZES)
    assert learned.weights.keys() == affinity.statistics().weights.keys()
    with np.load(out) as stored, np.load(affinity.FILE) as shipped:
        assert set(stored.files) == set(shipped.files)
        texts = {"made_by", "weight_names"}
        assert {name: stored[name].dtype for name in set(stored.files) - texts} == {
            name: shipped[name].dtype for name in set(shipped.files) - texts
        }
        (made_by,) = json.loads(str(stored["made_by"]))
    assert made_by["pages"] == 3
    assert made_by["held_out"] == ["2019-04"]


def test_the_shipped_statistics_say_how_they_were_made() -> None:
    """Pages and articles are counted, and the dates held out are named."""
    with np.load(affinity.FILE) as shipped:
        (made_by,) = json.loads(str(shipped["made_by"]))
    assert made_by["pages"] > 0
    assert made_by["held_out"]


@pytest.mark.parametrize("learned", [["cut", "join0", "join1"], ["step1", "search"], ["tables"]])
def test_a_run_on_learns_what_it_is_asked_for(folder: Path, tmp_path: Path, learned: list[str]) -> None:
    """The rest stays as it is in the file that it went on from; the new one says which that was, and what is new."""
    pytest.importorskip("torch", reason="training needs torch")
    from training.order import attention  # noqa: PLC0415 - it needs torch

    out = tmp_path / "order.npz"
    asked = ["--start", str(affinity.FILE), "--hold-out-since", "2019-04", "--articles", str(ARTICLES), "--out", str(out)]
    further = [part for part in learned if part == "join1"]
    command = [sys.executable, "-m", "training.order.train", str(folder), *asked, "--learn", *learned]
    subprocess.run([*command, *(["--further", *further] if further else [])], check=True, cwd=ROOT, timeout=280)
    tables = {"fold_from", "fold_to", "pairs", "lefts", "rights", "rarity"}
    with np.load(out) as stored, np.load(affinity.FILE) as shipped:
        assert set(stored.files) == set(shipped.files)
        changed = {name.partition(".")[0] for name in stored.files if not np.array_equal(stored[name], shipped[name])}
        named = {"weights" if part == "search" else part for part in learned} - {"tables"}
        assert changed - tables == {"made_by", *named}
        assert (changed & tables != set()) == ("tables" in learned)
        (made_by,) = json.loads(str(stored["made_by"]))
        assert made_by["start"] == json.loads(str(shipped["made_by"]))
        assert made_by["learned"] == sorted(learned)
        assert made_by["further"] == further
        scales = {name for name in attention.SIZES if name in learned and np.array_equal(stored[f"{name}.0"], shipped[f"{name}.0"])}
        assert scales == set(further), "what goes on keeps how features are scaled"


def test_nothing_can_be_left_out_without_a_file_to_take_it_from(folder: Path, tmp_path: Path) -> None:
    """The command says what is missing."""
    pytest.importorskip("torch", reason="training needs torch")
    asked = ["--articles", str(ARTICLES), "--out", str(tmp_path / "order.npz"), "--learn", "join1"]
    command = [sys.executable, "-m", "training.order.train", str(folder), *asked]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=280)
    assert done.returncode == 2
    assert "without --start, everything has to be learned, and from the beginning" in done.stderr


def test_what_is_learned_is_what_the_package_calculates(page: GoldPage) -> None:
    """The network in torch and that of the package give a page the same scores."""
    torch = pytest.importorskip("torch", reason="training needs torch")
    from training.order import attention, examples  # noqa: PLC0415 - they need torch

    cut = [(Page(page, affinity.statistics()), page.text)]
    (asked,) = examples.join_choices(examples.joined(examples.shaped(cut)))
    torch.manual_seed(1)
    scales = [networks.scaling(rows.astype(np.float32)) for rows in (asked.pairs.features, asked.pairs.own)]
    network = attention.Network(attention.SIZES["join0"], *scales)
    network.eval()
    with torch.no_grad():
        wanted = [scores.numpy() for scores in network(asked.pairs)]
    found = Attention.of([np.asarray(array, np.float32) for array in network.arrays()])(*asked.pairs)
    assert all(np.allclose(one, two, atol=1e-4) for one, two in zip(found, wanted, strict=True))


@pytest.fixture
def found(page: GoldPage) -> Shuffled:
    """Give it in the order found."""
    order = found_order(page)
    assert order is not None
    return Shuffled.of(page, order)


def test_labels_of_the_order_found_may_stand_on_a_page(found: Shuffled) -> None:
    """However joins are undone and chains turned, no print is lost and the labels follow each other legally."""
    whole = Counter(found.page.text.replace(" ", "").replace("\n", ""))
    for seed in range(20):
        drawn = found.drawn(random.Random(seed))  # noqa: S311 - the same draw each time
        pieces = drawn.pieces()
        labels = drawn.labels(pieces)
        assert Counter("".join(bare(found.page.text[piece.start : piece.end]) for piece in pieces)) == whole
        assert all(transitions()[before, after] for before, after in pairwise(labels))


def test_labels_in_the_order_of_the_gold_give_the_gold(page: GoldPage) -> None:
    """Where nothing is in a wrong place, the labels say all that the gold says."""
    page = replace(page, text=page.text.replace(" ", "\n"))
    truth = Page(page, affinity.statistics())
    spans = list(zip(truth.found.at.start.tolist(), truth.found.at.end.tolist(), strict=True))
    right = Shuffled.of(page, [Stretch(PARTED, [spans[number] for number in np.lexsort((truth.place, truth.text))])])
    pieces = right.pieces()
    drafts, _ = assembly.assemble(page.text, pieces, right.labels(pieces))
    found = [[bare(unit.text) for unit in draft.paragraphs] for draft in drafts]
    assert found == [list(map(bare, article["paragraphs"])) for article in page.facts["articles"]]


BODY = Placed("body", 0, begins=False, text=1)
TITLE = Placed("title", 0, begins=True, text=0)
OTHER = Placed("body", 1, begins=True, text=2)


@pytest.mark.parametrize(
    ("placed", "said"),
    [
        ([TITLE, BODY, OTHER, BODY], ["title, opens an article", "body", "body, opens an article", "body, opens an article"]),
        ([BODY, BODY, TITLE, OTHER], ["body, opens an article", "body, goes on", "title, after its body", "body, opens an article"]),
        ([OTHER, TITLE, TITLE, BODY], ["body, opens an article", "title, opens an article", "title, goes on", "body"]),
        ([TITLE, OTHER, BODY], ["title, opens an article", "body", "body, opens an article"]),
        ([replace(TITLE, role="subtitle"), BODY], ["title, opens an article", "body"]),
        ([TITLE, replace(TITLE, article=1, text=3), OTHER], ["furniture", "title, opens an article", "body"]),
    ],
)
def test_what_stands_in_a_wrong_place_gets_the_nearest_label(placed: list[Placed], said: list[str]) -> None:
    """The rest of an article begins one, a headline stands for what follows it, one of two headlines gives way."""
    assert [str(LABELS[row]) for row in nearest(wanted(placed))] == said


def test_the_order_found_is_kept_and_read_again(folder: Path, tmp_path: Path, found: Shuffled, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file holds offsets alone; pages that it does not know are left out."""
    out = tmp_path / "found.jsonl"
    monkeypatch.setattr(sys, "argv", ["", str(folder), "--out", str(out)])
    shuffled_main()
    pages = read_gold(folder)
    again = read(out, pages)
    assert [one.page.name for one in again] == [page.name for page in pages if page.facts["extractor"] == "pdftotext"]
    assert again[0].order == found.order
    assert read(out, []) == []


def test_a_mean_is_half_of_each(tmp_path: Path) -> None:
    """Of the networks that are named; the rest is of the first file, and the record tells of both."""
    pytest.importorskip("torch", reason="training needs torch")
    with np.load(affinity.FILE) as stored:
        other = {name: stored[name] for name in stored.files}
    other["step0.4"], other["step1.4"] = other["step0.4"] + np.float16(1), other["step1.4"] + np.float16(1)
    np.savez(tmp_path / "other.npz", **other)
    out = tmp_path / "mean.npz"
    command = [sys.executable, "-m", "training.order.mean", str(affinity.FILE), str(tmp_path / "other.npz"), "--parts", "step0"]
    subprocess.run([*command, "--out", str(out)], check=True, cwd=ROOT, timeout=280)
    with np.load(out) as mean, np.load(affinity.FILE) as shipped:
        changed = {name for name in mean.files if not np.array_equal(mean[name], shipped[name])}
        assert changed == {"made_by", "step0.4"}
        assert np.allclose(mean["step0.4"].astype(np.float32) - shipped["step0.4"], 0.5, atol=0.01)
        (made_by,) = json.loads(str(mean["made_by"]))
    assert made_by["mean_of"] == ["step0"]
    assert made_by["mean_with"] == json.loads(str(other["made_by"]))
