"""Where the weights of the labeller come from."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus import lines, model
from corpus.cli import main
from corpus.errors import ModelError
from corpus.features import features
from corpus.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Yield the file that CORPUS_WEIGHTS names; it is not there yet."""
    file = tmp_path / "mine.npz"
    monkeypatch.setenv(model.VARIABLE, str(file))
    model.weights.cache_clear()
    versions.cache_clear()
    yield file
    monkeypatch.undo()
    model.weights.cache_clear()
    versions.cache_clear()


def shipped() -> dict[str, np.ndarray]:
    """Return the arrays of the weights in the package."""
    with resources.files("corpus").joinpath("model.npz").open("rb") as file, np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


def test_the_variable_names_other_weights(named: Path) -> None:
    """They are what the converter runs on, and what a build records."""
    arrays = shipped()
    np.savez(named, **{**arrays, "temperature": np.float64(7.5)})  # type: ignore[arg-type]  # its stub takes the names for an option
    assert model.weights().temperature == 7.5
    mine = versions()["weights"]
    np.savez(named, **arrays)  # type: ignore[arg-type]  # as above
    versions.cache_clear()
    assert versions()["weights"] != mine


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"some text\n"])
def test_what_is_no_weights_is_told(named: Path, content: bytes | None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With the name of the file and what to do, once, and no page is counted as bad for it."""
    if content is not None:
        named.write_bytes(content)
    with pytest.raises(ModelError, match=r"mine\.npz: cannot be read as weights of the labeller\nhelp: unset CORPUS_WEIGHTS"):
        model.weights()
    page = tmp_path / "page.txt"
    page.write_text("城东建起图书馆\n\n    本报讯 城东图书馆昨日开馆。\n", encoding="utf-8")
    assert main(["convert", str(page)]) == 1
    assert capsys.readouterr().err.startswith(f"error: {named}: cannot be read")


def test_pages_with_shuffled_columns_have_networks_of_their_own(named: Path) -> None:
    """Where a file has none, they are labelled by those that it has; what is labelled beside a page makes no difference to it."""
    arrays = shipped()
    own = np.flatnonzero(arrays["shuffled"])
    assert 0 < len(own) < len(arrays["shuffled"])
    text = "城东建起图书馆\n\n    本报讯 城东图书馆昨日开馆。\n"
    plain, shuffled = (features(text, lines.pieces(text), shuffled=turned) for turned in (False, True))
    np.savez(named, **arrays)  # type: ignore[arg-type]  # as above
    others = model.emissions(plain)
    assert not np.allclose(model.emissions(shuffled), others)
    pages = [(model.scores(page), page.shuffled) for page in (plain, shuffled, plain)]
    together = model.best(*zip(*pages, strict=True))
    assert [path.labels for path in together] == [model.best([own], [turned])[0].labels for own, turned in pages]
    model.weights.cache_clear()
    np.savez(named, **{**arrays, "shuffled": np.zeros(len(arrays["shuffled"]), bool)})  # type: ignore[arg-type]  # as above
    assert len(model.weights(shuffled=True).networks) == len(model.weights().networks) == len(arrays["shuffled"])


def test_weights_for_other_labels_are_refused(named: Path) -> None:
    """The network that they are for says other things."""
    arrays = shipped()
    np.savez(named, **{**arrays, "trans": arrays["trans"][:, :-1, :-1]})  # type: ignore[arg-type]  # as above
    with pytest.raises(ModelError, match="made for other labels"):
        model.weights()
