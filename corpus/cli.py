"""The command ``corpus``: parse, call, print. Each command sits on a library function, and only this module prints.

Modules are imported by the command that needs them, and rich when there is something to draw.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager

from corpus.errors import AccessError, CorpusError, DatasetError, InputError, NetworkError, RefusedError, UsageError
from corpus.options import asked

TYPE_CHECKING = False  # that of typing, which takes long to load
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from rich.console import Console, RenderableType
    from rich.progress import Progress

    from corpus.batch import Item
    from corpus.dataset import Built
    from corpus.desk import Desk
    from corpus.hub import Pushed
    from corpus.records import Page
    from corpus.sidecars import Known
    from corpus.tabular import Columns
    from corpus.workers import Engine

OK, FOUND, USAGE, ACCESS, REFUSED, NETWORK, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
_CODES = {UsageError: USAGE, AccessError: ACCESS, RefusedError: REFUSED, NetworkError: NETWORK}

_ROWS_SHOWN = 40
_PIPE_WIDTH = 120
_NOTES_SHOWN = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run(asked(arguments))


def run(options: argparse.Namespace) -> int:
    """Do what was asked for, and return the exit code."""
    _use_one_core()
    try:
        code = _RUN[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has had enough, as in `corpus convert page.txt | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        _complain(CorpusError(_place(error), error.strerror or str(error), help="check the path, its permissions and the free space"))
        return FOUND
    except CorpusError as error:
        _complain(error)
        return _CODES.get(type(error), FOUND)
    return code


def _place(error: OSError) -> str:
    """Return what file the system speaks of: the one it names, or standard output if that is what was written to, here or by rich."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    printed = last and last.tb_frame.f_globals["__name__"] in {__name__, "rich.console"}
    return str(error.filename or ("<stdout>" if printed else ""))


