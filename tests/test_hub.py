"""Publishing and bringing back, by the real clients over real HTTP: what was pushed is what is read."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hubs
import pyarrow.parquet as pq
import pytest
import yaml
from hubs import NAME, Client
from minihub import Hub

import corpus
from corpus import layout, publishing
from corpus.profiles import PROFILES
from corpus.publishing import Remote
from corpus.tables import CONFIGS

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = (*CONFIGS, *PROFILES)
"""Every config of a dataset that nothing was wrong with."""

DATES = {"a": "2020-02-15", "b": "2020-02-16", "c": "2020-03-01", "d": ""}
FEWER = {"a": "2020-02-15", "d": ""}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a dataset with every config there is."""
    with pytest.MonkeyPatch.context() as patch:
        return hubs.build(tmp_path_factory.mktemp("old") / "data", DATES, patch, profiles=["american-stories", "people-daily", "newswire"])


@pytest.fixture(scope="module")
def fewer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the same dataset after an update that removes articles, and with them a month."""
    with pytest.MonkeyPatch.context() as patch:
        return hubs.build(tmp_path_factory.mktemp("new") / "data", FEWER, patch, profiles=["american-stories", "people-daily", "newswire"])


@pytest.fixture(scope="module")
def first(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Return a hub that the old version was pushed to, to be copied."""
    with Hub() as hub:
        Client(hub, tmp_path_factory.mktemp("home")).done("push", old, NAME, "--tag", "v1")
    return hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Run an empty hub of plain LFS."""
    with Hub() as hub:
        yield hub
        assert hub.leaks == []


@pytest.fixture
def published(hub: Hub, first: Hub) -> Hub:
    """Return the hub, with the old version as v1."""
    hub.copy(first)
    return hub


@pytest.fixture
def client(hub: Hub, tmp_path: Path) -> Client:
    """Return somebody who may write there."""
    return Client(hub, tmp_path / "home")


@pytest.mark.parametrize("xet", [False, True], ids=["lfs", "xet"])
def test_what_is_pushed_is_what_datasets_reads(xet: bool, old: Path, fewer: Path, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    """Every config, plain and streaming, twice, and after an update that removes articles."""
    with Hub(xet=xet) as hub:
        client = Client(hub, tmp_path / "home")
        client.done("push", old, NAME, "--tag", "v1")
        before = len(hub.log)
        assert "0 files changed" in client.done("push", old, NAME, "--tag", "v1")
        assert [line for line in hub.log[before:] if "commit/" in line[1] or "preupload" in line[1]] == []
        assert client.rows(*ALL) == hubs.local_rows(old, *ALL)
        shown = client.done("push", fewer, NAME)
        assert "removed  articles/2020-03.parquet" in shown
        assert client.rows(*ALL) == hubs.local_rows(fewer, *ALL)
        assert client.rows(*ALL, streaming=True) == hubs.local_rows(fewer, *ALL)
        assert client.rows("articles", revision="v1") == hubs.local_rows(old, "articles")
        commits = [message for _, message, _ in hub.repos[NAME].commits.values()]
        assert len(commits) == 3
        assert hub.leaks == []


def test_only_what_changed_is_sent(published: Hub, client: Client, fewer: Path) -> None:
    """A month without a change keeps its files."""
    before = len(published.log)
    client.done("push", fewer, NAME)
    sent = [path for method, path, _ in published.log[before:] if method == "PUT"]
    assert len(sent) == len(ALL)


def test_pull_brings_what_was_pushed(published: Hub, client: Client, old: Path, tmp_path: Path) -> None:
    """The files are the same byte for byte; the card is the one of the hub; nothing else is taken, or ever run."""
    published.put(NAME, {"load.py": b"raise SystemExit('run!')", "articles/notes.txt": b"x", "evil/x.parquet": b"x"})
    out = tmp_path / "out"
    assert "sound" in client.done("pull", NAME, "--out", out)
    assert [path.relative_to(out) for path in layout.files(out)] == [path.relative_to(old) for path in layout.files(old)]
    assert all((out / path.relative_to(old)).read_bytes() == path.read_bytes() for path in layout.files(old))
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in old.iterdir())
    assert f'load_dataset("{NAME}"' in (out / "README.md").read_text(encoding="utf-8")
    assert corpus.check(out) == []
    assert {path.name for path in tmp_path.iterdir()} <= {"home", "out"}
    assert client.rows("articles") == hubs.local_rows(old, "articles")


@pytest.mark.usefixtures("published")
def test_pull_replaces_an_older_version(client: Client, old: Path, fewer: Path, tmp_path: Path) -> None:
    """A revision is a branch or a tag; the folder of the older one is replaced whole."""
    client.done("push", fewer, NAME)
    for revision, folder in (("v1", old), ("main", fewer)):
        client.done("pull", NAME, "--out", tmp_path / "out", "--revision", revision)
        assert hubs.local_rows(tmp_path / "out", *ALL) == hubs.local_rows(folder, *ALL)
    client.done("push", tmp_path / "out", NAME)  # what was pulled is pushed without a change


HF = Path(sys.executable).with_name("hf")
READ_PANDAS = """
import pandas, sys
print(*pandas.read_parquet(f"hf://datasets/{sys.argv[1]}/texts/2020-02.parquet")["title"])
"""
READ_POLARS = """
import polars, sys
from huggingface_hub import HfFileSystem
with HfFileSystem().open(f"datasets/{sys.argv[1]}/texts/2020-02.parquet") as file:
    print(*polars.read_parquet(file)["title"])
