"""Records -> tables and coloured lines, drawn by rich."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from corpus.formats import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.pages import Decision
    from corpus.records import Article
    from corpus.score import Figures, Scores

_WIDTH = 44
_SURE, _FAIR = 0.9, 0.6


def article_tables(articles: Iterable[Article]) -> Iterator[Table]:
    """Yield a table for each page, an article a row."""
    for source, group in groupby(articles, lambda article: article.source):
        table = Table(title=Text(safe(source), "bold"), title_justify="left", box=None, header_style="dim", pad_edge=False)
        table.add_column("", justify="right")
        table.add_column("headline", overflow="fold", ratio=1)
        table.add_column("credits", overflow="ellipsis", no_wrap=True, max_width=12)
        table.add_column("dateline", overflow="ellipsis", no_wrap=True, max_width=13)
        for name in ("parts", "chars", "jump", "sure"):
            table.add_column(name, justify="right", no_wrap=True)
        for article in group:
            table.add_row(*_article_cells(article))
        yield table


def _article_cells(article: Article) -> list[Text]:
    dateline = article.dateline.text if article.dateline else ""
    jump = f"{article.jump_from or ''}→{article.jump_to or ''}" if article.jump_from or article.jump_to else ""
    numbers = (str(len(article.paragraphs)), f"{article.characters:,}", jump, f"{article.confidence:.2f}")
    return [Text(safe(cell)) for cell in (str(article.order + 1), article.headline or "-", article.byline, dateline, *numbers)]


def decisions(text: str, made: Iterable[Decision]) -> Iterator[Text]:
    """Yield the page line by line, each with what it was taken for, how sure that is, and why."""
    number, done = 1, 0
    for one in sorted(made, key=lambda one: one.start):
        number, done = number + text.count("\n", done, one.start), one.start
        line = safe(text[one.start : one.end].rstrip("\r\n"))
        label = Text.assemble((f"{number:>5} ", "dim"), (f"{one.label:<12}", "bold"), (f"{one.confidence:5.2f}  ", _colour(one.confidence)))
        yield label + Text(line + " " * max(2, _WIDTH - cell_len(line))) + Text("; ".join(one.why), style="dim")


def _colour(confidence: float) -> str:
    if confidence >= _SURE:
        return "green"
    return "yellow" if confidence >= _FAIR else "red"


def score_table(scores: Scores, worst: int = 0) -> Table:
    """Return figures as a table: a row for each group, one for all pages, and one for each of the worst pages."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    for name in (*scores.total.values, "articles"):
        table.add_column(name, justify="right")
    ranked = sorted(scores.pages.items(), key=lambda page: (page[1].values["para_f1"], page[0]))
    for name, figures in [*scores.groups.items(), ("all", scores.total), *ranked[:worst]]:
        table.add_row(Text(name), *_score_cells(figures), style="bold" if figures is scores.total else "")
    return table


def _score_cells(figures: Figures) -> list[str]:
    return [f"{value:.4f}" for value in figures.values.values()] + [str(figures.articles)]
