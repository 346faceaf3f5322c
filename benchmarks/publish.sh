#!/usr/bin/env bash
# Measure all that docs/accuracy.md shows, and put it there.
# usage: benchmarks/publish.sh GOLD_DIR PRESS_DIR [--sample N]
# docs/accuracy.md says what is in the folders; PYTHON=... chooses the environment; --sample N is for trying out.
set -euo pipefail
gold=$(realpath "$1") press=$(realpath "$2") sample=("${@:3}")
cd "$(dirname "$0")/.."

python=${PYTHON:-.venv-benchmarks/bin/python}
doc=docs/accuracy.md
kept=corpus/accuracy.json
heldout=benchmarks/accuracy/heldout.npz # has learned nothing of the months held out; the weights that ship have
accuracy=benchmarks/accuracy
stream=(--only extractor=pymupdf,pymupdf-blocks,pdfium,pdftotext-raw)
layout=(--only extractor=pdftotext)
month=(--since 2020-01)
traditional=(--since 2015-04..2015-12)

run() { printf '\n== %s\n' "$*"; "$python" "$@" "${sample[@]}"; }
run_unseen() { CORPUS_WEIGHTS=$heldout run "$@"; }

run_unseen $accuracy/run.py "$gold" "${month[@]}" "${stream[@]}" --by extractor --by mode --record $kept "unseen month, stream order" --into $doc month
run_unseen $accuracy/run.py "$gold" "${month[@]}" "${layout[@]}" --by mode --record $kept "unseen month, layout order" --into $doc layout
run_unseen $accuracy/run.py "$gold" "${traditional[@]}" "${stream[@]}" --record $kept "Traditional, unseen months, stream order" --into $doc traditional
run_unseen $accuracy/run.py "$press/A4" --record $kept "A4 printouts, unseen articles" --into $doc a4
run_unseen $accuracy/run.py "$press/N" "${stream[@]}" --record $kept "other layouts, unseen articles, stream order" --into $doc press
run_unseen $accuracy/run.py "$press/T" "${stream[@]}" --record $kept "other layouts, Traditional, unseen articles, stream order" --into $doc press-traditional
run $accuracy/run.py tests/gold --texts seeds --record $kept "the seed" --into $doc seed
run $accuracy/run.py tests/gold/pages --by family --record $kept "the gate: our own text, made-up layouts" --into $doc gate
"$python" $accuracy/summary.py --into $doc summary

unseen=("$gold" "$press/N" "$press/T" "$press/A4" "${month[@]}" "${traditional[@]}" "${stream[@]}")
run_unseen $accuracy/lines.py "${unseen[@]}" --into $doc lines
run_unseen $accuracy/reliability.py "${unseen[@]}" --plot docs/reliability.svg --into $doc reliability
run_unseen $accuracy/peers.py "$gold" "${month[@]}" "${traditional[@]}" "${stream[@]}" --into $doc peers
run_unseen benchmarks/training_data/run.py "$gold" "${month[@]}" "${traditional[@]}" "${stream[@]}" --into $doc training-data
"$python" benchmarks/words/run.py tests/gold/pages "$gold" --into $doc words
