"""Bring a dataset from a hub, whole and checked, or load it from there. Nothing of what a repository holds is ever run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import layout, manifest, publishing
from corpus.checks import check
from corpus.errors import DatasetError, NetworkError, RefusedError, UsageError
from corpus.tables import MODELS
from corpus.wire import Wire, check_name, offline, siblings, silent

if TYPE_CHECKING:
    from collections.abc import Callable

    import datasets

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: where it is, of which commit, how many files and bytes."""

    out: Path
    commit: str
    files: int
    size: int


def pull(repo: str, out: str | Path | None = None, *, revision: str = "main", tell: Callable[[str], None] = silent) -> Pulled:
    """Bring a dataset to a folder (``NAME`` if none is given), checked against its checksums and schemas.

    The folder takes the place of an old one when all has arrived and is right. What arrived before a failure is kept
    beside it and not asked for again. Only the card, the checksums, `croissant.json` and Parquet files are taken.

    Raises:
        UsageError: if `out` holds anything else than a dataset.
        RefusedError: if there is no such dataset or revision, it is gated, or it is none of ours.
        DatasetError: if what came is not what its checksums and its card say.
        NetworkError: if the hub cannot be reached, or went on failing.

    """
    check_name(repo)
    out, wire = Path(out or repo.partition("/")[2]).resolve(), Wire(repo, tell)
    layout.refuse_foreign(out)
    info = wire.call(wire.api.dataset_info, repo_id=repo, revision=revision, files_metadata=True)
    sizes = {one.rfilename: one.size or 0 for one in siblings(info) if publishing.is_ours(one.rfilename)}
    if layout.SUMS not in sizes or layout.CARD not in sizes:
        raise RefusedError(repo, "not a dataset that corpus push made", help=f'read it with datasets: load_dataset("{repo}")')
    staging = out.with_name(f".{out.name}.pulling")
    for stale in [path for path in staging.rglob("*.parquet") if path.relative_to(staging).as_posix() not in sizes]:
        stale.unlink()
    wire.call(
        wire.api.snapshot_download,
        repo_id=repo,
        repo_type="dataset",
        revision=info.sha,
        allow_patterns=list(sizes),
        local_dir=staging,
    )
    _accept(staging, repo)
    with layout.replacing(out) as folder:
        for name in sizes:
            (folder / name).parent.mkdir(exist_ok=True)
            (staging / name).rename(folder / name)
    shutil.rmtree(staging)
    return Pulled(out, str(info.sha), len(sizes), sum(sizes.values()))


def _accept(staging: Path, repo: str) -> None:
    """Check what came; what is damaged is removed, so that the next pull brings it again."""
    damaged = list(manifest.findings(staging))
    for finding in damaged:
        Path(finding.place).unlink(missing_ok=True)
    wrong = damaged or check(staging)
    if wrong:
        names = "; ".join(str(replace(finding, place=finding.place.removeprefix(f"{staging}/"))) for finding in wrong[:_SHOWN])
        raise DatasetError(repo, f"what came is not sound: {names}", help="run the same command again; if it stays so, tell its owners")


def load_remote(repo: str, config: str, *, revision: str | None, streaming: bool) -> datasets.Dataset | datasets.IterableDataset:
    """Return one config of a dataset on a hub; see `corpus.load`.

    Raises:
        UsageError: if it has no such config.
        HubError: if there is no such dataset or revision, or the hub cannot be reached.

    """
    from datasets import load_dataset  # noqa: PLC0415 - takes over a second

    check_name(repo)
    if not offline():
        wire = Wire(repo, silent)
        info = wire.call(wire.api.dataset_info, repo_id=repo, revision=revision)
        names = {one.rfilename.partition("/")[0] for one in siblings(info) if publishing.is_ours(one.rfilename)} & MODELS.keys()
        if names and config not in names:
            raise UsageError(repo, f"it has no config {config!r}", help=f"it has: {', '.join(sorted(names))}")
        revision = str(info.sha)
    try:
        return load_dataset(repo, config, split="train", revision=revision, streaming=streaming)
    except (ConnectionError, FileNotFoundError) as error:
        raise NetworkError(repo, f"cannot load it: {error}", help="bring it to your disk while there is a network: corpus pull") from error
    except ValueError as error:
        raise UsageError(repo, f"cannot load it: {error}", help="corpus pull brings it to your disk, and checks it") from error
