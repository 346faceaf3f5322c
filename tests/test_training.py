"""What training is made of, as far as it runs without torch: alignment, pages made up, the labels they are given."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pdfs
import pytest

from corpus import lines, prints
from corpus.labels import LABELS, transitions
from corpus.openings import FEATURES
from training import evidence, gold, pages, pool, sources, units
from training.breaking import NO_END, NO_START, Setter
from training.rearrange import mixed
from training.stories import Story, read_stories
from training.style import SIMPLIFIED, TRADITIONAL, Style, draw_style
from training.typeset import typeset

if TYPE_CHECKING:
    from training.units import Unit

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "gold" / "pages"
STORIES = read_stories(ROOT / "benchmarks" / "articles.jsonl")
GOLD = gold.read_gold(PAGES)


@pytest.fixture(params=range(24))
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Give one draw after the other."""
    return random.Random(request.param)  # noqa: S311 - the same draws each time


def test_what_is_learned_from_is_not_what_is_measured_on() -> None:
    """The articles written to be learned from are whole, each there once, and none of them is among those of the gate.

    Some have no date: they would be of a day that is held out.
    """
    paths = sorted((ROOT / "training" / "articles").glob("*.jsonl"))
    records = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    written = [Story.of(record) for record in records]
    assert written
    assert all(story.title and story.paragraphs for story in written)
    assert all(dt.date.fromisoformat(story.date) for story in written if story.date)
    sentences = {paragraph for story in written for paragraph in story.paragraphs if paragraph.endswith("。")}
    assert len({(story.title, story.paragraphs) for story in written}) == len(written)
    assert not sentences & {paragraph for story in STORIES for paragraph in story.paragraphs}


def style(rng: random.Random) -> Style:
    """Draw the habits of a page, of any kind."""
    return draw_style(rng, single=rng.random() < 0.3, words=rng.choice([SIMPLIFIED, TRADITIONAL]))


def page(rng: random.Random) -> list[Unit]:
    """Typeset a page of any kind."""
    return typeset(rng, rng.sample(STORIES, rng.randint(1, 6)), style(rng))


def printed(unit: Unit) -> str:
    """Return what the lines of a unit say."""
    return units.bare("".join(line.text for line in unit.lines))


def without_furniture(labels: list[int]) -> list[str]:
    """Return labels as texts; of furniture it does not matter where a unit of it begins."""
    return [LABELS[row].role if LABELS[row].role == "furniture" else str(LABELS[row]) for row in labels]


def test_the_gate_is_what_the_script_makes() -> None:
    """The same articles give the same pages, byte for byte; after a change: python -m training.pages."""
    made = {found.name: found for found in pages.gold_pages(STORIES)}
    assert sorted(made) == [found.name for found in GOLD]
    for found in GOLD:
        assert (PAGES / f"{found.name}.txt").read_bytes() == made[found.name].text.encode()
        assert found.facts == made[found.name].facts


def test_the_gate_prints_every_article() -> None:
    """No article is left out of the pages that accuracy is measured on."""
    assert {story.title for story in STORIES} == {article["title"] for found in GOLD for article in found.facts["articles"]}


@pytest.mark.parametrize("found", GOLD, ids=lambda found: found.name)
def test_gold_lies_on_its_page(found: gold.GoldPage) -> None:
    """Each text of the gold is found on its page, and each character of the page has one unit."""
    aligned = gold.align(found.text, found.facts)
    assert aligned.missed == 0
    assert units.bare("".join(line.text for unit in aligned.units for line in unit.lines)) == units.bare(found.text)


@pytest.mark.parametrize("found", GOLD, ids=lambda found: found.name)
def test_an_aligned_page_is_composed_as_it_was(found: gold.GoldPage) -> None:
    """A page cut into units and put together again is the same text."""
    assert units.compose(gold.align(found.text, found.facts).units).text.split() == found.text.split()


