"""Two cards -> one: what people wrote into the card on the hub survives when its facts are written anew.

A card has a section of ours between two marks. That section, and in the front matter the facts of our configs, are written
anew; every other key, comment and line is kept as it is on the hub.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from corpus.tables import MODELS

FENCE = "---\n"
BEGIN = "<!-- newspaper-corpus: from here to the mark of its end, written anew by each push; edit outside of it -->"
END = "<!-- newspaper-corpus: end -->"

_OWN_LISTS = ("configs", "dataset_info")
_OWN = (*_OWN_LISTS, "size_categories")
_NAMES = frozenset(MODELS)
_SECTION = re.compile(r"<!-- newspaper-corpus: from here.*?-->.*?" + re.escape(END), re.DOTALL)
_VERSIONS = re.compile(r"(\n\| version \| date \| what changed \|\n\|---\|---\|---\|\n)((?:\|.*\n)*)")


def front_matter(text: str) -> dict[str, Any]:
    """Return the YAML block that a card begins with.

    Raises:
        ValueError: if there is none, or it is no YAML mapping.

    """
    head, _ = split(text)
    try:
        found = yaml.safe_load(head) if text.startswith(FENCE) else None
    except (yaml.YAMLError, RecursionError) as error:
        message = f"its front matter is no YAML: {str(error).partition(chr(10))[0]}"
        raise ValueError(message) from error
    if not isinstance(found, dict):
        message = "it has no front matter"
        raise ValueError(message)  # noqa: TRY004 - what is wrong is the text, not a type of ours
    return found


def split(text: str) -> tuple[str, str]:
    r"""Return the front matter of a card and the prose after it.

    >>> split("---\nlicense: other\n---\n# Title\n")
    ('license: other\n', '# Title\n')
    """
    if not text.startswith(FENCE):
        return "", text
    head, _, prose = text.removeprefix(FENCE).partition(f"\n{FENCE}")
    return head + "\n", prose


def dumped(values: dict[str, Any]) -> str:
    """Return values as the YAML of a front matter."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120)


def entries(told: object, ours: list[dict[str, Any]], kept: frozenset[str] = frozenset()) -> list[Any]:
    """Return the entries of `configs` or `dataset_info`: ours, with the keys that people added, and those of other configs.

    Configs of ours that are no more go, but those `kept`.

    >>> entries([{"config_name": "articles", "drop_labels": True}, {"config_name": "mine"}], [{"config_name": "articles"}])
    [{'config_name': 'articles', 'drop_labels': True}, {'config_name': 'mine'}]
    """
    listed = told if isinstance(told, list) else [told]
    present = [entry for entry in listed if isinstance(entry, dict)]
    named = {entry.get("config_name"): entry for entry in present}
    gone = {"default", *_NAMES} - kept | {entry["config_name"] for entry in ours}
    return [named.get(entry["config_name"], {}) | entry for entry in ours] + [
        entry for entry in present if entry.get("config_name", "default") not in gone
    ]


def cards(theirs: str, ours: str, version: str = "", kept: frozenset[str] = frozenset()) -> str:
    """Return the card that is on the hub with our part of it written anew; `version` is a row for its table of versions.

    Raises:
        ValueError: if the front matter of either is no YAML mapping.

    """
    head, prose = split(theirs)
    our_head, our_prose = split(ours)
    own_section = _with_versions(our_prose.strip("\n"), prose, version)
    found = _SECTION.search(prose)
    if found:
        merged = prose[: found.start()] + own_section + prose[found.end() :]
    else:
        merged = f"{prose.rstrip()}\n\n{own_section}\n" if prose.strip() else f"\n{own_section}\n"
    told = front_matter(theirs) if head.strip() else {}
    return f"{FENCE}{_head(head, told, front_matter(f'{FENCE}{our_head}{FENCE}'), kept)}{FENCE}{merged}"


def _with_versions(section: str, theirs: str, version: str) -> str:
    """Return our section with the versions told of before, and the new one."""
    before = _VERSIONS.search(theirs)
    rows = (before[2] if before else "") + (f"{version}\n" if version else "")
    return _VERSIONS.sub(lambda found: found[1] + rows, section)


def _head(text: str, told: dict[str, Any], ours: dict[str, Any], kept: frozenset[str]) -> str:
    """Return the front matter with the keys that are ours replaced where they stand, and those that are missing added."""
    wanted = ours | told | {key: entries(told.get(key), ours[key], kept) if key in _OWN_LISTS else ours[key] for key in _OWN}
    for key, value in wanted.items():
        if key not in told:
            text += dumped({key: value})
        elif told[key] != value:
            found = re.search(rf"^{re.escape(key)}:.*\n(?:[ \t#-].*\n|\n)*", text, re.MULTILINE)
            text = text[: found.start()] + dumped({key: value}) + text[found.end() :] if found else text
    return text if _says(text, wanted) else dumped(wanted)


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return bool(yaml.safe_load(text) == wanted)
    except yaml.YAMLError:
        return False
