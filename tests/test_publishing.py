"""docs/publishing.md, followed to the letter by a newcomer with nothing but the package, against the hub of the tests.

CORPUS_TEST_BIN is the `bin` of the environment to try it in, where that is another one than this: `.ci/run` makes one of the
wheel alone.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import hubs
import pytest
from minihub import Hub

PAGE = Path(__file__).parent.parent / "docs" / "publishing.md"


def commands() -> list[tuple[str, str]]:
    """Return each command of the page with what it prints."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            more = [line for line in lines[1:] if line.startswith(">")]
            command = lines[0] + "".join(line.removeprefix("> ").removeprefix(">") for line in more)
            found.append((command, "".join(lines[1 + len(more) :])))
    return found


@pytest.mark.timeout(600)  # a process for each command of the page, one after the other
def test_a_newcomer_can_follow_the_page(tmp_path: Path) -> None:
    """Each command goes well, and prints what the page says; the one refusal is the one that it shows."""
    (tmp_path / "work").mkdir()
    path = f"{os.environ.get('CORPUS_TEST_BIN', Path(sys.executable).parent)}{os.pathsep}{os.environ['PATH']}"
    with Hub() as hub:
        environment = hubs.environment(hub, tmp_path / "home", PATH=path, HOME=str(tmp_path / "home"))
        for command, expected in commands():
            whole = f"cd {tmp_path / 'work'} && {command}"
            made = subprocess.run(["bash", "-c", whole], capture_output=True, text=True, env=environment, timeout=100, check=False)  # noqa: S607
            assert made.returncode == (4 if "旧报" in command else 0), (command, made.stderr)
            shown = made.stdout + (made.stderr if made.returncode else "")
            assert doctest.OutputChecker().check_output(expected, shown, doctest.ELLIPSIS), (command, expected, shown)
        assert {"refs/heads/main", "refs/heads/next", "refs/tags/v1.0.0", "refs/tags/v1.1.0", "refs/pr/1"} == set(hub.repos[hubs.NAME].refs)


def test_the_page_shows_every_exit_code_of_the_hub() -> None:
    """The three that only push and pull have."""
    assert re.findall(r"^\| (\d) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == ["3", "4", "5"]
