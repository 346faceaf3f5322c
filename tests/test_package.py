"""The package as a whole: layers, what is public, what an import costs, what a wheel holds."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import corpus

ROOT = Path(__file__).parent.parent
LAYERS = """
    reasons errors arguments chars records rows promises profiles views
    phrases names roles numerals days jumps datelines bylines fields folios
    measures lines labels chain characters topics running hints features model passages clippings printouts digests
    filings crossheads openings seams assembly piles origins
    attention affinity fragments columns choices grid steps joins context order
    ink setting stacks frames stacking headlines legs flow sheets paragraphs evidence scans prints guard
    pages corrections mending words continuations links shelf issues
    ledger spacing glyphs cleanup
    encodings bounds archives tabular remote spool sources sidecars versions workers cluster batch
    tables parquet layout whole manifest merge schemas score card croissant checks months dataset report
    catalog figures desk server still gold
    drift publishing wire hub fetching loading
    formats show options cli
"""
"""A module imports only from those before it."""
HEAVY = {"pyarrow", "ray", "datasets", "jieba", "numpy", "pydantic", "rich", "yaml", "charset_normalizer"}


def imported(path: Path) -> set[str]:
    """Return the modules of the package that a module imports, at its top or in a function."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    names |= {
        f"corpus.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "corpus" for alias in node.names
    }
    return {name.split(".")[1] for name in names if name.startswith("corpus.")}


def test_imports_go_one_way() -> None:
    """The list of layers is complete, and no module imports from one below it."""
    layers = LAYERS.split()
    modules = {path.stem: path for path in (ROOT / "corpus").glob("*.py") if not path.stem.startswith("__")}
    assert sorted(modules) == sorted(layers)
    backward = [
        (name, other) for name in layers for other in imported(modules[name]) & set(layers) if layers.index(other) >= layers.index(name)
    ]
    assert backward == []


def test_all_is_exactly_the_public_names() -> None:
    """Each name is fetched from where it lives, and the types know the same names."""
    assert sorted(corpus.__all__) == dir(corpus)
    assert all(getattr(corpus, name) is not None for name in corpus.__all__)
    assert sorted(corpus._HOME) == sorted(set(corpus.__all__) - {"__version__"})  # noqa: SLF001
    told = {
        alias.name
        for node in ast.walk(ast.parse((ROOT / "corpus/__init__.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("corpus.")
        for alias in node.names
    }
    assert told == set(corpus._HOME)  # noqa: SLF001
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        corpus.nope  # noqa: B018


def test_every_public_thing_says_what_it_is() -> None:
    """In a docstring of its own."""
    assert all(getattr(corpus, name).__doc__ for name in corpus.__all__ if name != "__version__")


def test_import_is_light() -> None:
    """In a fresh interpreter, neither the package nor its help loads anything heavy."""
    for code in ("import corpus", "import corpus, corpus.options; corpus.options.parser().format_help()"):
        script = f"{code}\nimport sys\nprint(*sys.modules)"
        loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
        assert HEAVY & set(loaded) == set()


def test_only_the_command_line_prints() -> None:
    """Everything else returns, raises, or yields."""
    for path in (ROOT / "corpus").glob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        assert path.name == "cli.py" or not any(isinstance(call, ast.Name) and call.id == "print" for call in calls), path.name


def test_the_wheel_holds_code_types_and_data(tmp_path: Path) -> None:
    """And nothing of the tests; .ci/run installs it and loads the data."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {f"corpus/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert data | {"corpus/py.typed", "corpus/card.md", "corpus/accuracy.json", "corpus/cli.py"} <= names
    assert {name.split("/")[0] for name in names} == {"corpus", f"newspaper_corpus-{corpus.__version__}.dist-info"}
