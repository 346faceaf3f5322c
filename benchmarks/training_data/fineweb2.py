"""The settings of FineWeb-2 for Mandarin Chinese, as its repository has them (configs/cmn_Hani.yml, fineweb-2-pipeline.py).

datatrove has no settings for Chinese of its own: by default its filters have the thresholds of English. FineWeb-2 (Penedo
et al. 2025) worked thresholds out for each language; it leaves C4 out, and of the repetition filter what counts paragraphs.
"""

from __future__ import annotations

from typing import Any, Final

LANGUAGE: Final = "cmn_Hani"
"""By this datatrove chooses how text is split into words: spaCy with jieba."""

REPETITION: Final[dict[str, Any]] = {
    "language": LANGUAGE,
    "dup_para_frac": 0,
    "dup_line_char_frac": 0,
    "dup_para_char_frac": 0,
    "dup_line_frac": 0.287,
    "top_n_grams": ((2, 0.256), (3, 0.201), (4, 0.171)),
    "dup_n_grams": ((5, 0.198), (6, 0.182), (7, 0.167), (8, 0.154), (9, 0.14), (10, 0.127)),
}
QUALITY: Final[dict[str, Any]] = {
    "language": LANGUAGE,
    "min_avg_word_length": 1,
    "max_avg_word_length": 5,
    "max_non_alpha_words_ratio": 0.735,
    "min_stop_words": 2,
    "stop_words": list("的年在月是和日了於·為有被人中为他與後也而由"),
}
FINEWEB: Final[dict[str, Any]] = {
    "language": LANGUAGE,
    "short_line_thr": 999,
    "char_duplicates_ratio": 0.1,
    "line_punct_thr": 0.106,
    "new_line_ratio": 0.178,
}
"""`short_line_thr` 999 puts that rule out of force."""

C4: Final[dict[str, Any]] = {"language": LANGUAGE}
C4_CHINESE: Final[dict[str, Any]] = {"language": LANGUAGE, "min_words_per_line": -1}
"""Not of FineWeb-2: the words of a line are counted by spaces, of which Chinese has none, so that rule is out of force."""
QUOTES: Final = ("”", "’", "」", "』", '"', "'")
"""C4 lets a line end with a straight quotation mark; here, with one of these, and with any full stop that datatrove knows."""
