"""data/ in the repository is what the converter makes of seeds/."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus
from corpus import layout
from corpus.tables import CONFIGS

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the dataset anew."""
    folder = tmp_path_factory.mktemp("fresh") / "data"
    corpus.build(ROOT / "seeds", folder)
    return folder


def test_rows_are_fresh(fresh: Path) -> None:
    """If this fails and the change is meant: `make data`."""
    for config in CONFIGS:
        assert pq.read_table(layout.shards(DATA, config)[0]).equals(pq.read_table(layout.shards(fresh, config)[0])), config


def test_bytes_are_fresh(fresh: Path) -> None:
    """Byte for byte, where pyarrow is the one that wrote data/: another one writes other bytes."""
    writer = pq.ParquetFile(layout.shards(DATA, "articles")[0]).metadata.created_by
    if not writer.endswith(f" {pa.__version__}"):
        pytest.skip(f"data/ was written by {writer}")
    for path in sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()):
        assert (DATA / path).read_bytes() == (fresh / path).read_bytes(), path


def test_the_dataset_is_sound() -> None:
    """Every promise holds in what is published."""
    assert corpus.check(DATA, [ROOT / "seeds"]) == []
