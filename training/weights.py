"""The weights file: the arrays of trained networks as `corpus.model` reads them, and how they were made.

`python -m training.weights ONE.npz OTHER.npz --out corpus/model.npz` makes one file of networks trained with other seeds; with
`--mean`, one network of the mean weights of some that went on from the same one (Wortsman et al. 2022, model soups). Networks
after `--shuffled` are for pages whose columns were shuffled, the others for all other pages.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from training.arrays import store
from training.network import DILATIONS, POOLED_AFTER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from training.network import Network

_NOT_OURS: Final = ("emb.",)
"""The character vectors have a file of their own."""
_FACTS: Final = frozenset({"dilations", "pooled_after", "made_by", "temperature", "shuffled"})
_EXACT: Final = ("trans",)
_CONVOLUTION: Final = 3
_OF_FEATURES: Final = {"mu": 0, "sd": 1, "inp.weight": 0}
"""Arrays with a row for each feature, and what stands there for one that a network does not know."""


def save(network: Network, path: Path, record: Mapping[str, Any]) -> None:
    """Write the weights of one network; the file is there whole or not at all."""
    state = {name: tensor for name, tensor in network.state_dict().items() if not name.startswith(_NOT_OURS)}
    _write({name: _stored(name, tensor.numpy())[None] for name, tensor in state.items()}, [dict(record)], path)


def load(network: Network, path: Path) -> None:
    """Set a network to the weights of a file that holds one; features that the file does not know yet weigh nothing at first."""
    file = dict(np.load(path))
    state = network.state_dict()
    with torch.no_grad():
        network.inp.weight[:, len(file["mu"][0]) :] = 0
    known = {name: _restored(_widened(name, file[name][0], state[name]), state[name]) for name in file if name in state}
    network.load_state_dict(state | known)


def _widened(name: str, array: NDArray[np.floating[Any]], like: Tensor) -> NDArray[np.floating[Any]]:
    """Return an array of a file with what the network has for the features that the file does not know."""
    if name not in _OF_FEATURES:
        return array
    return np.concatenate([array, like.numpy().T[len(array) :]])


def _filled(array: NDArray[np.floating[Any]], inputs: int, value: int) -> NDArray[np.floating[Any]]:
    """Return the arrays of a file with a row for each feature that there is."""
    more = inputs - array.shape[1]
    return np.pad(array, [(0, 0), (0, more), *([(0, 0)] * (array.ndim - 2))], constant_values=value)


def made_by(path: Path) -> list[dict[str, Any]]:
    """Return how the networks of a weights file were made, one record each."""
    records: list[dict[str, Any]] = json.loads(str(np.load(path)["made_by"]))
    return records


def _restored(array: NDArray[np.floating[Any]], like: Tensor) -> Tensor:
    """Return an array as torch keeps it: what `_stored` changed, changed back."""
    tensor = torch.from_numpy(array.astype(np.float32))
    if like.ndim == _CONVOLUTION and like.shape[2] > 1:
        return tensor.reshape(like.shape[2], like.shape[1], like.shape[0]).permute(2, 1, 0).contiguous()
    return tensor.reshape(like.shape) if tensor.shape == like.shape else tensor.T.reshape(like.shape).contiguous()


def merge(paths: Sequence[Path], out: Path, temperature: float = 1.0, shuffled: Sequence[Path] = ()) -> None:
    """Write the networks of some weights files into one, with some for pages whose columns were shuffled."""
    given = [*paths, *shuffled]
    files = [dict(np.load(path)) for path in given]
    inputs = max(file["mu"].shape[1] for file in files)
    files = [file | {name: _filled(file[name], inputs, value) for name, value in _OF_FEATURES.items()} for file in files]
    names = [name for name in files[0] if name not in _FACTS]
    records = [record for path in given for record in made_by(path)]
    suited = np.repeat(np.arange(len(files)) >= len(paths), [len(file["init"]) for file in files])
    _write({name: np.concatenate([file[name] for file in files]) for name in names}, records, out, temperature, suited)


def average(paths: Sequence[Path], out: Path) -> None:
    """Write one network of the mean weights of the networks of some files, one in each, that know the same features."""
    files = [dict(np.load(path)) for path in paths]
    arrays = {name: np.mean([file[name] for file in files], axis=0, dtype=np.float64) for name in files[0] if name not in _FACTS}
    records = [record for path in paths for record in made_by(path)]
    _write({name: array.astype(files[0][name].dtype) for name, array in arrays.items()}, [{"mean_of": records}], out)


def _write(
    arrays: dict[str, Any],
    records: list[dict[str, Any]],
    path: Path,
    temperature: float = 1.0,
    shuffled: NDArray[np.bool_] | None = None,
) -> None:
    facts = {
        "shuffled": np.zeros(len(arrays["init"]), bool) if shuffled is None else shuffled,
        "dilations": np.array(DILATIONS),
        "pooled_after": np.array(POOLED_AFTER),
        "temperature": np.array(temperature),
        "made_by": np.array(json.dumps(records, ensure_ascii=False, sort_keys=True)),
    }
    store(path, **arrays, **facts)


def _stored(name: str, array: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
    """Return an array as it is stored: inputs first, tables of weights in half precision.

    The three taps of a convolution stand below each other, the earliest piece first.
    """
    if name.endswith(".c1.weight"):
        array = np.concatenate([array[:, :, tap].T for tap in range(array.shape[2])])
    elif name.endswith(".c2.weight"):
        array = array[:, :, 0].T
    elif name.endswith("weight") and array.ndim > 1:
        array = array.T
    return array.astype(np.float16 if array.ndim > 1 and not name.startswith(_EXACT) else np.float32)


def main() -> None:
    """Put weights files together as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m training.weights", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="WEIGHTS")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--temperature", type=float, default=1.0, help="as training.temperature found it")
    parser.add_argument("--mean", action="store_true", help="one network of the mean weights of all")
    parser.add_argument(
        "--shuffled", nargs="+", type=Path, default=[], metavar="WEIGHTS", help="networks for pages whose columns were shuffled"
    )
    args = parser.parse_args()
    if args.mean:
        average(args.files, args.out)
    else:
        merge(args.files, args.out, args.temperature, args.shuffled)


if __name__ == "__main__":
    main()