def test_alignment_gives_the_labels_that_were_set(rng: random.Random) -> None:
    """What the typesetter knows of a page and what is told from its gold are the same labels."""
    plain = replace(style(rng), asides=0.0, cuts=0.0, headless=0.0, byline="", footers=False, source_line=0)
    made = typeset(rng, rng.sample(STORIES, 3), plain)
    articles, furniture = units.articles_of(made)
    facts = {
        "furniture": [unit.text for unit in furniture],
        "articles": [
            {role: "".join(u.text for u in own if u.role == role) for role in ("kicker", "title", "subtitle")}
            | {"paragraphs": [u.text for u in own if u.role in units.BODY]}
            for own in articles
        ],
    }
    composed = units.compose(made)
    again = gold.align(composed.text, facts).units
    pieces = lines.pieces(composed.text)
    assert without_furniture(units.labels(pieces, composed, made)) == without_furniture(units.labels(pieces, units.compose(again), again))


def test_a_typeset_page_holds_its_articles(rng: random.Random) -> None:
    """Every character of every article is printed, in the order of its article, and nothing else of it."""
    stories = rng.sample(STORIES, 4)
    made = typeset(rng, stories, replace(style(rng), cuts=0.0, headless=0.0, byline="", asides=0.0))
    for number, story in enumerate(stories):
        own = [unit for unit in made if unit.article == number]
        for role, text in (("kicker", story.kicker), ("title", story.title), ("subtitle", story.subtitle)):
            assert "".join(printed(unit) for unit in own if unit.role == role) == units.bare(text)
        assert "".join(printed(unit) for unit in own if unit.role in units.BODY) == units.bare("".join(story.paragraphs))


def test_a_unit_says_what_its_lines_say(rng: random.Random) -> None:
    """The text of a unit is its lines, and those of its parts after a page footer, without the white space."""
    made = page(rng)
    whole: list[list[str]] = []
    for unit in made:
        if unit.role != "furniture":
            if unit.begins:
                whole.append([unit.text, ""])
            whole[-1][1] += printed(unit)
    assert all(units.bare(text) == lines_ for text, lines_ in whole)


def test_typeset_labels_can_follow_each_other(rng: random.Random) -> None:
    """A page is made so that the chain of labels has a path over it."""
    made = page(rng)
    composed = units.compose(made)
    labels = units.labels(lines.pieces(composed.text), composed, made)
    assert all(transitions()[before, after] for before, after in pairwise(labels))


def test_rearranged_pages_lose_no_print(rng: random.Random) -> None:
    """A page made of the articles of others holds only whole units of theirs, and each piece of it has a label."""
    aligned = [gold.align(found.text, found.facts).units for found in rng.sample(GOLD, 3)]
    made = mixed(rng, aligned)
    known = {printed(unit) for own in aligned for unit in own}
    assert {printed(unit) for unit in made} <= known
    composed = units.compose(made)
    pieces = lines.pieces(composed.text)
    assert len(units.labels(pieces, composed, made)) == len(pieces)


def test_lines_fit_their_measure(rng: random.Random) -> None:
    """No line begins or ends with a mark that may not, and none is wider than its measure but by a mark squeezed in."""
    habits = replace(style(rng), hangs=False, trims=False, latin=0.5)
    for text in (paragraph for story in rng.sample(STORIES, 5) for paragraph in story.paragraphs):
        printed_lines = Setter(habits, 18, 2).set(text)
        assert units.bare("".join(printed_lines)) == units.bare(text)
        for line in printed_lines[1:]:
            assert line[0] not in NO_START
        for line in printed_lines[:-1]:
            assert line[-1] not in NO_END
            assert sum(0.5 if c.isascii() else 1 for c in line) <= 18.5


def test_a_recipe_gives_one_page() -> None:
    """The pool is made in several processes and in any order, and is the same each time."""
    made = pool.Sources([gold.align(found.text, found.facts).units for found in GOLD[:3]], STORIES)
    for recipe in pool.recipes(4, 0.6, 0.0, 7):
        assert units.compose(made.page(recipe)) == units.compose(made.page(recipe))


def test_an_example_has_a_label_for_each_row() -> None:
    """Features and labels of a page are of the same pieces."""
    example = pool.example(gold.align(GOLD[0].text, GOLD[0].facts).units)
    assert example is not None
    assert len(example) == len(example.rows) == len(example.edges) > 0
    assert LABELS[int(example.labels[0])].begins


def test_an_impossible_page_is_no_example() -> None:
    """A kicker that nothing follows cannot be learned."""
    kicker = units.Unit("kicker", 0, (units.Line("历时三年"),))
    body = units.Unit("body", 1, (units.Line("工程完工了。"),))
    assert pool.example([kicker, body]) is None
    assert pool.example([]) is None


