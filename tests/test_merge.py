"""Two cards become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus import merge

if TYPE_CHECKING:
    from pathlib import Path

OURS = f"""---
license: other
size_categories:
- n<1K
configs:
- config_name: articles
  default: true
dataset_info:
- config_name: articles
  splits: 3
---

{merge.BEGIN}
# Title

## Versions

| version | date | what changed |
|---|---|---|
{merge.END}
"""


def head(text: str) -> dict[str, object]:
    """Return the front matter."""
    return merge.front_matter(text)


def test_where_there_is_no_card_ours_is_the_card() -> None:
    """With the first row of its versions."""
    assert merge.cards("", OURS) == OURS
    assert "|---|---|---|\n| v1 | today | 3 |\n<!--" in merge.cards("", OURS, "| v1 | today | 3 |")


def test_merging_again_changes_nothing() -> None:
    """A push without news is no commit."""
    once = merge.cards("", OURS, "| v1 | today | 3 |")
    assert merge.cards(once, OURS) == once


def test_versions_told_of_stay() -> None:
    """A new one comes below."""
    twice = merge.cards(merge.cards("", OURS, "| v1 | a | b |"), OURS, "| v2 | a | b |")
    assert "\n| v1 | a | b |\n| v2 | a | b |\n" in twice


THEIRS = """---
# written by hand
license: cc0-1.0   # as agreed
tags: [mine]
configs:
- config_name: articles
  drop_labels: true
- config_name: extra
  data_files: extra.csv
- config_name: newswire
dataset_info:
  config_name: articles
  splits: 2
extra_gated_prompt: >-
  Please
  ask.
---
Before.
"""


def test_keys_comments_and_prose_of_theirs_stay() -> None:
    """Ours are the facts of our configs; a config of ours that is no more goes, unless it is kept."""
    merged = merge.cards(THEIRS, OURS)
    told = head(merged)
    assert (told["license"], told["tags"], told["extra_gated_prompt"]) == ("cc0-1.0", ["mine"], "Please ask.")
    assert told["configs"] == [
        {"config_name": "articles", "drop_labels": True, "default": True},
        {"config_name": "extra", "data_files": "extra.csv"},
    ]
    assert told["dataset_info"] == [{"config_name": "articles", "splits": 3}]
    assert told["size_categories"] == ["n<1K"]
    assert "# written by hand\nlicense: cc0-1.0   # as agreed\ntags: [mine]\n" in merged
    assert f"---\nBefore.\n\n{merge.BEGIN}\n# Title" in merged
    assert {"config_name": "newswire"} in head(merge.cards(THEIRS, OURS, "", frozenset({"newswire"})))["configs"]  # type: ignore[operator]


def test_our_section_is_written_anew_between_theirs() -> None:
    """What they wrote into it goes: the mark says so."""
    edited = OURS.replace("# Title", "# Mine").replace(merge.BEGIN, f"Above.\n{merge.BEGIN}") + "Below.\n"
    merged = merge.cards(edited, OURS)
    assert "# Mine" not in merged
    assert merged.endswith(f"{merge.END}\nBelow.\n")
    assert f"Above.\n{merge.BEGIN}\n# Title" in merged


def test_a_flow_of_keys_is_understood() -> None:
    """YAML in a form that cannot be replaced line by line is written out anew."""
    merged = merge.cards('---\n{license: mit, configs: [{config_name: mine}], "size_categories": x}\n---\n', OURS)
    told = head(merged)
    assert told["license"] == "mit"
    assert [config["config_name"] for config in told["configs"]] == ["articles", "mine"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["---\n- a list\n---\n", "---\n{broken\n---\n"])
def test_a_card_that_cannot_be_read_is_refused(text: str) -> None:
    """Rather than lose what is in it."""
    with pytest.raises(ValueError, match="front matter"):
        merge.cards(text, OURS)


texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))  # YAML has its own ideas of the others
names = st.sampled_from(["doi", "license", "tags", "pretty_name", "x y", "no"])
keys = st.dictionaries(names, st.none() | texts | st.lists(texts))


@given(keys, texts.filter(lambda text: "newspaper-corpus" not in text))
def test_any_keys_and_prose_survive(values: dict[str, object], prose: str) -> None:
    """Whatever they are, and however often it is merged."""
    theirs = f"---\n{yaml.safe_dump({'doi': 'x'} | values, allow_unicode=True)}---\n{prose}"
    merged = merge.cards(theirs, OURS)
    assert {key: head(merged)[key] for key in values} == values
    assert prose.rstrip() in merged
    assert merge.cards(merged, OURS) == merged


def test_a_build_is_a_card_to_merge(data: Path) -> None:
    """The card of a dataset, merged with itself, is itself."""
    text = (data / "README.md").read_text(encoding="utf-8")
    assert merge.cards(text, text) == text
