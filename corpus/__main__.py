"""``python -m corpus``, and the command ``corpus``: what its help needs is loaded first, and no more."""

from __future__ import annotations

from corpus.options import asked


def main() -> int:
    """Run the command and return its exit code."""
    options = asked()
    from corpus.cli import run  # noqa: PLC0415 - help needs none of it

    return run(options)


if __name__ == "__main__":
    raise SystemExit(main())
