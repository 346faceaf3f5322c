"""README.md and docs/: their examples are run by conftest.py; here is the rest."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from corpus.options import parser

ROOT = Path(__file__).parent.parent
_CHOICES = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)).choices  # noqa: SLF001 - argparse tells no other way
COMMANDS = {name: command.completed() for name, command in _CHOICES.items()}
PAGES = (ROOT / "README.md", ROOT / "training" / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PAGE = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    """In its own section of the page about the command line."""
    section = PAGE.partition(f"\n## corpus {command}")[2].partition("\n## ")[0]
    options = {option for action in COMMANDS[command]._actions for option in action.option_strings} - {"-h", "--help"}  # noqa: SLF001
    assert {option for option in options if f"`{option}" in section or f"{option} " in section} == options
    assert set(re.findall(r"--[a-z-]*[a-z]", section)) <= options


def test_no_other_command_is_documented() -> None:
    """What was taken out of the program is taken out of the page."""
    assert re.findall(r"^## corpus (\w+)", PAGE, re.MULTILINE) == list(COMMANDS)


def test_exit_codes_are_those_that_help_tells() -> None:
    """The same table in both places."""
    told = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert [f"  {code:<5}{what}" for code, what in told] == [line for line in parser().epilog.splitlines()[1:]]  # type: ignore[union-attr]  # noqa: C416


def test_every_command_shows_an_example() -> None:
    """Help that a newcomer understands ends with something to type."""
    for name, command in COMMANDS.items():
        assert f"example:\n  corpus {name} " in command.epilog


def places(page: Path) -> set[str]:
    """Return the names that the headings of a page have in links."""
    headings = re.findall("^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere() -> None:
    """To files of the repository, and to headings that they have."""
    for page in PAGES:
        for link, place in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8")):
            target = page.parent / link if link else page
            assert target.exists(), f"{page.name}: {link}"
            assert not place or place in places(target), f"{page.name}: {link}#{place}"


def test_scripts_that_are_named_are_there() -> None:
    """Of the training, the benchmarks and the tests."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named = {*re.findall(r"\b(?:benchmarks|tests)/[\w/]+\.(?:py|sh)\b", text)}
        modules = {name.replace(".", "/") for name in re.findall(r"python -m (training[\w.]*)", text)}
        named |= {f"{name}/__main__.py" if (ROOT / name).is_dir() else f"{name}.py" for name in modules}
        assert [name for name in sorted(named) if not (ROOT / name).exists()] == [], page.name
