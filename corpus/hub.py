"""Publish a dataset on a hub.

This module, `corpus.fetching` and `corpus.wire` are the only ones that know the network, but for `corpus.remote`, which opens
sources at URLs. A push is one commit: everyone sees the old version or the new one and never a mixture. If it fails or is killed, the
repository is as it was; running it again finishes, and sends nothing twice that had arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfFileSystem
from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

from corpus import layout, publishing
from corpus.checks import check
from corpus.errors import DatasetError, NetworkError, RefusedError, UsageError
from corpus.publishing import Plan, Remote
from corpus.wire import FAILURES, TRIES, Wire, check_name, siblings, silent

if TYPE_CHECKING:
    from collections.abc import Callable

_SHOWN = 3
_LATEST_PROPOSALS = 5


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did, or would do: the commit, where to see it, and the files by what became of them."""

    repo: str
    commit: str
    url: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    size: int = 0
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Push:
    """One push: what, where to, and how."""

    folder: Path
    wire: Wire
    revision: str
    tag: str | None
    message: str | None
    pr: bool
    prune: bool
    allow_schema_change: bool


def push(  # noqa: PLR0913 - every option is one that people asked for by name
    folder: str | Path,
    repo: str,
    *,
    tag: str | None = None,
    message: str | None = None,
    private: bool | None = None,
    revision: str = "main",
    pr: bool = False,
    dry_run: bool = False,
    prune: bool = True,
    allow_schema_change: bool = False,
    tell: Callable[[str], None] = silent,
) -> Pushed:
    """Publish a dataset folder as ``ORG/NAME``, in one commit that holds everything and only what changed.

    The folder is checked first. What people wrote into the card on the hub stays, outside of our section of it. Files of
    ours that the new version no longer has go in the same commit; without `prune`, whole configs that it no longer has stay.

    Args:
        folder: A dataset folder, as `build` makes it.
        repo: ``ORG/NAME``; made if there is none, `private` or as is the rule there.
        tag: Name for this version. A tag that names another commit is never moved.
        message: The commit's first line.
        private: Whether a new repository is private.
        revision: The branch; made if there is none.
        pr: Open a pull request and leave the branch as it is.
        dry_run: Change nothing, only return what would be done.
        prune: Remove whole configs that this version does not have.
        allow_schema_change: Publish even if code that reads the present version would break.
        tell: Called with a line for everything worth telling.

    Raises:
        DatasetError: if the folder is not sound.
        AccessError: if there is no token, or the hub refuses it.
        UsageError: if a tag is given for a pull request.
        RefusedError: if the name is none, the schema would break readers, or the hub says no.
        NetworkError: if the hub cannot be reached, or went on failing.

    """
    check_name(repo)
    if tag and pr:
        raise UsageError("tag", "a pull request has no version yet", help="leave out the tag; give it when the pull request is merged")
    job = _Push(Path(folder), Wire(repo, tell), revision, tag, message, pr, prune, allow_schema_change)
    _check_sound(job.folder)
    if not dry_run:
        job.wire.call(job.wire.api.whoami)
    remote = _look(job.wire, revision)
    if dry_run:
        plan = _planned(job, remote or _fallback(job))
        return _result(job, plan, Remote(), dry_run=True)
    if remote is None:
        _make_room(job, private=private)
    plan, arrived = _publish(job, remote)
    if tag:
        _name_it(job, arrived.commit)
    return _result(job, plan, arrived)


def _check_sound(folder: Path) -> None:
    findings = check(folder)
    if findings:
        shown = "; ".join(str(finding) for finding in findings[:_SHOWN])
        more = f"; and {len(findings) - _SHOWN} more" if len(findings) > _SHOWN else ""
        raise DatasetError(str(folder), f"not sound, so not published: {shown}{more}", help=f"see all of it: corpus check {folder}")
    if not layout.size(folder, "articles").rows:
        raise DatasetError(str(folder), "it has no articles: no reader could load it", help="build it from pages with articles")


