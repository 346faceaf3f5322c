"""A small dataset hub for tests: real HTTP, the wire as the real clients speak it, and a switchboard for faults.

`Hub()` runs in a thread of this process; ``python tests/minihub.py`` runs one until it is interrupted. It keeps
everything in memory but Xet chunks, which the stock `hf_xet` keeps in a folder when it is told that the store is
``local://``. It knows nothing of viewers, discussions and rate limits, and its check of cards is a stub.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
import time
import urllib.parse
from functools import partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import yaml
from hub_server import AnswerError, Fault, Json, Server, Switchboard
from hub_store import Entry, Repo, git_oid

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

__all__ = ["Fault", "Hub"]

INLINE = re.compile(r"\.(md|txt|json|gitattributes|py|yaml)$|SHA256SUMS$")


class Hub(Switchboard):
    """The hub: whom it knows, and where it is."""

    def __init__(self, *, xet: bool = False, port: int = 0) -> None:
        super().__init__(xet=xet)
        self.users = {"hf_writer": "org", "hf_reader": "reader"}
        self.leaks: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.cdn = f"http://localhost:{self.server.server_port}"  # another origin: no token may arrive there

    def __enter__(self) -> Self:
        """Begin to answer."""
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering; what it holds is still there to be copied."""
        self.server.shutdown()
        self.server.server_close()


