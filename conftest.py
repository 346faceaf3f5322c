"""Runs the examples in README.md and docs/ as tests, offline, with caches of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="corpus-tests-")
atexit.register(shutil.rmtree, os.environ["HF_HOME"], ignore_errors=True)
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=["*.md"], excludes=["card.md"]).pytest()
