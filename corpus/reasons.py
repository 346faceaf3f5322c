"""Why a source is in the quarantine of a dataset."""

from __future__ import annotations

from typing import Literal

Reason = Literal["unreadable", "encoding", "refused", "converter failed", "worker died"]