"""
READ_DUCKDB = """
import duckdb, pyarrow.dataset, sys
from huggingface_hub import HfFileSystem
texts = pyarrow.dataset.dataset(f"datasets/{sys.argv[1]}/texts/2020-02.parquet", filesystem=HfFileSystem())
print(*(title for title, in duckdb.sql("select title from texts order by title").fetchall()))
"""
LOAD = """
import sys, corpus
rows = corpus.load(sys.argv[1], "texts", revision=sys.argv[2] or None, streaming=bool(sys.argv[3]))
print(*[row["title"] for row in rows])
del rows
"""


@pytest.mark.usefixtures("published")
def test_load_takes_a_name_on_the_hub(client: Client, fewer: Path) -> None:
    """With a revision, and as a stream; a config that is not there is said so."""
    client.done("push", fewer, NAME)
    assert client.run(sys.executable, "-c", LOAD, NAME, "", "").stdout == "题a 题d\n"
    assert client.run(sys.executable, "-c", LOAD, NAME, "v1", "yes").stdout == "题a 题b 题c 题d\n"
    missing = client.run(sys.executable, "-c", LOAD, NAME, "v9", "")
    assert "RefusedError" in missing.stderr
    assert "no such revision" in missing.stderr


@pytest.mark.usefixtures("published")
def test_the_hub_command_and_pandas_read_it(client: Client, old: Path, tmp_path: Path) -> None:
    """`hf download` and `hf://` paths, where they honour HF_ENDPOINT: polars and DuckDB ask huggingface.co whatever it says."""
    brought = client.run(HF, "download", NAME, "--repo-type", "dataset", "--local-dir", tmp_path / "hf")
    assert brought.returncode == 0, brought.stderr
    assert hubs.local_rows(tmp_path / "hf", "articles") == hubs.local_rows(old, "articles")
    for code in (READ_PANDAS, READ_POLARS, READ_DUCKDB):
        made = client.run(sys.executable, "-c", code, NAME)
        assert made.stdout == "题a 题b\n", made.stderr


@pytest.mark.usefixtures("published")
def test_pages_are_read_from_the_hub(client: Client, tmp_path: Path) -> None:
    """A Parquet file of a dataset there, by its `hf://` path; and a whole folder of them."""
    shown = client.done("convert", f"hf://datasets/{NAME}/texts/2020-02.parquet")
    assert shown.count("== 2020-02.parquet/") == 2
    made = client.done("build", f"hf://datasets/{NAME}/texts", "--out", tmp_path / "out")
    assert "4 pages, 4 articles" in made
    assert "hf_writer" not in made + shown


def test_a_dry_run_changes_nothing(hub: Hub, client: Client, old: Path, fewer: Path) -> None:
    """It prints what would change, whether the repository is there or not, and needs no token."""
    nobody = Client(hub, client.environment["HF_HOME"], HF_TOKEN="")  # type: ignore[arg-type]
    assert "new      articles/2020-02.parquet" in nobody.done("push", old, NAME, "--dry-run")
    assert "new      README.md" in nobody.done("push", old, NAME, "--dry-run", "--tag", "v1")
    assert hub.repos == {}
    client.done("push", old, NAME)
    head = hub.repos[NAME].refs["refs/heads/main"]
    shown = nobody.done("push", fewer, NAME, "--dry-run")
    assert "removed  articles/2020-03.parquet" in shown
    assert "would change" in shown
    assert hub.repos[NAME].refs["refs/heads/main"] == head


def test_a_branch_is_made_and_the_main_one_stays(hub: Hub, client: Client, old: Path, fewer: Path) -> None:
    """And a new repository is private if asked."""
    client.done("push", old, NAME, "--private")
    client.done("push", fewer, NAME, "--revision", "next", "--message", "without March")
    assert hub.repos[NAME].private
    assert hubs.holds(hub, old)
    assert hubs.holds(hub, fewer, "next")
    assert hub.repos[NAME].commits[hub.repos[NAME].refs["refs/heads/next"]][1] == "without March"


def test_a_pull_request_leaves_the_branch(published: Hub, client: Client, old: Path, fewer: Path) -> None:
    """Pushing it again opens no second one."""
    for _ in range(2):
        client.done("push", fewer, NAME, "--pr")
        assert hubs.holds(published, old)
        assert hubs.holds(published, fewer, "refs/pr/1")
    assert [ref for ref in published.repos[NAME].refs if "/pr/" in ref] == ["refs/pr/1"]


def test_a_tag_is_never_moved(published: Hub, client: Client, old: Path, fewer: Path) -> None:
    """It is refused before anything is sent; a tag for what is there already is only made."""
    client.done("push", old, NAME, "--tag", "v1.0")
    before = dict(published.repos[NAME].refs)
    for how in ((), ("--dry-run",)):
        refused = client.corpus("push", fewer, NAME, "--tag", "v1", *how)
        assert refused.returncode == 4
        assert "the tag v1 names another version" in refused.stderr
    assert published.repos[NAME].refs == before
    client.done("push", fewer, NAME, "--tag", "v2")
    text = published.content(NAME, "README.md").decode()
    told = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| v")]
    assert told[1:] == ["| v1", "| v1.0", "| v2"]
    assert "2 articles (-2), 2 pages (-2) |" in text


def test_a_card_edited_by_hand_survives(published: Hub, client: Client, fewer: Path, tmp_path: Path) -> None:
    """Their keys, comments and prose stay; our section and facts are new; and the card is still right for its files."""
    text = published.content(NAME, "README.md").decode()
    edited = text.replace("license: other\n", "license: cc0-1.0 # asked the publisher\ndoi: 10.1/x\n")
    edited = edited.replace("- config_name: articles\n  data_files", "- config_name: articles\n  drop_labels: true\n  data_files", 1)
    edited = edited.replace("\n<!-- newspaper-corpus: from", "\n# 重庆日报\n\nOur words.\n\n<!-- newspaper-corpus: from", 1)
    edited += "\n## Thanks\n\nTo all.\n"
    published.put(NAME, {"README.md": edited.encode()})
    client.done("push", fewer, NAME)
    text = published.content(NAME, "README.md").decode()
    told = yaml.safe_load(text.split("---\n")[1])
    assert (told["license"], told["doi"], told["configs"][0]["drop_labels"]) == ("cc0-1.0", "10.1/x", True)
    assert "# asked the publisher" in text
    assert "\n# 重庆日报\n\nOur words.\n" in text
    assert text.endswith("\n## Thanks\n\nTo all.\n")
    assert told["dataset_info"][0]["splits"][0]["num_examples"] == 2
    assert client.rows("articles") == hubs.local_rows(fewer, "articles")
    assert "0 files changed" in client.done("push", fewer, NAME)
    client.done("pull", NAME, "--out", tmp_path / "out")


@pytest.mark.parametrize("spoiled", ["null", "many", "[4]"])
def test_a_number_of_rows_that_is_none_is_not_compared(old: Path, fewer: Path, spoiled: str) -> None:
    """The version is told without what is more or fewer than before."""
    card = (old / "README.md").read_text(encoding="utf-8").replace("num_examples: 4", f"num_examples: {spoiled}", 1)
    there = Remote("0" * 40, card, {"articles/2020-02.parquet": "another", "README.md": "another"})
    told = publishing.plan(fewer, there, repo=NAME, tag="v2").changed["README.md"].content
    assert isinstance(told, bytes)
    assert "| 2 articles, 2 pages (-2) |" in told.decode()


def test_a_card_written_before_the_first_push_survives(hub: Hub, client: Client, old: Path) -> None:
    """A page of somebody's own, without front matter: our section comes after it."""
    hub.create(NAME)
    hub.put(NAME, {"README.md": "# 我的报纸\n\nSoon here.\n".encode()})
    client.done("push", old, NAME)
    text = hub.content(NAME, "README.md").decode()
    assert text.partition("\n---\n")[2].startswith("# 我的报纸\n\nSoon here.\n\n<!-- newspaper-corpus: from")
    assert client.rows("articles") == hubs.local_rows(old, "articles")