def _look(wire: Wire, revision: str) -> Remote | None:
    """Return what is on the hub at a revision; None if there is no such repository or branch."""
    try:
        info = wire.call(lambda: _missing_is_none(wire, revision))
        if info is None:
            return None
        files = {one.rfilename: one.lfs.sha256 if one.lfs else str(one.blob_id) for one in siblings(info)}
        text = wire.call(lambda: _text(wire, info.sha)) if layout.CARD in files else ""
    except UnicodeDecodeError as error:
        place = f"{wire.repo}/{layout.CARD}"
        raise RefusedError(place, f"not UTF-8: {error.reason}", help="mend it on the hub; then push again") from error
    return Remote(info.sha, text, files)


def _missing_is_none(wire: Wire, revision: str) -> Any:  # noqa: ANN401 - a DatasetInfo or None
    try:
        return wire.api.dataset_info(wire.repo, revision=revision, files_metadata=True)
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        if "redentials" in str(error) or type(error).__name__ == "GatedRepoError":
            raise
        return None


def _text(wire: Wire, commit: str) -> str:
    with HfFileSystem(endpoint=wire.endpoint).open(f"datasets/{wire.repo}@{commit}/{layout.CARD}", "rb", cache_type="none") as file:
        return str(file.read().decode("utf-8"))


def _fallback(job: _Push) -> Remote:
    """Return what a new branch would begin with: what is on the main one, or nothing."""
    return _look(job.wire, "main") or Remote()


def _make_room(job: _Push, *, private: bool | None) -> None:
    """Make the repository, or the branch."""
    wire = job.wire
    made = wire.call(wire.api.create_repo, repo_id=wire.repo, repo_type="dataset", private=private, exist_ok=True)
    if job.revision != "main" and _look(wire, job.revision) is None:
        wire.call(wire.api.create_branch, repo_id=wire.repo, branch=job.revision, repo_type="dataset", exist_ok=True)
    wire.tell(f"{wire.repo}: made {made}")


def _planned(job: _Push, remote: Remote) -> Plan:
    """Return what there is to do, unless it would break readers or move a tag."""
    plan = publishing.plan(job.folder, remote, repo=job.wire.repo, tag=job.tag, prune=job.prune)
    found = publishing.changes(job.folder, remote, plan.removed, lambda path: _schema(job.wire, remote.commit, path)) if plan else []
    breaking = [change for change in found if change.breaking]
    if breaking and not job.allow_schema_change:
        raise RefusedError(
            job.wire.repo,
            f"code that reads the present version would break: {'; '.join(map(str, breaking))}",
            help="if it is meant, push with --allow-schema-change, and with a new --tag so that the old version can be named",
        )
    for change in found:
        job.wire.tell(f"{job.wire.repo}: schema: {change}")
    if job.tag and remote.commit:
        _check_tag(job, remote.commit if not plan else "")
    return plan


def _schema(wire: Wire, commit: str, path: str) -> pa.Schema | None:
    """Return the schema of a Parquet file on the hub, from its footer alone; None if no reader can read it anyhow."""

    def read() -> pa.Schema:
        with HfFileSystem(endpoint=wire.endpoint).open(f"datasets/{wire.repo}@{commit}/{path}", "rb", cache_type="none") as file:
            return pq.read_schema(file)

    try:
        return wire.call(read)
    except pa.ArrowInvalid:
        wire.tell(f"{wire.repo}/{path}: damaged; it is replaced")
        return None


def _publish(job: _Push, seen: Remote | None) -> tuple[Plan, Remote]:
    """Bring the branch, or a pull request, to where the folder is; return what that took and what is there now.

    Each try looks first at what is there: so a commit whose answer was lost is found done, and one that came in between
    is built upon.
    """
    first: Plan | None = None
    for tried in range(1, TRIES + 1):
        remote, seen = seen or _look(job.wire, job.revision) or Remote(), None
        plan = _planned(job, remote)
        first = first or plan
        done = _proposed(job, plan) if job.pr and plan else None
        if done or not plan:
            return first, done or remote
        try:
            return first, _verified(job, plan, _commit(job, plan, remote.commit))
        except FAILURES as error:
            job.wire.wait(error, tried)
    raise AssertionError  # the last wait raises


