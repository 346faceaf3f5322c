"""The words of the command line: its commands, their options, their help.

argparse and not a larger library, because ``corpus --help`` must answer at once.
"""

from __future__ import annotations

import argparse
import os
import sys

from corpus import __version__

TYPE_CHECKING = False  # that of typing, which takes long to load
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

_ABOUT = """Turn the page text of newspapers into article records and datasets.

  corpus convert page.txt                  read the articles of a page: text, PDF, ALTO or hOCR
  corpus build pages/ --out data           make a dataset of a folder of pages
  corpus check data --source pages/        check it, character by character
  corpus review data                       look at it beside its source, and correct it
  corpus push data ORG/NAME                publish it on the Hugging Face hub, and
  corpus pull ORG/NAME                     bring one from there
  corpus COMMAND --help                    more about a command"""

_EXIT_CODES = """exit codes:
  0    all went well
  1    something was found, or some input could not be read (the rest was done)
  2    the call is wrong
  3    the hub does not know you: no token, or one that it refuses
  4    refused: the name, your rights, a quota, a schema that would break readers
  5    the hub cannot be reached, or went on failing: run the same command again
  130  interrupted"""

_USUAL = 80
_FILES = (
    "a file (text, PDF, ALTO, hOCR; ZIP or tar of these; JSON Lines or Parquet with a page a row), a folder (every one in it), "
    "a glob in quotes, a URL (s3://, hf://, ...; of a file only: https://), or - for standard input"
)
_CORRECTIONS = "corrections file (default: DIR.corrections.jsonl)"
_MANIFEST = "table of pages (CSV, JSON, JSON Lines, Parquet): source, and any of newspaper, edition, date, page"
_PATTERN = "where the path below the folder given tells newspaper, edition, date or page, as '{newspaper}/{date}/{page}.txt'"
_ENCODING = "encoding of the files, as utf-8, gb18030, big5, utf-16 (default: recognised, file by file)"


class _Command(argparse.ArgumentParser):
    """The parser of one command, which gets its options when it is asked for one of them: most runs need those of one command."""

    def __init__(self, *, add: Callable[[argparse.ArgumentParser], Any], **about: Any) -> None:  # noqa: ANN401 - what argparse takes
        super().__init__(**about)
        self._add: Callable[[argparse.ArgumentParser], Any] | None = add

    def parse_known_args(self, *given: Any, **further: Any) -> Any:  # noqa: ANN401 - as argparse has it
        """Parse, with all options."""
        return super(_Command, self.completed()).parse_known_args(*given, **further)

    def format_help(self) -> str:
        """Return the help, with all options."""
        return super(_Command, self.completed()).format_help()

    def completed(self) -> _Command:
        """Return itself with all its options."""
        add, self._add = self._add, None
        if add:
            add(self)
        return self


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal; argparse would ask shutil, and that loads three compressors to be asked."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width() - 2)