def test_the_lesser_side_of_a_headline_is_detached() -> None:
    """A headline in the middle of its body keeps the longer side; the other becomes an article without one."""
    made = [
        units.Unit("body", 0, (units.Line("短。"),)),
        units.Unit("title", 0, (units.Line("题"),)),
        units.Unit("body", 0, (units.Line("长得多。"),)),
    ]
    assert [unit.article for unit in gold.detached(made)] == [gold.DETACHED, 0, 0]


def test_dates_held_out_are_not_learned_from(tmp_path: Path) -> None:
    """Pages and articles of these dates are left out of what is learned; pages in layout order are in neither."""
    for name, date, extractor in (("a", "2019-12-31", "pdfium"), ("b", "2020-01-01", "pdfium"), ("c", "2019-12-31", "pdftotext")):
        facts = {"date": date, "extractor": extractor, "articles": []}
        (tmp_path / f"{name}.gold.json").write_text(json.dumps(facts), encoding="utf-8")
        (tmp_path / f"{name}.txt").write_text("", encoding="utf-8")
    articles = tmp_path / "articles.jsonl"
    articles.write_text(
        '{"title": "题", "paragraphs": ["文。"], "date": "2020-02-01"}\n{"title": "题", "paragraphs": ["文。"]}\n', encoding="utf-8"
    )
    material = sources.read([tmp_path], articles, [sources.Held.parse("2020")])
    assert [found.name for found in material.learned] == ["a"]
    assert [found.name for found in material.examined] == ["b"]
    assert material.stories == [Story("题", ("文。",))]
    assert material.record()["held_out"] == ["2020"]


def test_training_writes_weights_that_say_how_they_were_made(tmp_path: Path) -> None:
    """A short run on the gate's pages, where torch is installed, ends with a file of arrays and of what made them."""
    pytest.importorskip("torch")
    out = tmp_path / "model.npz"
    asked = ["--epochs", "2", "--pool", "4", "--width", "8", "--workers", "1", "--hold-out-since", "2015..2016"]
    folders = [str(PAGES), "--articles", str(ROOT / "benchmarks" / "articles.jsonl"), "--out", str(out)]
    subprocess.run([sys.executable, "-m", "training.train", *folders, *asked], check=True, cwd=ROOT, timeout=100)
    with np.load(out) as stored:
        (made_by,) = json.loads(str(stored["made_by"]))
        assert stored["trans"].shape == (1, len(LABELS), len(LABELS))
    assert made_by["seed"] == 0
    assert made_by["held_out"] == ["2015..2016"]
    assert made_by["pages"] + sum("2015" <= found.date < "2017" for found in GOLD) == len(GOLD)


def test_weights_that_know_fewer_features_are_gone_on_from(tmp_path: Path) -> None:
    """What a file does not know weighs nothing at first, and a file of several networks has room for it."""
    torch = pytest.importorskip("torch")
    from training import network, weights  # noqa: PLC0415 - they need torch

    old, new = network.Network(150, 8), network.Network(155, 8)
    torch.nn.init.normal_(old.mu)
    for name, one in (("old", old), ("new", new)):
        weights.save(one, tmp_path / f"{name}.npz", {})
    weights.load(new, tmp_path / "old.npz")
    assert torch.equal(new.inp.weight[:, 150:], torch.zeros(8, 5))
    assert torch.allclose(new.inp.weight[:, :150], old.inp.weight, atol=1e-3)
    assert torch.allclose(new.mu[:150], old.mu)
    weights.merge([tmp_path / "old.npz", tmp_path / "new.npz"], tmp_path / "both.npz")
    with np.load(tmp_path / "both.npz") as both:
        assert both["inp.weight"].shape == (2, 155, 8)
        assert not both["inp.weight"][0, 150:].any()
        assert (both["sd"][0, 150:] == 1).all()
        assert not both["shuffled"].any()
    weights.merge([tmp_path / "old.npz"], tmp_path / "both.npz", shuffled=[tmp_path / "new.npz"])
    with np.load(tmp_path / "both.npz") as both:
        assert both["shuffled"].tolist() == [False, True]


