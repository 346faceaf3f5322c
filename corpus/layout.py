"""Where things are in a dataset folder, and how a new one takes the place of the old."""

from __future__ import annotations

import os
import platform
import re
import shutil
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from corpus import parquet
from corpus.arguments import dataset_folder
from corpus.errors import BusyError, DatasetError, UsageError
from corpus.parquet import Size
from corpus.tables import CONFIGS, MODELS, Model

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import pyarrow as pa

CARD = "README.md"
SUMS = "SHA256SUMS"
CROISSANT = "croissant.json"
UNDATED = "undated.parquet"
_SHARD = re.compile(r"(\d{4}-\d{2}|undated)(_\d{5,})?\.parquet")
_MONTH = len("2020-02")


def shard(date: dt.date | str | None, part: int = 0) -> str:
    """Return the name of the file that rows of this date or month are in: one for each month, so that an update changes few.

    A month of very many pages is in parts, from 0; their names sort as they follow each other.

    >>> import datetime as dt
    >>> shard(dt.date(2020, 2, 15)), shard("2020-02", 1), shard(None)
    ('2020-02.parquet', '2020-02_00002.parquet', 'undated.parquet')
    """
    name = f"{str(date)[:_MONTH]}.parquet" if date else UNDATED
    return name.replace(".", f"_{part + 1:05}.") if part else name


def shards(folder: Path, config: str) -> list[Path]:
    """Return the Parquet files of a config in the order of the calendar, the undated one last."""
    return sorted((folder / config).glob("*.parquet"))


def configs(folder: Path) -> list[str]:
    """Return the names of the configs of a dataset: those that every one has, and those that it has on request."""
    return [name for name in MODELS if name in CONFIGS or (folder / name).is_dir()]


def files(folder: Path) -> list[Path]:
    """Return every Parquet file of a dataset, config by config, in the order of the calendar."""
    return [path for config in configs(folder) for path in shards(folder, config)]


def read(folder: Path, config: str, model: type[Model]) -> Iterator[Model]:
    """Yield the records of a config.

    Raises:
        DatasetError: if it has no file, or one is damaged or of another schema.

    """
    return chain.from_iterable(parquet.read(path, model) for path in present(folder, config))


def tables(folder: Path, config: str, model: type[Model]) -> Iterator[pa.Table]:
    """Yield the rows of a config as tables of some hundred.

    Raises:
        DatasetError: as `read` does.

    """
    return chain.from_iterable(parquet.tables(path, model) for path in present(folder, config))


def present(folder: Path, config: str) -> list[Path]:
    """Return the Parquet files of a config that has some, as `shards` does.

    Raises:
        DatasetError: if it has none.

    """
    found = shards(folder, config)
    if not found:
        raise DatasetError(str(folder / config), "no Parquet file in it", help="build the dataset first: corpus build SOURCE --out DIR")
    return found


def size(folder: Path, config: str) -> Size:
    """Return how large a config is.

    Raises:
        DatasetError: if a file of it is no Parquet file.

    """
    found = [parquet.size(path) for path in shards(folder, config)]
    return Size(sum(one.rows for one in found), sum(one.raw_bytes for one in found), sum(one.file_bytes for one in found))


def sizes(folder: Path) -> dict[str, Size]:
    """Return how large each config of a dataset is, in the order of `configs`.

    Raises:
        DatasetError: as `size` does.

    """
    return {config: size(folder, config) for config in configs(folder)}


def shipped() -> Path:
    """Return the folder of the dataset that ships with the package: beside the modules in a wheel, ``data/`` in the repo."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give an empty folder beside `out` that takes its place when the block ends well, and vanishes when it does not.

    Until the last moment the old folder is whole. If the machine dies between the two renames, the old folder is there
    under the name ``.NAME.old``, and the next call puts it back first.

    Raises:
        UsageError: if `out` is a file, or a folder with anything else in it than a dataset of ours.
        BusyError: if another process is replacing it.

    """
    out = dataset_folder(out)
    new, old = workshop(out) / "new", out.with_name(f".{out.name}.old")
    with _alone(out):
        if old.exists() and not out.exists():
            old.rename(out)
        refuse_foreign(out)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            yield new
            _swap(new, out, old)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def workshop(out: Path) -> Path:
    """Return the folder beside a dataset where it is made; what was converted stays in it for the next build.

    >>> workshop(Path("/archive/data")).as_posix()
    '/archive/.data.build'

    Raises:
        UsageError: if nothing can be beside it: it is the root.

    """
    out = dataset_folder(out)
    return out.with_name(f".{out.name}.build")


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the workshop: a lock of the system, which a process that dies does not hold. If nothing is left in it, it goes."""
    folder = workshop(out)
    folder.mkdir(parents=True, exist_ok=True)
    lock, owner = FileLock(folder / "lock"), folder / "owner"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(str(out), f"{_owner(owner)} is at work on it", help="wait until it is done, or stop it") from None
    try:
        owner.write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        if {path.name for path in folder.iterdir()} <= {"lock"}:
            shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def _owner(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"


def _swap(new: Path, out: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except BaseException:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def refuse_foreign(out: Path) -> None:
    """Keep a slip of the hand from replacing a folder that is no dataset.

    Raises:
        UsageError: if it is a file, holds anything else than a dataset, or only some of one.

    """
    if out.exists() and not out.is_dir():
        raise UsageError(str(out), "is a file", help="name a folder")
    if not out.exists() or not any(out.iterdir()):
        return
    odd = next(foreign(out), None)
    if odd:
        problem = f"holds other files than a dataset ({odd.relative_to(out).as_posix()})"
        raise UsageError(str(out), problem, help="name a new folder; a build replaces the whole folder")
    missing = next((name for name in (CARD, next(iter(CONFIGS))) if not (out / name).exists()), None)
    if missing:
        raise UsageError(
            str(out), f"is no whole dataset: no {missing} in it", help="name a new folder, or remove this one if nothing in it is needed"
        )


def foreign(folder: Path) -> Iterator[Path]:
    """Yield the files and folders that no dataset has, in the order of their names; of a folder not what is in it."""
    for path in sorted(folder.iterdir()):
        if path.name in MODELS and path.is_dir():
            yield from (inner for inner in sorted(path.iterdir()) if not (_SHARD.fullmatch(inner.name) and inner.is_file()))
        elif path.name not in {CARD, SUMS, CROISSANT} or not path.is_file():
            yield path
