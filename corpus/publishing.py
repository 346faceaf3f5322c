"""What a push would change: the files of a folder compared with those on the hub, before anything is sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus import drift, layout, manifest, merge
from corpus.errors import RefusedError
from corpus.tables import CONFIGS, MODELS, QUARANTINE, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pyarrow as pa

_OURS = re.compile(rf"({'|'.join(map(re.escape, MODELS))})/[^/]+\.parquet")


@dataclass(frozen=True, slots=True)
class Remote:
    """A revision on the hub: its commit, its card, and each file's ids: git's of the bytes, or the SHA-256 if kept aside."""

    commit: str = ""
    card: str = ""
    files: dict[str, str] = field(default_factory=dict)

    def configs(self) -> dict[str, str]:
        """Return one Parquet file, the last by name, of each config that is there."""
        return {found[1]: path for path in sorted(self.files) if (found := _OURS.fullmatch(path))}


@dataclass(frozen=True, slots=True)
class Local:
    """A file to publish: its bytes or where they are, and its two ids."""

    content: bytes | Path
    ids: frozenset[str]

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes the hub's revision equal to the folder: all of it is one commit."""

    new: dict[str, Local]
    changed: dict[str, Local]
    removed: list[str]
    same: list[str]

    @property
    def to_send(self) -> dict[str, Local]:
        """Return the files that are new or changed."""
        return self.new | self.changed

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.new or self.changed or self.removed)


def is_ours(path: str) -> bool:
    """Tell whether a file of a repository is part of a dataset of ours; nothing else of it is ever taken.

    >>> is_ours("articles/2020-02.parquet"), is_ours("articles.py")
    (True, False)
    """
    return path in {layout.CARD, layout.SUMS, layout.CROISSANT} or bool(_OURS.fullmatch(path))


def plan(folder: Path, remote: Remote, *, repo: str, tag: str | None = None, prune: bool = True) -> Plan:
    """Compare a sound folder with a revision on the hub.

    The card of the hub is kept but for our part of it, and gets a row in its table of versions if there is one to tell of.

    Raises:
        RefusedError: if the card on the hub cannot be read.

    """
    wanted = {path.relative_to(folder).as_posix(): _file(path) for path in layout.files(folder)}
    wanted |= {name: _file(folder / name) for name in (layout.SUMS, layout.CROISSANT)}
    old = [path for path in remote.files if _OURS.fullmatch(path) and path not in wanted]
    removed = sorted(path for path in old if prune or path.partition("/")[0] in layout.configs(folder))
    kept = {path.partition("/")[0] for path in old} - {path.partition("/")[0] for path in removed}
    changed_data = bool(removed) or any(not wanted[path].ids & {remote.files.get(path, "")} for path in wanted)
    wanted[layout.CARD] = _bytes(_card(folder, remote, repo, (tag, changed_data), kept).encode())
    same = [path for path, file in wanted.items() if remote.files.get(path) in file.ids]
    return Plan(
        new={path: file for path, file in wanted.items() if path not in remote.files},
        changed={path: file for path, file in wanted.items() if path in remote.files and path not in same},
        removed=removed,
        same=same,
    )


def changes(folder: Path, remote: Remote, removed: Iterable[str], read_schema: Callable[[str], pa.Schema | None]) -> list[drift.Change]:
    """Return what changes for readers of the configs that are on the hub; `read_schema` reads a Parquet file there."""
    names, found = layout.configs(folder), []
    gone = {path.partition("/")[0] for path in removed} - set(names)
    for config, path in remote.configs().items():
        if config in names and (old := read_schema(path)) is not None:
            found += drift.changes(config, old, schema(MODELS[config]))
        elif config in gone:
            found.append(drift.Change(config, "the whole config is gone", breaking=config != QUARANTINE))
    return found


def _file(path: Path) -> Local:
    data = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            data.update(piece)
    return Local(path, frozenset({data.hexdigest(), manifest.sha256(path)}))


def _bytes(data: bytes) -> Local:
    git = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return Local(data, frozenset({git, hashlib.sha256(data).hexdigest()}))


def _card(folder: Path, remote: Remote, repo: str, version: tuple[str | None, bool], kept: set[str]) -> str:
    ours = (folder / layout.CARD).read_text(encoding="utf-8").replace("ORG/NAME", repo)
    tag, changed = version
    told_of = f"\n| {tag} |" in remote.card
    try:
        row = f"| {tag or '-'} | {dt.datetime.now(dt.timezone.utc).date()} | {_what_changed(folder, remote)} |"
        return merge.cards(remote.card, ours, row if changed or (tag and not told_of) else "", frozenset(kept))
    except ValueError as error:
        place = f"{repo}/{layout.CARD}"
        raise RefusedError(place, str(error), help="mend it on the hub, where it is shown; then push again") from error


def _what_changed(folder: Path, remote: Remote) -> str:
    """Return the numbers of rows, and how many more or fewer they are than before."""
    before = _row_counts(merge.front_matter(remote.card)) if remote.configs() and remote.card.startswith(merge.FENCE) else {}
    parts = []
    for config in (name for name in CONFIGS if name in {"articles", "pages"}):
        rows = layout.size(folder, config).rows
        more = f" ({rows - before[config]:+,})" if config in before and rows != before[config] else ""
        parts.append(f"{rows:,} {config}{more}")
    return ", ".join(parts)


def _row_counts(told: dict[str, Any]) -> dict[str, int]:
    """Return the number of rows of each config that a card tells of, unless it was edited to tell something else."""
    listed = told.get("dataset_info")
    found = {}
    for info in listed if isinstance(listed, list) else []:
        splits = info.get("splits") if isinstance(info, dict) else None
        counts: list[Any] = [split.get("num_examples") for split in splits if isinstance(split, dict)] if isinstance(splits, list) else []
        if counts and all(isinstance(count, int) for count in counts):
            found[str(info.get("config_name"))] = sum(counts)
    return found
