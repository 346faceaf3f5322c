"""Some two hundred damaged and odd PDFs, made from one of our own with a fixed seed, and what becomes of each.

python benchmarks/pdf/damaged.py            make them in a scratch folder, convert them all, say how it went; exit 1 if a promise breaks
python benchmarks/pdf/damaged.py --out DIR  keep them

A file may give pages or an error that names it; it may not crash the converter, outlast its time, or lose a character of what was read.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import guard, page_findings, sources
from corpus.batch import converted
from corpus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 20261124
SECONDS = 30.0
_TEXT = "今日多云最高气温十二度夜间有小雨请市民出门带伞路面湿滑开车注意安全。"
_SYSTEM = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
_MEASURES = b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93"
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)


def stream(lines: int = 24) -> bytes:
    """Return the content of a page of one column, in a font that needs no file."""
    shown = [f"1 0 0 1 60 {760 - 16 * k} Tm <{_hex(_TEXT[: 30 - k % 7])}> Tj" for k in range(lines)]
    title = f"/F1 24 Tf 1 0 0 1 60 800 Tm <{_hex('雨中开学')}> Tj /F1 10 Tf"
    return f"BT {title} {' '.join(shown)} ET".encode()


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def pdf(*contents: bytes, box: str = "0 0 595 842", more: str = "", extra: tuple[bytes, ...] = ()) -> bytes:
    """Return a PDF of some pages, given the content of each; written by hand, so that each part of it can be broken."""
    count = len(contents)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{6 + 2 * k} 0 R' for k in range(count))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 %b >>" % _SYSTEM,
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] %b >>" % _MEASURES,
    ]
    for k, content in enumerate(contents):
        resources = f"<< /Font << /F1 3 0 R >> /XObject << /X0 {6 + 2 * count} 0 R >> >>"
        page = f"/Type /Page /Parent 2 0 R /MediaBox [{box}] {more} /Resources {resources}"
        objects.append(f"<< {page} /Contents {7 + 2 * k} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return written([*objects, *extra])


def written(objects: list[bytes]) -> bytes:
    """Return objects as a file, with its table of offsets."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        start,
    )
    return bytes(out)


