"""Load and read datasets: from a folder, from the package, from the hub."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from corpus import layout
from corpus.errors import DatasetError, UsageError
from corpus.records import Article
from corpus.tables import CONFIGS, MODELS, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import datasets

_REPO = re.compile(r"[^/\s.~][^/\s]*/[^/\s]+")


@overload
def load(
    path: str | Path | None = ..., config: str = ..., *, revision: str | None = ..., streaming: Literal[False] = ...
) -> datasets.Dataset: ...
@overload
def load(path: str | Path | None, config: str = ..., *, revision: str | None = ..., streaming: bool) -> datasets.IterableDataset: ...
def load(
    path: str | Path | None = None, config: str = "articles", *, revision: str | None = None, streaming: bool = False
) -> datasets.Dataset | datasets.IterableDataset:
    """Return one config of a dataset as a Hugging Face dataset: of a folder, or of ``ORG/NAME`` on the hub.

    Without a path it is the one that ships with the package. A folder is preferred where both are there. `revision` is a
    branch, a tag or a commit of a dataset on the hub. Nothing of what a repository holds is ever run.

    >>> import corpus
    >>> corpus.load().column_names[:3]
    ['id', 'source', 'order']

    Raises:
        UsageError: if there is no such config, or the dataset has it not.
        DatasetError: if there is no dataset in that folder.
        HubError: if the hub cannot be reached, has no such dataset, or does not give it.

    """
    if config not in MODELS:
        raise UsageError("config", f"no config is called {config!r}", help=f"it is one of: {', '.join(MODELS)}")
    if isinstance(path, str) and _REPO.fullmatch(path) and not Path(path).exists():
        from corpus.fetching import load_remote  # noqa: PLC0415 - only who asks for the hub pays for it

        return load_remote(path, config, revision=revision, streaming=streaming)
    if revision is not None:
        raise UsageError(str(path), "a folder has no revisions", help="leave out revision, or name a dataset on the hub: ORG/NAME")
    return _load_folder(_folder(path, config), config, streaming=streaming)


def _load_folder(folder: Path, config: str, *, streaming: bool) -> datasets.Dataset | datasets.IterableDataset:
    from datasets import Dataset, IterableDataset, load_dataset  # noqa: PLC0415 - takes over a second

    if layout.size(folder, config).rows:
        return load_dataset(str(folder), config, split="train", streaming=streaming)
    empty = Dataset(to_table(MODELS[config], []))  # load_dataset refuses a split without rows, and to_iterable_dataset a set without
    return IterableDataset.from_generator(tuple, features=empty.features) if streaming else empty


def read(path: str | Path | None = None) -> Iterator[Article]:
    """Yield the articles of a dataset folder as typed records; without a path, of the one that ships with the package.

    >>> import corpus
    >>> next(corpus.read()).order
    0

    Raises:
        DatasetError: if there is no dataset in that folder, or it is damaged.

    """
    return layout.read(_folder(path, "articles"), "articles", Article)


def _folder(path: str | Path | None, config: str) -> Path:
    folder = layout.shipped() if path is None else Path(path)
    if not layout.shards(folder, config):
        present = [name for name in layout.configs(folder) if layout.shards(folder, name)]
        if present and config not in CONFIGS:
            raise UsageError(str(folder), f"it has no config {config!r}", help=f"it has: {', '.join(present)}")
        raise DatasetError(str(folder), "no dataset in this folder", help="build one: corpus build SOURCE --out DIR")
    return folder