def drifted(hub: Hub, path: str) -> None:
    """Change the columns of a file on the hub: another type, one more, one less."""
    table = pq.read_table(io.BytesIO(hub.content(NAME, path)))
    place = table.schema.get_field_index("characters")
    table = table.set_column(place, "characters", table["characters"].cast("string")).append_column("mood", table["title"])
    changed = io.BytesIO()
    pq.write_table(table.drop_columns(["source"]), changed)
    hub.put(NAME, {path: changed.getvalue()})


def test_a_schema_that_breaks_readers_is_refused(published: Hub, client: Client, old: Path) -> None:
    """The message says which column, nothing is sent, and what is new is announced when it is allowed."""
    drifted(published, "articles/undated.parquet")
    before = dict(published.repos[NAME].refs)
    refused = client.corpus("push", old, NAME)
    assert refused.returncode == 4
    assert "would break: articles.characters: string becomes int64; articles.mood: gone\nhelp: if it is meant" in refused.stderr
    assert published.repos[NAME].refs == before
    allowed = client.corpus("push", old, NAME, "--allow-schema-change")
    assert allowed.returncode == 0
    assert f"{NAME}: schema: articles.source: new" in allowed.stderr
    assert client.rows("articles") == hubs.local_rows(old, "articles")


def test_a_config_that_goes_is_a_breaking_change(published: Hub, client: Client, old: Path, tmp_path: Path) -> None:
    """It is refused; it goes when that is allowed; without pruning it stays, and can be read."""
    with pytest.MonkeyPatch.context() as patch:
        plain = hubs.build(tmp_path / "plain", FEWER, patch)
    refused = client.corpus("push", plain, NAME)
    assert (refused.returncode, "newswire: the whole config is gone" in refused.stderr) == (4, True)
    client.done("push", plain, NAME, "--no-prune")
    assert client.rows("newswire") == hubs.local_rows(old, "newswire")
    assert client.rows(*CONFIGS) == hubs.local_rows(plain, *CONFIGS)
    client.done("push", plain, NAME, "--allow-schema-change")
    assert hubs.holds(published, plain)
    assert client.rows(*CONFIGS) == hubs.local_rows(plain, *CONFIGS)


def test_a_folder_with_the_name_of_a_dataset_is_preferred(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a folder has no revisions."""
    (tmp_path / "org").mkdir()
    (tmp_path / NAME).symlink_to(old)
    monkeypatch.chdir(tmp_path)
    assert len(corpus.load(NAME)) == 4
    assert [row["title"] for row in corpus.load(NAME, streaming=True)] == ["题a", "题b", "题c", "题d"]
    with pytest.raises(corpus.UsageError, match="a folder has no revisions"):
        corpus.load(NAME, revision="v1")