def corpus(seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Yield the files, each with its name; the same each time."""
    yield from _odd()
    rng = random.Random(seed)  # noqa: S311 - the same damage each time
    whole = pdf(stream(), stream(8))
    for name, damage in _DAMAGES.items():
        for number in range(_EACH):
            yield f"{name}-{number:02d}", damage(rng, whole)


def _odd() -> Iterator[tuple[str, bytes]]:
    """Yield files that are sound, or nearly, and strange."""
    plain = stream()
    yield from _hollow()
    for kind in (_placed, _set, _heaped, _misled):
        yield from kind(plain)


def _hollow() -> Iterator[tuple[str, bytes]]:
    """Yield files in which there is nothing to read."""
    yield "empty", b""
    yield "header", b"%PDF-1.7\n"
    yield "text", "这不是PDF。".encode()
    yield "no-pages", pdf()
    yield "blank", pdf(b"")
    yield "image-only", pdf(b"q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")


def _placed(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield pages turned, measured and cropped in odd ways."""
    for quarter in (90, 180, 270, 45, -90, 100000):
        yield f"rotated{quarter}", pdf(plain, more=f"/Rotate {quarter}")
    for name, box in {
        "none": "",
        "nothing": "0 0 0 0",
        "negative": "595 842 0 0",
        "huge": "0 0 1e30 1e30",
        "words": "a b c d",
        "far": "9e9 9e9 9e9 9e9",
    }.items():
        yield f"box-{name}", pdf(plain, box=box)
    for name, crop in {"half": "0 400 595 842", "outside": "900 900 950 950", "crossed": "500 500 100 100"}.items():
        yield f"crop-{name}", pdf(plain, more=f"/CropBox [{crop}]")


def _set(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield pages whose glyphs are drawn in odd ways."""
    for mode in range(9):
        yield f"mode{mode}", pdf(plain.replace(b"BT ", b"BT %d Tr " % mode, 1))
    for name, matrix in {
        "flat": "1 0 0 0",
        "nothing": "0 0 0 0",
        "mirror": "-1 0 0 1",
        "slant": "1 .5 .5 1",
        "huge": "1e9 0 0 1e9",
        "tiny": "1e-9 0 0 1e-9",
        "nan": "nan 0 0 inf",
        "turned": "0 1 -1 0",
    }.items():
        yield f"matrix-{name}", pdf(plain.replace(b"1 0 0 1 ", matrix.encode() + b" "))
    for name, size in {"zero": "0", "minus": "-10", "huge": "1e9", "tiny": "1e-9"}.items():
        yield f"size-{name}", pdf(plain.replace(b"/F1 10 Tf", f"/F1 {size} Tf".encode()))


def _heaped(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield pages with too much of something, or with something half there."""
    yield "twice", pdf(plain + b"\n" + plain)
    yield "thousand-times", pdf(plain * 1000)
    yield "one-place", pdf(re.sub(rb"60 \d+ Tm", b"60 700 Tm", plain))
    yield "no-font", pdf(plain.replace(b"/F1", b"/F9"))
    yield "unended", pdf(plain[: len(plain) // 2])
    yield "odd-hex", pdf(plain.replace(b"> Tj", b"f> Tj"))
    yield "controls", pdf(plain.replace(_hex("今日").encode(), b"00000001d800dfffffff"))
    yield "deep", pdf(b"q " * 100_000 + plain + b" Q" * 100_000)
    yield "arrays", pdf(b"[" * 50_000 + plain)
    yield "rules", pdf(plain + b" 0 0 m 500 500 l S" * 50_000)
    yield (
        "many-lines",
        pdf(b"BT /F1 1 Tf " + b" ".join(b"1 0 0 1 %d %d Tm <4e00> Tj" % (k % 590, k // 590 * 2) for k in range(60_000)) + b" ET"),
    )


def _misled(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield files that lead a reader in a ring, blow up, or say of themselves what is not so."""
    yield (
        "form-in-itself",
        pdf(
            plain + b" /X0 Do",
            extra=(b"<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 8 0 R >> >> /Length 6 >>\nstream\n/X0 Do\nendstream",),
        ),
    )
    bomb = zlib.compress(b" " * (1 << 28), 9)
    yield (
        "bomb",
        pdf(
            b"/X0 Do",
            extra=(
                b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
                % (len(bomb), bomb),
            ),
        ),
    )
    yield "pages-in-pages", pdf(plain).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")
    yield "a-billion-pages", pdf(plain).replace(b"/Count 1 ", b"/Count 999999999 ")
    yield "minus-pages", pdf(plain).replace(b"/Count 1 ", b"/Count -5 ")
    yield "encrypted", pdf(plain).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>")


def _flipped(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 3, 10, 50))):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _holed(rng: random.Random, data: bytes) -> bytes:
    a, b = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return data[:a] + data[min(b, a + 400) :]


def _repeated(rng: random.Random, data: bytes) -> bytes:
    a, b = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return data[:b] + data[a:b] * rng.choice((1, 2, 30)) + data[b:]


def _noisy(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.choice((1, 20, 500))) + data[at:]


def _numbered(rng: random.Random, data: bytes) -> bytes:
    """Put another number in the place of one."""
    found = rng.choice(list(re.finditer(rb"\d+", data)))
    number = rng.choice((b"0", b"-1", b"2147483648", b"99999999999999999999", b"1e308", b"0.0000001", b"5"))
    return data[: found.start()] + number + data[found.end() :]


def _named(rng: random.Random, data: bytes) -> bytes:
    """Put another name in the place of one."""
    found = list(re.finditer(rb"/\w+", data))
    one, other = rng.choice(found), rng.choice(found)
    return data[: one.start()] + other.group() + data[one.end() :]


def _scrambled(rng: random.Random, data: bytes) -> bytes:
    """Put the operators of the pages in another order."""

    def mixed(match: re.Match[bytes]) -> bytes:
        words = match.group(1).split()
        for _ in range(20):
            a, b = rng.randrange(len(words)), rng.randrange(len(words))
            words[a], words[b] = words[b], words[a]
        return b"stream\n" + b" ".join(words) + b"\nendstream"

    return _STREAM.sub(mixed, data)


_DAMAGES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "flipped": _flipped,
    "cut": _cut,
    "holed": _holed,
    "repeated": _repeated,
    "noisy": _noisy,
    "numbered": _numbered,
    "named": _named,
    "scrambled": _scrambled,
}
_EACH = 20


def outcome(path: Path) -> tuple[str, list[str]]:
    """Convert a file; return what became of it, and which promises it broke."""
    given = sources.expand([path])
    broken: list[str] = []
    results = [*given.bad, *converted(given.found, encoding=None)]
    for result in results:
        if not isinstance(result, InputError):
            broken += map(str, page_findings(result))
        elif path.name not in result.place or not result.help:
            broken.append(f"{result.place}: the error does not name the file, or says not what to do")
    if not results:
        broken.append("neither a page nor an error")
    texts = [result for result in results if not isinstance(result, InputError)]
    if texts:
        return ("text" if any(page.source_text for page in texts) else "blank"), broken
    return (given.bad or results)[0].problem.partition(":")[0], broken  # type: ignore[union-attr] # there are only errors


def main() -> int:
    """Make the files and convert them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    guard.set_bounds(seconds=SECONDS)
    counts: Counter[str] = Counter()
    wrong, slowest = 0, (0.0, "")
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in corpus():
            path = folder / f"{name}.pdf"
            path.write_bytes(data)
            began = time.perf_counter()
            what, broken = outcome(path)
            slowest = max(slowest, (time.perf_counter() - began, name))
            counts[what] += 1
            wrong += bool(broken)
            for line in broken[:3]:
                print(f"{name}: {line}")
    for what, count in counts.most_common():
        print(f"{count:5d}  {what}")
    print(f"{counts.total()} files, {wrong} broke a promise; the slowest took {slowest[0]:.1f} s ({slowest[1]})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