def _use_one_core() -> None:
    """Keep numpy's linear algebra on one core, before it is loaded: the matrices are small, and --workers share out the rest."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _complain(error: CorpusError) -> None:
    from corpus.formats import safe  # noqa: PLC0415

    print(f"error: {safe(str(error))}", file=sys.stderr)  # names of files are in it, and what others wrote


class _Tally:
    """Counts the sources as they are done, complains of the bad ones, tells what contradicts itself, and moves the bar."""

    def __init__(self, bar: Progress | None = None) -> None:  # no dataclass: importing them takes `corpus --help` long
        self.bar = bar
        self.done = self.bad = self.notes = 0
        self.started = time.monotonic()

    def page(self, page: Page, total: int | None) -> None:
        """Count a page."""
        from corpus.origins import contradictions  # noqa: PLC0415

        self.count(page.source, "; ".join(contradictions(page)), total)

    def item(self, item: Item, total: int | None) -> None:
        """Count a source of a build."""
        if item.error:
            self.failed(item.error, total)
        else:
            self.count(item.source.name, item.note, total)

    def failed(self, error: InputError, total: int | None) -> None:
        """Count a source that could not be read."""
        self.bad += 1
        _complain(error)
        self._move(total)

    def count(self, source: str, note: str, total: int | None) -> None:
        """Count a page, and tell what is said of it and contradicts its record."""
        from corpus.formats import safe  # noqa: PLC0415

        self.notes += bool(note)
        if note and self.notes <= _NOTES_SHOWN:
            print(safe(f"note: {source}: {note}"), file=sys.stderr)
        self._move(total)

    def _move(self, total: int | None) -> None:
        self.done += 1
        if self.bar:
            self.bar.update(self.bar.task_ids[0], completed=self.done, total=total, told=self._told())

    def _told(self) -> str:
        """Return the rate, and how many were bad or contradict themselves."""
        from corpus.formats import counted  # noqa: PLC0415

        found = [counted(self.bad, "error")] if self.bad else []
        found += [counted(self.notes, "note")] if self.notes else []
        return ", ".join([f"{self.done / max(time.monotonic() - self.started, 1e-6):.1f}/s", *found])

    def code(self) -> int:
        """Sum up what could not be read and return the exit code."""
        if self.notes > _NOTES_SHOWN:
            print(f"note: {self.notes:,} pages contradict themselves so; `provenance` of each page tells how", file=sys.stderr)
        if self.bad:
            print(f"{self.bad} of {self.done} sources could not be read", file=sys.stderr)
        return FOUND if self.bad else OK


@contextmanager
def _tally(what: str, *, quiet: bool = False) -> Iterator[_Tally]:
    """Give a tally, with a bar on standard error if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield _Tally()
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    told = TextColumn("{task.fields[told]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), told)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(what, total=None, told="")
        yield _Tally(bar)


def _console() -> Console:
    """Return the console on standard output: colours on a terminal only, room for a table in a pipe."""
    from rich.console import Console  # noqa: PLC0415

    class Piped(Console):
        """Leaves a reader that has had enough to `run`, as print does."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Piped(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False, markup=False, emoji=False)


def _draw(*parts: RenderableType) -> None:
    console = _console()
    for part in parts:
        console.print(part)


def _pages(options: argparse.Namespace, tally: _Tally) -> Iterator[Page]:
    """Yield the pages of the files named; the others are counted and complained of."""
    from corpus.batch import pages  # noqa: PLC0415
    from corpus.sources import expand, opened  # noqa: PLC0415

    given = expand(options.files)
    for error in given.bad:
        tally.failed(error, given.total)
    known = _known(options)
    for result in pages(opened(given.found, _columns(options)), encoding=options.encoding, known=known):
        if isinstance(result, InputError):
            tally.failed(result, given.total)
        else:
            tally.page(result, given.total)
            yield result
    _tell_unmet(known)


def _known(options: argparse.Namespace) -> Known | None:
    """Return what the options say of where the pages come from; other commands that convert have none of these."""
    from corpus.sidecars import known  # noqa: PLC0415

    names = ("manifest", "path_pattern", "newspaper", "edition", "date", "page")
    return known(**{name: getattr(options, name) for name in names}) if hasattr(options, "manifest") else None


def _tell_unmet(known: Known | None) -> None:
    """Tell what of a manifest and a pattern told of no page: it may be that it was meant for one."""
    from corpus.formats import safe  # noqa: PLC0415

    for line in known.unmet() if known else ():
        print(safe(f"note: {line}"), file=sys.stderr)


def _columns(options: argparse.Namespace) -> Columns:
    """Return the columns of tables that hold text and names."""
    from corpus.tabular import Columns  # noqa: PLC0415

    return Columns(options.text_column, options.name_column)


def _run_convert(options: argparse.Namespace) -> int:
    from corpus.formats import FORMATS  # noqa: PLC0415

    with _tally("converting", quiet=sys.stdout.isatty()) as tally:
        pages = _pages(options, tally)
        pages = _annotated(pages, options)
        for line in FORMATS[options.format](_cleaned(pages, options) if options.clean else pages):
            print(line)
    return tally.code()


def _annotated(pages: Iterator[Page], options: argparse.Namespace) -> Iterator[Page]:
    if not options.words:
        if options.segmenter:
            raise UsageError("--segmenter", "there is nothing to cut", help="add --words")
        return pages
    _refuse_text(options, "--words", "words")
    from corpus.words import annotate  # noqa: PLC0415

    return (annotate(page, options.segmenter or "jieba") for page in pages)


def _refuse_text(options: argparse.Namespace, option: str, what: str) -> None:
    if options.format == "text":
        raise UsageError(option, f"the text format has no room for {what}", help="add --format json or --format jsonl")


def _cleaned(pages: Iterable[Page], options: argparse.Namespace) -> Iterator[Page]:
    from corpus.cleanup import chosen, cleaned  # noqa: PLC0415

    _refuse_text(options, "--clean", "a ledger")
    rules = chosen(options.clean)
    return (cleaned(page, rules) for page in pages)


def _run_build(options: argparse.Namespace) -> int:
    from pathlib import Path  # noqa: PLC0415

    from corpus import report  # noqa: PLC0415
    from corpus.corrections import beside  # noqa: PLC0415
    from corpus.dataset import build  # noqa: PLC0415

    told = Path(options.report) if options.report else None
    if told:
        report.refuse(told, Path(options.out))
    written = beside(options.out)
    corrected = options.corrections or (written if written.exists() else None)
    chosen = {"engine": _engine(options), "encoding": options.encoding, "profiles": options.profile}
    known = _known(options)
    chosen |= {"known": known, "corrected": corrected, "cache": not options.no_cache, "strict": options.strict}
    chosen["columns"] = _columns(options)
    with _tally("building") as tally:
        built = build(options.sources, options.out, progress=tally.item, **chosen)
    _tell_unmet(known)
    try:
        _tell_built(built)
        return max(tally.code(), _tell_corrections(built, corrected))
    finally:  # also where nobody reads to the end what is printed
        if told:
            report.write(built, told)


def _tell_built(built: Built) -> None:
    """Print the articles, if they are few, and what a build did."""
    from corpus.formats import counted  # noqa: PLC0415
    from corpus.loading import read  # noqa: PLC0415
    from corpus.show import article_tables  # noqa: PLC0415

    counts = ", ".join(
        counted(number, noun) for number, noun in ((built.pages, "page"), (built.articles, "article"), (built.paragraphs, "paragraph"))
    )
    if built.articles <= _ROWS_SHOWN:
        _draw(*article_tables(read(built.out)), "")
    print(f"{built.out}: {counts}")
    if built.kept:
        print(f"{counted(built.kept, 'page')} converted by an earlier build")
    for line in _edition_lines(built):
        print(line)


def _engine(options: argparse.Namespace) -> Engine:
    """Return what converts pages, as the options say."""
    if options.engine == "ray":
        from corpus.cluster import Ray  # noqa: PLC0415

        return Ray(options.ray_address, options.workers)
    if options.ray_address:
        raise UsageError("--ray-address", "names a cluster, but this build runs on this machine", help="add --engine ray")
    from corpus.workers import Processes  # noqa: PLC0415

    return Processes(options.workers or 1)


def _tell_corrections(built: Built, path: object) -> int:
    """Say what became of the corrections, if there are any."""
    from corpus.formats import counted  # noqa: PLC0415

    for error in built.rejected:
        _complain(error)
    if path:
        print(f"{path}: {counted(built.corrections, 'correction')} applied, {len(built.rejected)} not")
    return FOUND if built.rejected else OK


def _edition_lines(built: Built) -> Iterator[str]:
    """Tell of editions, jump lines and pages seen twice, where there are any."""
    from corpus.formats import counted  # noqa: PLC0415

    if built.editions:
        yield f"{counted(built.editions, 'edition')}; pages of unknown newspaper or date stand alone"
    if built.jumps:
        states = ", ".join(f"{number:,} {state}" for state, number in sorted(built.jumps.items()))
        yield f"{counted(built.jumps.total(), 'jump line')}: {states}"
    if built.repeats:
        yield f"{counted(built.repeats, 'page')} with the text of another: see `repeats`"


def _run_check(options: argparse.Namespace) -> int:
    from corpus.checks import check  # noqa: PLC0415
    from corpus.formats import counted, safe  # noqa: PLC0415

    findings = check(options.folder, options.source, _columns(options))
    for finding in findings:
        print(safe(str(finding)))
    print(f"{options.folder}: {counted(len(findings), 'finding')}" if findings else f"{options.folder}: sound")
    return FOUND if findings else OK


def _run_review(options: argparse.Namespace) -> int:
    from corpus.desk import Desk  # noqa: PLC0415

    desk = Desk.open(options.folder, options.corrections, options.author)
    for error in desk.said.bad:
        _complain(error)
    if options.export:
        _export(desk, options.export, options.pages)
        return _code(desk)
    from corpus.server import serve  # noqa: PLC0415

    def ready(address: str) -> None:
        print(f"{address}\ncorrections: {desk.path}\nstop with Ctrl-C", flush=True)
        if not options.no_browser:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)

    try:
        serve(desk, options.port, ready)
    except KeyboardInterrupt:  # that is how one stops it
        _tell("stopped")
    return _code(desk)


def _code(desk: Desk) -> int:
    """Return the exit code of a review: as that of a build, it tells whether lines of the corrections file are none."""
    return FOUND if desk.said.bad else OK


def _export(desk: Desk, path: str, most: int) -> None:
    from corpus.formats import counted  # noqa: PLC0415
    from corpus.still import write  # noqa: PLC0415

    held, size = write(desk, path, most)
    print(f"{path}: {counted(held, 'page')} of {len(desk.catalog.pages)}, {size:,} bytes")


def _run_gold(options: argparse.Namespace) -> int:
    from corpus.desk import Desk  # noqa: PLC0415
    from corpus.formats import counted  # noqa: PLC0415
    from corpus.gold import write  # noqa: PLC0415

    desk = Desk.open(options.folder, options.corrections)
    done = write(desk.checked(), options.out)
    bad = [*desk.said.bad, *done.bad]
    for error in bad:
        _complain(error)
    print(f"{options.out}: {counted(len(done.written), 'gold page')}")
    if not done.written and not done.bad:
        raise DatasetError(str(options.folder), "no page of it is checked", help=f"check some first: corpus review {options.folder}")
    return FOUND if bad else OK


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _run_push(options: argparse.Namespace) -> int:
    from corpus.hub import push  # noqa: PLC0415
    from corpus.wire import quiet  # noqa: PLC0415

    quiet(_tell)
    names = ("tag", "message", "private", "revision", "pr", "dry_run", "allow_schema_change")
    chosen = {name: getattr(options, name) for name in names}
    _print_push(push(options.folder, options.repo, prune=not options.no_prune, tell=_tell, **chosen))
    return OK


def _print_push(done: Pushed) -> None:
    from corpus.formats import counted  # noqa: PLC0415

    for word, paths in (("new", done.new), ("changed", done.changed), ("removed", done.removed)):
        for path in paths:
            print(f"{word:<8} {path}")
    files = len(done.new) + len(done.changed) + len(done.removed)
    would = "would change" if done.dry_run else "changed"
    print(f"{done.repo}: {counted(files, 'file')} {would}, {counted(len(done.same), 'file')} the same, {done.size:,} bytes in all")
    print(done.url)


def _run_pull(options: argparse.Namespace) -> int:
    from corpus.fetching import pull  # noqa: PLC0415
    from corpus.wire import quiet  # noqa: PLC0415

    quiet(_tell)
    done = pull(options.repo, options.out, revision=options.revision, tell=_tell)
    print(f"{done.out}: {done.files} files, {done.size:,} bytes, sound; commit {done.commit[:12]}")
    return OK


def _run_score(options: argparse.Namespace) -> int:
    from pathlib import Path  # noqa: PLC0415

    from corpus.score import read_gold, score  # noqa: PLC0415

    gold = read_gold(Path(options.gold))
    names: set[str] = set()
    with _tally("scoring") as tally:
        scores = score(gold, _predictions(options, tally, names), options.by)
    if not tally.bad and names.isdisjoint(page.name for page in gold):
        raise UsageError(
            options.gold, "no gold page of what is to be scored", help="NAME.gold.json is for NAME.txt, and for articles of it"
        )
    if options.format == "json":
        _print_json({"all": scores.total.values, "groups": {name: figures.values for name, figures in scores.groups.items()}})
    else:
        from corpus.show import score_table  # noqa: PLC0415

        _draw(score_table(scores, options.worst))
    return tally.code()


def _print_json(value: object) -> None:
    import json  # noqa: PLC0415

    print(json.dumps(value, ensure_ascii=False, indent=1))


def _predictions(options: argparse.Namespace, tally: _Tally, names: set[str]) -> Iterator[Mapping[str, Any]]:
    """Yield article records: those of .jsonl files as they are, those of pages as converted; put the names of the pages into `names`."""
    from pathlib import Path  # noqa: PLC0415

    from corpus.score import page_name, read_predictions  # noqa: PLC0415

    ready = [name for name in options.files if name.endswith(".jsonl")]
    for name in ready:
        for article in read_predictions(Path(name)):
            names.add(page_name(str(article["source"])))
            yield article
    options.files = [name for name in options.files if name not in ready]
    for page in _pages(options, tally):
        names.add(page_name(page.source))
        yield from (article.model_dump() for article in page.articles)


def _run_explain(options: argparse.Namespace) -> int:
    from corpus.formats import safe  # noqa: PLC0415
    from corpus.pages import explain  # noqa: PLC0415
    from corpus.show import decisions  # noqa: PLC0415
    from corpus.sources import expand, opened, read  # noqa: PLC0415

    given = expand([options.file])
    console, tally = _console(), _Tally()
    for error in given.bad:
        tally.failed(error, given.total)
    for source in opened(given.found, _columns(options)):
        try:
            found = read(source, options.encoding)
        except InputError as error:
            tally.failed(error, given.total)
            continue
        if given.total != 1:
            console.print(safe(f"== {source.name}"), soft_wrap=True)
        for line in decisions(found.text, explain(found.text, found.sheet)):
            console.print(line, soft_wrap=True)
        tally.count(source.name, "", given.total)
    return tally.code()


def _run_schema(options: argparse.Namespace) -> int:
    from pathlib import Path  # noqa: PLC0415

    from corpus.schemas import named, write  # noqa: PLC0415

    if options.out:
        print("\n".join(str(path) for path in write(Path(options.out), options.name)))
    else:
        print(*named(options.name or "article").values(), end="")
    return OK


_RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "convert": _run_convert,
    "build": _run_build,
    "check": _run_check,
    "review": _run_review,
    "gold": _run_gold,
    "push": _run_push,
    "pull": _run_pull,
    "score": _run_score,
    "explain": _run_explain,
    "schema": _run_schema,
}
