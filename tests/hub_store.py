"""What the hub of the tests keeps: repositories with their commits in memory, Xet chunks in a folder."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import struct
import tempfile
import threading
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Entry:
    """One file of a commit: the id of its bytes, and whether they are kept aside (LFS or Xet)."""

    oid: str
    size: int
    lfs: bool = False


@dataclass
class Repo:
    """A dataset: its commits, and the names for them."""

    id: str
    private: bool = False
    gated: bool = False
    commits: dict[str, tuple[str, str, dict[str, Entry]]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def commit(self, ref: str, parent: str, message: str, files: dict[str, Entry]) -> str:
        """Add a commit and let the ref name it."""
        oid = hashlib.sha1(f"{parent}{message}{len(self.commits)}".encode()).hexdigest()  # noqa: S324 - as git names things
        self.commits[oid] = (parent, message, files)
        self.refs[ref] = oid
        return oid

    def resolve(self, revision: str) -> str | None:
        """Return the commit that a branch, a tag, a full ref or a commit id names."""
        name = "main" if revision == "HEAD" else revision
        return next((self.refs[ref] for ref in (f"refs/heads/{name}", f"refs/tags/{name}", name) if ref in self.refs), None) or (
            name if name in self.commits else None
        )


def git_oid(data: bytes) -> str:
    """Return the id that git gives a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - as git names things


class Store:
    """Repositories, and the bytes of their files: git's and LFS's by their ids, Xet's as chunks in a local store."""

    def __init__(self, *, xet: bool = False) -> None:
        self.repos: dict[str, Repo] = {}
        self.bytes: dict[str, bytes] = {}
        self.lock = threading.RLock()
        self.folder = Path(tempfile.mkdtemp(prefix="minihub-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.cas = f"local://{self.folder}" if xet else ""

    def copy(self, other: Store) -> None:
        """Hold what another one holds."""
        self.repos, self.bytes = deepcopy(other.repos), dict(other.bytes)
        shutil.copytree(other.folder, self.folder, dirs_exist_ok=True)

    def create(self, repo_id: str, *, private: bool = False, gated: bool = False) -> Repo:
        """Make a dataset with the one file that the real hub makes."""
        repo = self.repos[repo_id] = Repo(repo_id, private, gated)
        self.put(repo_id, {".gitattributes": b"*.parquet filter=lfs\n"}, "initial commit")
        return repo

    def put(self, repo_id: str, files: dict[str, bytes], message: str = "by hand", ref: str = "refs/heads/main") -> str:
        """Commit files as somebody does on the web page."""
        with self.lock:
            repo = self.repos[repo_id]
            parent = repo.refs.get(ref, "")
            new = {path: Entry(self.keep(data), len(data)) for path, data in files.items()}
            return repo.commit(ref, parent, message, self.files(repo_id, ref) | new)

    def files(self, repo_id: str, revision: str = "main") -> dict[str, Entry]:
        """Return the files of a revision."""
        repo = self.repos[repo_id]
        oid = repo.resolve(revision)
        return dict(repo.commits[oid][2]) if oid else {}

    def content(self, repo_id: str, path: str, revision: str = "main") -> bytes:
        """Return the bytes of a file."""
        return self.read(self.files(repo_id, revision)[path])

    def keep(self, data: bytes) -> str:
        """Keep bytes under git's id of them."""
        self.bytes[git_oid(data)] = data
        return git_oid(data)

    def read(self, entry: Entry) -> bytes:
        """Return bytes, put together from their Xet chunks if need be."""
        if entry.oid not in self.bytes:
            self.bytes[entry.oid] = self._from_chunks(entry)
        return self.bytes[entry.oid]

    def _from_chunks(self, entry: Entry) -> bytes:
        import hf_xet  # noqa: PLC0415 - only a hub with Xet needs it

        with tempfile.TemporaryDirectory() as folder:
            target = str(Path(folder) / "file")
            with hf_xet.XetSession().new_file_download_group(endpoint=self.cas) as group:
                group.start_download_file(hf_xet.XetFileInfo(self.xet_hashes()[entry.oid], entry.size), target)
            return Path(target).read_bytes()

    def xet_hashes(self) -> dict[str, str]:
        """Return the Xet hash of every file by its SHA-256, as the shards of the local store tell them."""
        found: dict[str, str] = {}
        for shard in sorted(self.folder.rglob("*.mdb")):
            data, place = shard.read_bytes(), 48
            while data[place : place + 32] != b"\xff" * 32 and place + 48 <= len(data):
                flags, entries = struct.unpack_from("<II", data, place + 32)
                end = place + 48 * (1 + entries * (2 if flags >> 31 else 1))
                if flags >> 30 & 1:
                    found[words(data[end : end + 32])] = words(data[place : place + 32])
                    end += 48
                place = end
        return found

    def chunk_bytes(self) -> int:
        """Return how many bytes of chunks the store holds."""
        return sum(path.stat().st_size for path in self.folder.rglob("default.*") if path.suffix != ".tagset")


def words(data: bytes) -> str:
    """Return a hash as Xet writes it: four little-endian numbers."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", data))