def _commit(job: _Push, plan: Plan, parent: str) -> str:
    """Send the files and make the commit; return its id."""
    wire = job.wire
    where: dict[str, Any] = {"repo_id": wire.repo, "repo_type": "dataset", "revision": job.revision, "create_pr": job.pr}
    added = [CommitOperationAdd(path, _source(file.content)) for path, file in plan.to_send.items()]
    wire.api.preupload_lfs_files(additions=added, free_memory=False, **where)
    removed = [CommitOperationDelete(path) for path in plan.removed]
    made = wire.api.create_commit(
        operations=[*added, *removed],
        commit_message=job.message or f"{job.tag or 'Update'}: {len(plan.to_send)} files sent, {len(plan.removed)} removed",
        parent_commit=parent,
        **where,
    )
    return str(made.pr_revision if job.pr else made.oid)


def _source(content: bytes | Path) -> bytes | str:
    return str(content) if isinstance(content, Path) else content


def _verified(job: _Push, plan: Plan, revision: str) -> Remote:
    """Look at what arrived: every file is the one that was meant."""
    arrived = _look(job.wire, revision)
    wrong = _wrong(plan, arrived) if arrived else [job.revision]
    if arrived is None or wrong:
        raise NetworkError(job.wire.repo, f"what arrived is not what was sent: {wrong[0]}", help="run the same command again")
    return arrived


def _wrong(plan: Plan, arrived: Remote) -> list[str]:
    sent = [path for path, file in plan.to_send.items() if arrived.files.get(path) not in file.ids]
    return sent + [path for path in plan.removed if path in arrived.files]


def _proposed(job: _Push, plan: Plan) -> Remote | None:
    """Return the pull request that already has all of it, as one has whose answer was lost."""
    refs = job.wire.call(job.wire.api.list_repo_refs, repo_id=job.wire.repo, repo_type="dataset", include_pull_requests=True)
    for ref in reversed((refs.pull_requests or [])[-_LATEST_PROPOSALS:]):
        there = _look(job.wire, ref.ref)
        if there and not _wrong(plan, there):
            return there
    return None


def _tags(job: _Push) -> dict[str, str]:
    refs = job.wire.call(job.wire.api.list_repo_refs, repo_id=job.wire.repo, repo_type="dataset")
    return {tag.name: tag.target_commit for tag in refs.tags}


def _check_tag(job: _Push, commit: str) -> None:
    """Refuse a tag that names another version than the commit, before anything is sent."""
    named = _tags(job).get(str(job.tag))
    if named not in {None, commit}:
        raise _taken(job, str(named))


def _taken(job: _Push, commit: str) -> RefusedError:
    return RefusedError(
        job.wire.repo,
        f"the tag {job.tag} names another version, {commit[:8]}",
        help="a published version stays what it is: choose a new --tag",
    )


def _name_it(job: _Push, commit: str) -> None:
    """Give the commit its tag; it may have it already."""
    wire = job.wire
    wire.call(wire.api.create_tag, repo_id=wire.repo, tag=str(job.tag), revision=commit, repo_type="dataset", exist_ok=True)
    named = _tags(job).get(str(job.tag))
    if named != commit:
        raise _taken(job, str(named))


def _result(job: _Push, plan: Plan, there: Remote, *, dry_run: bool = False) -> Pushed:
    page = f"{job.wire.endpoint}/datasets/{job.wire.repo}"
    return Pushed(
        repo=job.wire.repo,
        commit=there.commit,
        url=f"{page}/commit/{there.commit}" if there.commit else page,
        new=tuple(sorted(plan.new)),
        changed=tuple(sorted(plan.changed)),
        removed=tuple(plan.removed),
        same=tuple(sorted(plan.same)),
        size=sum(file.size for file in plan.to_send.values()),
        dry_run=dry_run,
    )
