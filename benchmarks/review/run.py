"""What the review page costs on a large dataset: time, memory, transferred bytes, in Chromium.

    python benchmarks/review/make.py --pages 50000 --out LARGE
    python benchmarks/review/run.py LARGE

Linux only, for the memory is read from /proc.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tables import Table, add_output, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Measured = tuple[str, str, str, str]
PATIENCE = 120_000


class Wire:
    """Counts the bytes of the answers."""

    def __init__(self, page: Page) -> None:
        self.count = 0.0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, float]) -> None:
        self.count += event["encodedDataLength"]


def memory(process: int) -> int:
    """Return the most memory that a process has held, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def measured(name: str, work: Callable[[], object], wire: Wire, process: int) -> Measured:
    """Do one thing and say what it took."""
    before, start = wire.count, time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    return name, f"{seconds:.2f}", f"{(wire.count - before) / 1024:,.0f}", f"{memory(process):,}"


def appears(page: Page, address: str) -> None:
    """Open the page and wait for the first entry."""
    page.goto(address)
    page.locator(".entry .name").first.wait_for()


def scroll(page: Page, share: float) -> None:
    """Drag the bar of the list to a place, and wait until that is there."""
    page.locator(".list").evaluate("(list, share) => { list.scrollTop = list.scrollHeight * share; }", share)
    page.wait_for_timeout(50)
    page.locator(".entry .faint").first.wait_for(state="detached")


def search(page: Page, text: str) -> None:
    """Type into the search field and wait for the list."""
    told = page.locator(".total").inner_text()
    page.locator("#search").fill(text)
    page.locator(".total").filter(has_not_text=told).wait_for()


def run(folder: Path) -> list[Measured]:
    """Open a dataset and use it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who measures needs it

    command = [sys.executable, "-m", "corpus", "review", str(folder), "--no-browser"]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, sync_playwright() as playwright:  # noqa: S603 - our own
        assert process.stdout  # noqa: S101 - it is a pipe
        address = process.stdout.readline().strip()
        rows = [("the command, until the address is printed", f"{time.perf_counter() - start:.2f}", "0", f"{memory(process.pid):,}")]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE)
        wire = Wire(page)

        def note(name: str, work: Callable[[], object]) -> None:
            rows.append(measured(name, work, wire, process.pid))

        note("the page, until the list is there", partial(appears, page, address))
        note("the most doubtful article, opened with its page", page.locator(".reading article").first.wait_for)
        for share in (0.5, 0.9, 1.0):
            note(f"the list, scrolled to {share:.0%}", partial(scroll, page, share))
        note("a search in headlines, bylines, file names", partial(search, page, "供水"))
        page.locator("input[type=checkbox]").first.check()
        note("a search in the whole text", partial(search, page, "水管"))
        note("the figures", lambda: (page.get_by_role("button", name="Figures").click(), page.locator("figure svg").nth(5).wait_for()))
        browser.close()
        process.terminate()
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    add_output(parser)
    options = parser.parse_args()
    table = Table(["", "seconds", "KB sent", "server, MB at most"], run(options.folder))
    publish(options, [table], [f"{os.cpu_count()} cores, other work on them: load {os.getloadavg()[0]:.1f}"])