def test_places_in_doubt_are_weighed_by_what_tells() -> None:
    """What the labeller says counts as it says it, but where something else tells; what tells nothing weighs next to nothing."""
    pytest.importorskip("scipy")
    from training import openings  # noqa: PLC0415 - it needs scipy

    rng = np.random.default_rng(3)
    known = rng.normal(size=(2000, len(FEATURES)))
    odds = known[:, 0] - 2 * known[:, 3]
    opens = rng.random(2000) < 1 / (1 + np.exp(-odds))
    weights, bias = openings.learned(known, opens, [str(k) for k in range(2000)])
    wanted = np.zeros(len(FEATURES))
    wanted[0], wanted[3] = 1, -2
    assert weights == pytest.approx(wanted, abs=0.3)
    assert bias == pytest.approx(0, abs=0.3)
    few, _ = openings.learned(known[:3], opens[:3], ["one"] * 3)
    assert few[0] == pytest.approx(1.0, abs=0.2)


def test_weights_of_places_say_what_they_were_learned_from(tmp_path: Path) -> None:
    """From the pages of the dates held out, and from no others; where there is none, it says so."""
    pytest.importorskip("scipy")
    out = tmp_path / "openings.npz"
    for name, held in {"none": "2100", "all": "2000"}.items():
        asked = [sys.executable, "-m", "training.openings", str(PAGES), "--hold-out-since", held, "--out", str(out)]
        done = subprocess.run(asked, check=False, cwd=ROOT, capture_output=True, text=True, timeout=100)
        assert (done.returncode == 0) == (name == "all"), done.stderr
    with np.load(out) as stored:
        made_by, weights = json.loads(str(stored["made_by"])), stored["weights"]
    assert weights.shape == (len(FEATURES),)
    assert made_by["held_out"] == ["2000"]
    assert made_by["pages"] == sum(found.date >= "2000" and not found.is_laid_out for found in GOLD)
    assert made_by["places"] > 0


def test_networks_of_one_descent_are_averaged(tmp_path: Path) -> None:
    """The mean of two is one network, half of each, and says of which it is made."""
    pytest.importorskip("torch")
    from training import network, weights  # noqa: PLC0415 - they need torch

    paths = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for number, path in enumerate(paths):
        weights.save(network.Network(155, 8), path, {"seed": number})
    weights.average(paths, tmp_path / "mean.npz")
    one, two, mean = (np.load(path) for path in (*paths, tmp_path / "mean.npz"))
    assert np.allclose(mean["inp.weight"], (one["inp.weight"] + two["inp.weight"]) / 2, atol=1e-3)
    assert mean["inp.weight"].dtype == one["inp.weight"].dtype
    assert weights.made_by(tmp_path / "mean.npz") == [{"mean_of": [{"seed": 0}, {"seed": 1}]}]


def test_nothing_is_learned_from_what_the_gold_does_not_name(tmp_path: Path) -> None:
    """A page of which a paragraph is not found as a whole is learned from, but for that paragraph and what is next to it."""
    path = pdfs.whole(tmp_path / "page.pdf")
    with prints.opened(path, "page.pdf") as document:
        sheet = document.sheet(0)
    articles = [
        {"kicker": "便民工程", "title": "清水河新桥建成通车", "paragraphs": list(pdfs.BRIDGE)},
        {"title": "市图书馆延长开放时间", "paragraphs": list(pdfs.LIBRARY)},
    ]
    facts = {"articles": articles, "furniture": ["2026年11月24日 星期二 第3版"]}
    whole = evidence.example(sheet, facts)
    assert whole is not None
    assert whole.known.all()
    articles[0]["paragraphs"] = [pdfs.BRIDGE[0], pdfs.BRIDGE[1], pdfs.BRIDGE[2] + "此句未印。"]
    part = evidence.example(sheet, facts)
    assert part is not None
    assert 0 < part.known.sum() < len(part.known)
    assert (part.labels == whole.labels)[part.known].all()


def test_print_is_learned_from_as_ocr_would_give_it(tmp_path: Path) -> None:
    """The text stands, and weights and faces are gone."""
    with prints.opened(pdfs.whole(tmp_path / "page.pdf"), "page.pdf") as document:
        sheet = document.sheet(0)
    scan = evidence.scanned(sheet)
    assert scan.text == sheet.text
    assert [row.line.text for row in scan.rows] == [row.line.text for row in sheet.rows]
    assert any(row.line.weight for row in sheet.rows)
    assert not any(row.line.weight or row.line.strange for row in scan.rows)
