"""Build an archive of made-up pages in random and in sorted order: the same bytes, and how much memory.

    python benchmarks/editions/archive.py 20000 /some/empty/folder

Pages of several papers and days, four to an edition, with folios, stories cut by jump lines and wire stories that several
papers print. Each build runs in a process of its own, whose peak memory is told (`ru_maxrss`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import corpus

PAPERS = ("云江日报", "云岭晚报", "江北时报", "南山商报", "东湖早报")
PAGES = 4
WIRE = 2
WHO = ("市交通局", "云岭县农业局", "江北区政府", "东湖社区", "市图书馆", "南山小学", "水务集团", "云江港务局", "市气象台", "城东医院")
WHAT = ("新建的大桥", "柑橘采收", "夜间班车", "老旧小区改造", "免费阅览室", "防汛物资", "春耕备播", "冬季供暖", "绿地公园", "污水处理厂")
HOW = ("已经全部完成", "比去年增加一成", "受到居民的欢迎", "预计下月投入使用", "正在抓紧进行", "将覆盖全市各区", "比原计划提前了十天")
MEASURE = 22


def _random(seed: object) -> random.Random:
    return random.Random(str(seed))  # noqa: S311 - no secrets


def sentence(rng: random.Random) -> str:
    """Return a sentence that nobody printed."""
    return f"{rng.choice(WHO)}介绍，{rng.choice(WHAT)}{rng.choice(HOW)}，涉及{rng.randint(2, 990)}户居民和{rng.randint(2, 90)}家单位。"


def story(rng: random.Random) -> tuple[str, list[str]]:
    """Return a headline and paragraphs."""
    paragraphs = ["".join(sentence(rng) for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(2, 3))]
    paragraphs[0] = f"本报讯 （记者 陶然）{paragraphs[0]}"
    return f"{rng.choice(WHO)}{rng.choice(WHAT)}{rng.choice(HOW)}{rng.randint(2, 99)}", paragraphs


def printed(title: str, paragraphs: list[str], before: str = "", after: str = "") -> str:
    """Return an article as an extractor gives it."""
    lines = []
    for paragraph in paragraphs:
        text = f"　　{paragraph}"
        lines += [text[i : i + MEASURE] for i in range(0, len(text), MEASURE)]
    return "\n".join(part for part in (title, "", before, *lines, after) if part or part == "")


def make(folder: Path, count: int) -> None:
    """Write the pages."""
    rng = _random(0)
    first = dt.date(2020, 1, 1)
    for number in range(count // PAGES):
        day, paper = first + dt.timedelta(days=number // len(PAPERS)), PAPERS[number % len(PAPERS)]
        wire = story(_random(f"wire {day}"))
        title, body = story(rng)
        cut = body[0].index("，") + 1
        parts = {
            1: printed(title, [*body[:1], body[1][: cut // 2 or 1]], after="（下转3版）"),
            3: printed(title, [body[1][cut // 2 or 1 :], *body[2:]], before="（上接1版）"),
        }
        for page in range(1, PAGES + 1):
            articles = [parts[page]] if page in parts else [printed(*wire)] if page == WIRE else []
            articles.append(printed(*story(rng)))
            weekday = "一二三四五六日"[day.weekday()]
            text = "\n\n".join([f"{paper} {day.year}年{day.month}月{day.day}日 星期{weekday} 第{page}版", *articles]) + "\n"
            (folder / f"{number:06}-{page}.txt").write_text(text, encoding="utf-8")


def build(pages: Path, out: Path, order: str) -> None:
    """Build a dataset in this process and print what it took, as JSON."""
    paths = sorted(pages.iterdir())
    if order == "random":
        _random(1).shuffle(paths)
    started = time.monotonic()
    built = corpus.build(paths, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())).hexdigest()
    figures = {"order": order, "pages": built.pages, "editions": built.editions, "articles": built.articles, "jumps": dict(built.jumps)}
    print(
        json.dumps(figures | {"seconds": round(time.monotonic() - started), "peak_mb": round(peak), "sha256": digest}, ensure_ascii=False)
    )


def main() -> None:
    """Make the pages and build them twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="number of pages")
    parser.add_argument("folder", type=Path, help="an empty folder to work in")
    parser.add_argument("--order", choices=("random", "sorted"), help="build once, in this process")
    options = parser.parse_args()
    pages = options.folder / "pages"
    if options.order:
        build(pages, options.folder / options.order, options.order)
        return
    pages.mkdir(parents=True)
    make(pages, options.count)
    for order in ("random", "sorted"):
        command = [sys.executable, __file__, str(options.count), str(options.folder), "--order", order]
        subprocess.run(command, check=True, env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})  # noqa: S603 - ourselves


if __name__ == "__main__":
    main()
