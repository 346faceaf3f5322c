"""``python -m corpus``: the same as the command ``corpus``."""

from corpus.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