def _width() -> int:
    told = os.environ.get("COLUMNS", "")
    try:
        return int(told) if told.isdecimal() and int(told) else os.get_terminal_size(1).columns or _USUAL
    except OSError:
        return _USUAL


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line asks for; help, and a call that is wrong, end here."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed, as by `>&-`: nobody is to read it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - pathlib takes long to load; open to the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # UTF-8 whatever the terminal's language says: page text is Chinese
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return parser().parse_args(arguments)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; the options that it returns name the command as `command`."""
    top = argparse.ArgumentParser(prog="corpus", description=_ABOUT, epilog=_EXIT_CODES, formatter_class=_Help)
    top.add_argument("--version", action="version", version=f"newspaper-corpus {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True, parser_class=_Command)
    for name, (about, example, add) in _COMMANDS.items():
        commands.add_parser(
            name,
            help=about,
            description=f"{about[0].upper()}{about[1:]}.",
            epilog=f"example:\n  {example}\n\n{_EXIT_CODES}",
            formatter_class=_Help,
            add=add,
        )
    return top


def _convert(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", metavar="FILE", help=_FILES)
    formats = "text to read (default), json: an array of page records, jsonl: one article record a line"
    command.add_argument("--format", choices=("text", "json", "jsonl"), default="text", help=formats)
    command.add_argument("--words", action="store_true", help="with json and jsonl, also cut the paragraphs into words and give keywords")
    segmenters = "with --words, what cuts: jieba (default), or rjieba, ten times as fast and hardly ever different"
    command.add_argument("--segmenter", choices=("jieba", "rjieba"), help=segmenters)
    clean = "with json and jsonl, also give paragraphs and headline cleaned, with a ledger; white space, or what the rules named say"
    command.add_argument("--clean", nargs="?", type=_rules, const=("spacing",), metavar="RULE,...", help=clean)
    command.add_argument("--encoding", metavar="NAME", help=_ENCODING)
    _columns(command)
    _where(command)


def _columns(command: argparse.ArgumentParser) -> None:
    """Add the options that say how to read tables of pages."""
    command.add_argument("--text-column", metavar="NAME", default="text", help="column of JSON Lines and Parquet that holds the page text")
    names = "column that names the page (default: id, name or source, the first that a row has; else the number of the row)"
    command.add_argument("--name-column", metavar="NAME", default="", help=names)


def _where(command: argparse.ArgumentParser) -> None:
    """Add the options that say where pages come from; what a folio prints needs none."""
    group = command.add_argument_group(
        "where the pages come from", "a manifest, or NAME.json beside a page, outweighs these, and these the print"
    )
    group.add_argument("--manifest", metavar="FILE", help=_MANIFEST)
    group.add_argument("--path-pattern", metavar="PATTERN", help=_PATTERN)
    for name in ("newspaper", "edition", "date", "page"):
        group.add_argument(f"--{name}", metavar=name.upper(), help=f"{name} of all the pages")


def _build(command: argparse.ArgumentParser) -> None:
    command.add_argument("sources", nargs="+", metavar="SOURCE", help=_FILES)
    command.add_argument(
        "--out",
        required=True,
        metavar="DIR",
        help="folder of the dataset; if there is a dataset in it, the new one takes its place when complete",
    )
    workers = "processes to convert with (default: 1; on a cluster, as many as it has processors); the result is the same"
    command.add_argument("--workers", type=_count, metavar="N", help=workers)
    engines = "where to convert: in processes here (local, the default), or as tasks of a Ray cluster; the result is the same"
    command.add_argument("--engine", choices=("local", "ray"), default="local", help=engines)
    address = "with --engine ray: the cluster (default: RAY_ADDRESS, or that of this machine; if there is none, Ray is started here)"
    command.add_argument("--ray-address", metavar="HOST:PORT", help=address)
    command.add_argument("--encoding", metavar="NAME", help=_ENCODING)
    _columns(command)
    _where(command)
    command.add_argument("--report", metavar="FILE.json", help="write what the build did, for machines: counts, rate, quarantine, memory")
    strict = "stop at the first source that cannot be read or converted; otherwise it is named in the config quarantine"
    command.add_argument("--strict", action="store_true", help=strict)
    cache = "convert everything anew, and keep nothing beside DIR for the next build"
    command.add_argument("--no-cache", action="store_true", help=cache)
    profiles = "also write a config with the columns of another dataset, for code that reads that one; may be given again"
    corrections = "corrections to apply (default: DIR.corrections.jsonl, where corpus review writes them, if it is there)"
    command.add_argument("--corrections", metavar="FILE", help=corrections)
    command.add_argument("--profile", action="append", default=[], choices=("american-stories", "people-daily", "newswire"), help=profiles)


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar="DIR", help="folder of a dataset")
    command.add_argument("--source", nargs="+", default=[], metavar="SOURCE", help="also compare with the files it was made from")
    _columns(command)


def _review(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar="DIR", help="folder of a dataset")
    command.add_argument("--corrections", metavar="FILE", help=_CORRECTIONS)
    command.add_argument("--author", default="", metavar="NAME", help="who corrects, as it is written down (default: your login name)")
    command.add_argument("--port", type=int, default=0, metavar="N", help="port to listen at, on this machine only (default: a free one)")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    command.add_argument("--export", metavar="FILE.html", help="write the page to one file instead, to be read without a server")
    command.add_argument("--pages", type=_count, default=100, metavar="N", help="with --export: the N most doubtful pages (default: 100)")


def _gold(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar="DIR", help="folder of a dataset")
    command.add_argument("--out", required=True, metavar="GOLD_DIR", help="folder to write NAME.gold.json to, for corpus score")
    command.add_argument("--corrections", metavar="FILE", help=_CORRECTIONS)


def _push(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar="DIR", help="folder of a dataset")
    command.add_argument("repo", metavar="ORG/NAME", help="name of the dataset on the hub; it is made if there is none")
    command.add_argument("--tag", metavar="NAME", help="name for this version, as v1.0.0; a tag is never moved")
    command.add_argument("--message", metavar="TEXT", help="message of the commit")
    command.add_argument("--private", action="store_true", default=None, help="make a new repository private")
    command.add_argument("--revision", default="main", metavar="BRANCH", help="branch to publish on (default: main); made if there is none")
    command.add_argument("--pr", action="store_true", help="open a pull request instead; the branch stays as it is")
    command.add_argument("--dry-run", action="store_true", help="only print what would change")
    command.add_argument("--no-prune", action="store_true", help="keep configs on the hub that this version does not have")
    breaking = "publish even if a column goes or gets another type, so that code that reads the present version breaks"
    command.add_argument("--allow-schema-change", action="store_true", help=breaking)


def _pull(command: argparse.ArgumentParser) -> None:
    command.add_argument("repo", metavar="ORG/NAME", help="name of the dataset on the hub")
    command.add_argument("--out", metavar="DIR", help="folder to bring it to (default: NAME)")
    command.add_argument("--revision", default="main", metavar="NAME", help="branch, tag or commit (default: main)")


def _score(command: argparse.ArgumentParser) -> None:
    command.add_argument("gold", metavar="GOLD_DIR", help="folder of gold pages, NAME.gold.json for NAME.txt")
    command.add_argument("files", nargs="+", metavar="FILE", help=f"pages to convert ({_FILES}), or article records as .jsonl")
    command.add_argument(
        "--by", default="extractor", metavar="KEY", help="key of the gold pages to break the figures down by (default: extractor)"
    )
    command.add_argument("--worst", type=_count, default=0, metavar="N", help="also list the N pages with the lowest para_f1")
    command.add_argument("--format", choices=("text", "json"), default="text", help="a table to read (default), or json")
    command.add_argument("--encoding", metavar="NAME", help=_ENCODING)
    _columns(command)


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    command.add_argument("--encoding", metavar="NAME", help=_ENCODING)
    _columns(command)


def _schema(command: argparse.ArgumentParser) -> None:
    names = "a record (article, page, paragraph-row, page-row, text-row: JSON Schema), or a config (articles, paragraphs, …: Arrow)"
    command.add_argument("name", nargs="?", metavar="NAME", help=f"{names}; default: article")
    command.add_argument("--out", metavar="DIR", help="write it into this folder; without NAME, all of them")


def _rules(text: str) -> tuple[str, ...]:
    if not text.replace(",", "").replace("-", "").isalpha():
        raise argparse.ArgumentTypeError(f"{text!r} names no rules; write --clean after the files, or --clean=RULE,...")  # noqa: TRY003, EM102 - as below
    return tuple(text.split(","))


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a whole number, 1 or more, not {text!r}")  # noqa: TRY003, EM102 - argparse prints just this
    return int(text)


_COMMANDS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], Any]]] = {
    "convert": ("read the articles of pages and print them", "corpus convert --format jsonl page.txt > articles.jsonl", _convert),
    "build": ("make a dataset (Parquet files and their card) of pages", "corpus build pages/ --out data --workers 4", _build),
    "check": ("list everything wrong with a dataset", "corpus check data --source pages/", _check),
    "review": ("look at a dataset beside its source in the browser, and correct it", "corpus review data", _review),
    "gold": ("write the pages that were checked as gold pages", "corpus gold data --out gold/", _gold),
    "push": ("publish a dataset on a hub, in one commit", "corpus push data ORG/NAME --tag v1.0.0", _push),
    "pull": ("bring a dataset from a hub, and check what came", "corpus pull ORG/NAME --out data --revision v1.0.0", _pull),
    "score": ("compare articles with gold pages", "corpus score gold/ pages/ --worst 5", _score),
    "explain": ("show what each line of a page was taken for, how sure that is, and why", "corpus explain page.txt", _explain),
    "schema": ("print a schema of the records, or write all of them", "corpus schema article", _schema),
}
