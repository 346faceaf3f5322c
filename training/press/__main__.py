"""Gold pages -> articles -> printed pages with gold, for training and for held-out evaluation."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus.errors import CorpusError, InputError
from training.press import articles, edition
from training.press.families import FAMILIES
from training.press.verify import verify
from training.sources import Held

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN: Final = 14

log = logging.getLogger("training.press")


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line asks for."""
    args = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        args.run(args)
    except CorpusError as error:
        sys.exit(f"error: {error}")


def _pool(args: argparse.Namespace) -> None:
    """Write the articles of gold pages."""
    made = articles.pool(args.folders, args.hold_out_since)
    if not made.articles:
        raise InputError("", "no articles in these folders", help="give folders with NAME.txt and NAME.gold.json")
    articles.write(made.articles, args.out)
    log.info("%d articles", len(made.articles))
    for reason, count in made.dropped.most_common():
        log.info("%d dropped: %s", count, reason)


def _print(args: argparse.Namespace) -> None:
    """Print pages."""
    found = edition.between(articles.read(args.articles, args.date), args.since, args.before)
    count = edition.print_pages(edition.Run(FAMILIES[args.family], args.count, args.seed, args.out, args.pdf, args.pairs), found)
    log.info("%d pages in %s", count, args.out)


def _verify(args: argparse.Namespace) -> None:
    """Report on gold pages; fail if a text is not on its page."""
    missing = 0
    for folder in args.folders:
        report = verify(folder)
        log.info("%s: %d pages, %d texts not on them", folder, report.pages.total(), len(report.missing))
        for row in (*report.rows(), *report.missing[:_SHOWN]):
            log.info("  %s", row)
        missing += len(report.missing)
    if missing:
        sys.exit(f"error: {missing} texts of the gold are not on their pages")


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the three commands."""
    parser = argparse.ArgumentParser(prog="python -m training.press", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    pool = commands.add_parser("pool", help="make articles from gold pages: those cut by jumps joined, each once")
    pool.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    pool.add_argument("--out", type=Path, required=True, metavar="ARTICLES.jsonl")
    pool.add_argument(
        "--hold-out-since",
        type=Held.parse,
        action="append",
        default=[],
        metavar="DATE[..DATE]",
        help="drop other articles that share a beginning, an end or a long paragraph with one of these dates; may be given again",
    )
    pool.set_defaults(run=_pool)
    _add_print(commands.add_parser("print", help="print pages of articles, read them by five extractors, write text and gold"))
    check = commands.add_parser("verify", help="see that all that gold names is on its page")
    check.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    check.set_defaults(run=_verify)
    return parser


def _add_print(command: argparse.ArgumentParser) -> None:
    """Add the options of the command that prints."""
    command.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    command.add_argument("--family", choices=FAMILIES, required=True, help="N or T, papers of either script; A4, printouts")
    command.add_argument("--count", type=int, required=True, help="the number of pages")
    command.add_argument("--seed", required=True, help="any text; the same gives the same pages, and it is part of their names")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--date", default="", metavar="DATE", help="the day of articles that have none, YYYY-MM-DD")
    command.add_argument("--since", default="", metavar="DATE", help="print only articles of this date or later")
    command.add_argument("--before", default="", metavar="DATE", help="print only articles before this date")
    command.add_argument("--pdf", action="store_true", help="keep the PDF, too")
    command.add_argument("--pairs", action="store_true", help="print pairs of pages that share an article cut by a jump line")
    command.set_defaults(run=_print)


if __name__ == "__main__":
    main()
