"""The mean of networks that went on from the same beginning: it keeps what each of them knew (Wortsman et al. 2022)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from corpus.attention import ARRAYS
from training.arrays import store
from training.order.attention import SIZES


def main() -> None:
    """Write a file of statistics with the mean of some networks of it and of another file."""
    parser = argparse.ArgumentParser(prog="python -m training.order.mean", description=__doc__)
    parser.add_argument("file", type=Path, help="what is no mean is of this file")
    parser.add_argument("other", type=Path)
    parser.add_argument("--parts", nargs="+", choices=[*SIZES], required=True, help="the networks that the mean is taken of")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    args = parser.parse_args()
    with np.load(args.file) as one, np.load(args.other) as other:
        arrays = {name: one[name] for name in one.files}
        for name in (f"{part}.{k}" for part in args.parts for k in range(ARRAYS)):
            arrays[name] = ((one[name].astype(np.float32) + other[name].astype(np.float32)) / 2).astype(one[name].dtype)
        (made_by,) = json.loads(str(one["made_by"]))
        made_by |= {"mean_of": sorted(args.parts), "mean_with": json.loads(str(other["made_by"]))}
    store(args.out, **arrays | {"made_by": np.array(json.dumps([made_by], ensure_ascii=False, sort_keys=True))})


if __name__ == "__main__":
    main()
