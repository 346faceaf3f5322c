r"""Page text of newspapers -> typed, verifiable article records -> Parquet and Hugging Face datasets.

>>> import corpus
>>> page = corpus.convert("    今日多云，最高气温 12 度。\n")
>>> page.source_text[page.spans()[0].start]
'今'

Importing the package loads nothing heavy: each name below is fetched from its module when it is first used.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # that of typing, which takes long to load
if TYPE_CHECKING:
    from corpus.batch import convert_files
    from corpus.checks import check
    from corpus.dataset import Built, build
    from corpus.errors import (
        AccessError,
        BusyError,
        ClusterError,
        ConverterError,
        CorpusError,
        DatasetError,
        EncodingError,
        HubError,
        InputError,
        LimitError,
        LostError,
        MissingExtraError,
        ModelError,
        NetworkError,
        RefusedError,
        UnseenError,
        UsageError,
    )
    from corpus.fetching import Pulled, pull
    from corpus.hub import Pushed, push
    from corpus.issues import editions
    from corpus.loading import load, read
    from corpus.pages import Decision, convert, explain
    from corpus.promises import Finding, edition_findings, page_findings
    from corpus.records import (
        Article,
        Box,
        Credit,
        Dateline,
        Edition,
        Furniture,
        HeadlineLine,
        Link,
        Mark,
        Page,
        Paragraph,
        Part,
        Reference,
        Span,
        Statement,
    )
    from corpus.rows import PageRow, ParagraphRow, QuarantineRow
    from corpus.sidecars import Known, known
    from corpus.tabular import Columns
    from corpus.words import annotate

_HOMES = {
    "batch": ("convert_files",),
    "checks": ("check",),
    "dataset": ("Built", "build"),
    "issues": ("editions",),
    "errors": (
        "AccessError",
        "BusyError",
        "ClusterError",
        "ConverterError",
        "CorpusError",
        "DatasetError",
        "EncodingError",
        "HubError",
        "InputError",
        "LimitError",
        "LostError",
        "MissingExtraError",
        "ModelError",
        "NetworkError",
        "RefusedError",
        "UnseenError",
        "UsageError",
    ),
    "fetching": ("Pulled", "pull"),
    "hub": ("Pushed", "push"),
    "loading": ("load", "read"),
    "pages": ("Decision", "convert", "explain"),
    "records": (
        "Article",
        "Box",
        "Credit",
        "Dateline",
        "Edition",
        "Furniture",
        "HeadlineLine",
        "Link",
        "Mark",
        "Page",
        "Paragraph",
        "Part",
        "Reference",
        "Span",
        "Statement",
    ),
    "promises": ("Finding", "edition_findings", "page_findings"),
    "rows": ("PageRow", "ParagraphRow", "QuarantineRow"),
    "sidecars": ("Known", "known"),
    "tabular": ("Columns",),
    "words": ("annotate",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022 - functions first, then records, then errors: as one meets them
    "convert",
    "convert_files",
    "editions",
    "known",
    "explain",
    "annotate",
    "build",
    "check",
    "page_findings",
    "edition_findings",
    "load",
    "read",
    "push",
    "pull",
    "Article",
    "Box",
    "Built",
    "Columns",
    "Credit",
    "Dateline",
    "Decision",
    "Edition",
    "Finding",
    "Furniture",
    "HeadlineLine",
    "Known",
    "Link",
    "Mark",
    "Page",
    "PageRow",
    "Paragraph",
    "ParagraphRow",
    "Part",
    "Pulled",
    "Pushed",
    "QuarantineRow",
    "Reference",
    "Span",
    "Statement",
    "CorpusError",
    "AccessError",
    "BusyError",
    "ClusterError",
    "ConverterError",
    "DatasetError",
    "EncodingError",
    "HubError",
    "InputError",
    "LimitError",
    "LostError",
    "MissingExtraError",
    "ModelError",
    "NetworkError",
    "RefusedError",
    "UnseenError",
    "UsageError",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Fetch a public name from its module on first use."""
    if name not in _HOME:
        message = f"module 'corpus' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - the help of the command needs none

    value = getattr(import_module(f"corpus.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, fetched or not."""
    return sorted(__all__)