class Handler(Server):
    """Says what the hub says."""

    hub: Hub

    def user(self) -> str:
        """Return who asks; the empty string is nobody."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given and given not in self.hub.users:
            raise AnswerError(401, "", "Invalid credentials in Authorization header")
        return self.hub.users.get(given, "")

    def route(self, path: str, body: bytes) -> tuple[int, object, Json]:
        """Find who answers."""
        for pattern, name in ROUTES:
            if found := re.fullmatch(pattern, path):
                parts = [urllib.parse.unquote(part or "") for part in found.groups()]
                with self.hub.lock:
                    answer: Callable[..., Any] = getattr(self, name)
                    made = answer(*parts, body)
                return made if isinstance(made, tuple) else (200, made, {})
        raise AnswerError(404, "EntryNotFound", f"no such page: {path}")

    def repo(self, repo_id: str, *, write: bool = False, files: bool = False) -> Repo:
        """Return a repository if who asks may see it, write to it, read its files."""
        user, repo = self.user(), self.hub.repos.get(repo_id)
        mine = user == repo_id.partition("/")[0]
        if repo is None or (repo.private and not mine):
            raise AnswerError(404 if user else 401, "RepoNotFound", "Repository not found")
        if write and not mine:
            raise AnswerError(403 if user else 401, "", "You don't have the rights to create or change a dataset under this namespace")
        if files and repo.gated and not mine:
            raise AnswerError(403 if user else 401, "GatedRepo", "Access to this dataset is restricted")
        return repo

    def at(self, repo: Repo, revision: str) -> str:
        """Return the commit of a revision."""
        oid = repo.resolve(revision or "main")
        if not oid:
            raise AnswerError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return oid

    def whoami(self, _: bytes) -> Json:
        """Say whose token it is."""
        if not (user := self.user()):
            raise AnswerError(401, "", "Invalid username or password.")
        return {"type": "user", "name": user, "orgs": [], "auth": {"type": "access_token", "accessToken": {"role": "write"}}}

    def create(self, body: bytes) -> object:
        """Make a repository."""
        asked = json.loads(body)
        user = self.user()
        repo_id = f"{asked.get('organization') or user}/{asked['name']}"
        if not user:
            raise AnswerError(401, "", "Invalid username or password.")
        if repo_id.partition("/")[0] != user:
            raise AnswerError(403, "", "You don't have the rights to create a dataset under this namespace")
        told = {"url": f"{self.hub.url}/datasets/{repo_id}", "name": repo_id, "id": repo_id}
        if repo_id in self.hub.repos:
            return 409, told | {"error": "You already created this dataset repo"}, {}
        self.hub.create(repo_id, private=bool(asked.get("private") or asked.get("visibility") == "private"))
        return told

    def delete(self, body: bytes) -> object:
        """Remove a repository."""
        asked = json.loads(body)
        repo = self.repo(f"{asked.get('organization') or self.user()}/{asked['name']}", write=True)
        del self.hub.repos[repo.id]
        return {}

    def info(self, repo_id: str, revision: str, _: bytes) -> Json:
        """Tell of a revision and its files."""
        repo = self.repo(repo_id)
        oid = self.at(repo, revision)
        files = [{"rfilename": path, **self.told(entry)} for path, entry in sorted(repo.commits[oid][2].items())]
        return {"id": repo_id, "_id": repo_id, "sha": oid, "private": repo.private, "gated": repo.gated, "tags": [], "siblings": files}

    def told(self, entry: Entry) -> Json:
        """Return a file as the hub tells of it."""
        if not entry.lfs:
            return {"size": entry.size, "blobId": entry.oid, "oid": entry.oid}
        pointer = git_oid(b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize %d\n" % (entry.oid.encode(), entry.size))
        lfs = {"sha256": entry.oid, "oid": entry.oid, "size": entry.size, "pointerSize": 130}
        xet = {"xetHash": self.hub.xet_hashes()[entry.oid]} if self.hub.cas else {}
        return {"size": entry.size, "blobId": pointer, "oid": pointer, "lfs": lfs, **xet}

    def tree(self, repo_id: str, revision: str, folder: str, _: bytes) -> object:
        """List a folder."""
        repo = self.repo(repo_id)
        files = repo.commits[self.at(repo, revision)][2]
        prefix = f"{folder}/" if folder else ""
        found = {path: entry for path, entry in files.items() if path.startswith(prefix)}
        if folder and not found:
            raise AnswerError(404, "EntryNotFound", f"{folder} does not exist")
        deep = self.query.get("recursive", "").lower() in {"1", "true"}
        folders = {path[: path.index("/", len(prefix))] for path in found if "/" in path[len(prefix) :]}
        listed: list[Json] = [{"type": "directory", "path": path, "oid": git_oid(path.encode()), "size": 0} for path in sorted(folders)]
        shown = {path: entry for path, entry in found.items() if deep or "/" not in path[len(prefix) :]}
        return listed + [{"type": "file", "path": path, **self.told(entry)} for path, entry in sorted(shown.items())]

    def paths_info(self, repo_id: str, revision: str, body: bytes) -> object:
        """Tell of some files and folders."""
        paths = json.loads(body)["paths"] if body[:1] == b"{" else urllib.parse.parse_qs(body.decode()).get("paths", [])
        repo = self.repo(repo_id)
        files = repo.commits[self.at(repo, revision)][2]
        found: list[Json] = [{"type": "file", "path": path, **self.told(files[path])} for path in paths if path in files]
        folders = [path for path in paths if any(name.startswith(f"{path}/") for name in files)]
        return found + [{"type": "directory", "path": path, "oid": git_oid(path.encode()), "size": 0} for path in folders]

    def preupload(self, repo_id: str, revision: str, body: bytes) -> Json:
        """Say how each file is to be sent."""
        repo = self.repo(repo_id, write=True)
        files = repo.commits[self.at(repo, revision)][2]
        told = []
        for asked in json.loads(body)["files"]:
            path = asked["path"]
            mode = "regular" if INLINE.search(path) or not asked["size"] else "lfs"
            oid = files[path].oid if path in files else None
            told.append({"path": path, "uploadMode": mode, "shouldIgnore": False, "oid": oid})
        return {"files": told}

    def batch(self, repo_id: str, body: bytes) -> Json:
        """Say where bytes that are kept aside go."""
        self.repo(repo_id, write=True)
        told = []
        for asked in json.loads(body)["objects"]:
            upload = {"href": f"{self.hub.cdn}/lfs/{asked['oid']}"}
            verify = {"href": f"{self.hub.url}/verify/{asked['oid']}"}
            told.append(asked | ({} if asked["oid"] in self.hub.bytes else {"actions": {"upload": upload, "verify": verify}}))
        return {"transfer": "basic", "objects": told}

    def upload(self, oid: str, body: bytes) -> Json:
        """Take bytes, if they are what they are called."""
        if self.headers.get("Authorization"):
            self.hub.leaks.append(self.path)
        if hashlib.sha256(body).hexdigest() != oid:
            raise AnswerError(400, "", "not what it is called")
        self.hub.bytes[oid] = body
        return {}

    def verify(self, oid: str, _: bytes) -> Json:
        """Say whether bytes arrived."""
        if oid not in self.hub.bytes:
            raise AnswerError(404, "", "never arrived")
        return {}

    def xet_token(self, repo_id: str, kind: str, _revision: str, _: bytes) -> object:
        """Say where chunks go."""
        self.repo(repo_id, write=kind == "write", files=True)
        if not self.hub.cas:
            raise AnswerError(404, "EntryNotFound", "no Xet storage")
        end = int(time.time()) + 3600
        headers = {"X-Xet-Cas-Url": self.hub.cas, "X-Xet-Access-Token": "t", "X-Xet-Token-Expiration": end}
        return 200, {"casUrl": self.hub.cas, "exp": end, "accessToken": "t"}, headers

    def validate(self, body: bytes) -> object:
        """Check the front matter of a card."""
        head = json.loads(body)["content"].removeprefix("---\n").partition("\n---\n")[0]
        try:
            told = yaml.safe_load(head)
        except yaml.YAMLError as error:
            return 400, {"errors": [{"message": str(error)}], "warnings": []}, {}
        names = [config.get("config_name") for config in (told or {}).get("configs", [])]
        wrong = [f"bad config name {name!r}" for name in names if not name or "/" in name]
        return (400 if wrong else 200), {"errors": [{"message": text} for text in wrong], "warnings": []}, {}

    def commit(self, repo_id: str, revision: str, body: bytes) -> Json:
        """Take a commit, whole or not at all."""
        repo = self.repo(repo_id, write=True)
        parent = self.at(repo, revision)
        files = dict(repo.commits[parent][2])
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        header = next(line["value"] for line in lines if line["key"] == "header")
        if header.get("parentCommit") not in {None, parent}:
            raise AnswerError(412, "", "A commit has happened since. Please refresh and try again.")
        for kind, value in ((line["key"], line["value"]) for line in lines):
            self.apply(files, kind, value)
        ref = f"refs/pr/{sum(name.startswith('refs/pr/') for name in repo.refs) + 1}" if "create_pr" in self.query else ""
        named = next((name for name in (f"refs/heads/{revision}", revision) if name in repo.refs), "refs/heads/main")
        oid = repo.commit(ref or named, parent, header["summary"], files)
        url = f"{self.hub.url}/datasets/{repo_id}"
        made = {"pullRequestUrl": f"{url}/discussions/{ref.rpartition('/')[2]}"} if ref else {}
        return {"success": True, "commitUrl": f"{url}/commit/{oid}", "commitOid": oid, **made}

    def apply(self, files: dict[str, Entry], kind: str, value: Json) -> None:
        """Apply one line of a commit."""
        path = value.get("path", "")
        if kind == "file":
            data = base64.b64decode(value["content"])
            files[path] = Entry(self.hub.keep(data), len(data))
        elif kind == "lfsFile":
            if value["oid"] not in self.hub.bytes and value["oid"] not in self.hub.xet_hashes():
                raise AnswerError(400, "", f"LFS pointer pointed to a file that does not exist: {path}")
            files[path] = Entry(value["oid"], value["size"], lfs=True)
        elif kind == "deletedFile" and not files.pop(path, None):
            raise AnswerError(404, "EntryNotFound", f"A file with this name doesn't exist: {path}")
        elif kind == "deletedFolder":
            for name in [name for name in files if name.startswith(path)]:
                del files[name]

    def mark(self, repo_id: str, kind: str, name: str, body: bytes) -> object:
        """Make or remove a branch, or a tag of a revision."""
        repo = self.repo(repo_id, write=True)
        asked = json.loads(body or b"{}")
        label = asked["tag"] if kind == "tag" and self.command == "POST" else name
        ref = f"refs/tags/{label}" if kind == "tag" else f"refs/heads/{label}"
        if self.command == "DELETE":
            repo.refs.pop(ref, None)
        elif ref in repo.refs:
            raise AnswerError(409, "", f"{kind} {label} already exists")
        else:
            repo.refs[ref] = self.at(repo, name if kind == "tag" else asked.get("startingPoint") or "main")
        return {}

    def refs(self, repo_id: str, _: bytes) -> Json:
        """List branches, tags and pull requests."""
        refs = self.repo(repo_id).refs
        told: dict[str, list[Json]] = {"branches": [], "tags": [], "converts": [], "pullRequests": []}
        for ref, oid in refs.items():
            kind = {"heads": "branches", "tags": "tags", "pr": "pullRequests"}[ref.split("/")[1]]
            told[kind].append({"name": ref.split("/", 2)[2], "ref": ref, "targetCommit": oid})
        return told

    def commits(self, repo_id: str, revision: str, _: bytes) -> object:
        """List the commits up to a revision, the newest first."""
        repo = self.repo(repo_id)
        oid, told = self.at(repo, revision), []
        while oid:
            parent, message, _files = repo.commits[oid]
            when = "2026-11-24T00:00:00.000Z"
            told.append({"id": oid, "title": message, "message": "", "date": when, "authors": [{"user": "org"}]})
            oid = parent
        return told

    def resolve(self, repo_id: str, revision: str, path: str, _: bytes) -> object:
        """Give a file, or say where it is kept."""
        repo = self.repo(repo_id, files=True)
        oid = self.at(repo, revision)
        entry = repo.commits[oid][2].get(path)
        if entry is None:
            raise AnswerError(404, "EntryNotFound", f"{path} does not exist")
        headers: Json = {"X-Repo-Commit": oid, "ETag": f'"{entry.oid}"', "Accept-Ranges": "bytes"}
        if not entry.lfs:
            return self.ranged(self.hub.read(entry), headers)
        headers |= {
            "X-Linked-Etag": f'"{entry.oid}"',
            "X-Linked-Size": entry.size,
            "Location": f"{self.hub.cdn}/cdn/{entry.oid}/{entry.size}",
        }
        if self.hub.cas:
            route = f"{self.hub.url}/api/datasets/{repo_id}/xet-read-token/{oid}"
            link = f'<{route}>; rel="xet-auth"'
            headers |= {"X-Xet-Hash": self.hub.xet_hashes()[entry.oid], "X-Xet-Refresh-Route": route, "Link": link}
        return 302, b"", headers

    def cdn(self, oid: str, size: str, _: bytes) -> object:
        """Give bytes that are kept aside."""
        if self.headers.get("Authorization"):
            self.hub.leaks.append(self.path)
        return self.ranged(self.hub.read(Entry(oid, int(size), lfs=True)), {"ETag": f'"{oid}"', "Accept-Ranges": "bytes"})


_ID = r"/api/datasets/([^/]+/[^/]+)"
ROUTES = [
    (r"/api/whoami-v2", "whoami"),
    (r"/api/repos/create", "create"),
    (r"/api/repos/delete", "delete"),
    (r"/api/validate-yaml", "validate"),
    (_ID + r"(?:/revision/([^/]+))?", "info"),
    (_ID + r"/tree/([^/]+)/?(.*)", "tree"),
    (_ID + r"/paths-info/([^/]+)", "paths_info"),
    (_ID + r"/preupload/([^/]+)", "preupload"),
    (_ID + r"/xet-(read|write)-token/([^/]+)", "xet_token"),
    (_ID + r"/commit/([^/]+)", "commit"),
    (_ID + r"/(branch|tag)/([^/]+)", "mark"),
    (_ID + r"/refs", "refs"),
    (_ID + r"/commits/([^/]+)", "commits"),
    (r"/datasets/([^/]+/[^/]+)\.git/info/lfs/objects/batch", "batch"),
    (r"/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", "resolve"),
    (r"/lfs/([0-9a-f]{64})", "upload"),
    (r"/verify/([0-9a-f]{64})", "verify"),
    (r"/cdn/([0-9a-f]{64})/(\d+)", "cdn"),
]

if __name__ == "__main__":
    import argparse

    options = argparse.ArgumentParser(description="Run a small dataset hub; its token is hf_writer, who is the organization org.")
    options.add_argument("--port", type=int, default=8765)
    options.add_argument("--xet", action="store_true")
    with Hub(**vars(options.parse_args())) as hub, contextlib.suppress(KeyboardInterrupt):
        print(f"export HF_ENDPOINT={hub.url} HF_TOKEN=hf_writer", flush=True)  # noqa: T201
        threading.Event().wait()
