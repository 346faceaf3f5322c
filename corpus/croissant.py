"""The dataset as Croissant JSON-LD, which search engines and loaders of machine-learning datasets read.

The hub makes such a file of its own for every dataset; this one tells more (nested columns, descriptions) and works on a
folder without any hub.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from corpus import __version__, layout, merge
from corpus.tables import MODELS, schema

if TYPE_CHECKING:
    from pathlib import Path

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {"string": "sc:Text", "int64": "sc:Integer", "double": "sc:Float", "bool": "sc:Boolean", "date32[day]": "sc:Date"}


def write(folder: Path) -> None:
    """Write ``croissant.json`` into a dataset folder whose card is complete."""
    text = json.dumps(describe(folder), ensure_ascii=False, indent=1) + "\n"
    (folder / layout.CROISSANT).write_text(text, encoding="utf-8", newline="\n")


def describe(folder: Path) -> dict[str, Any]:
    """Return the Croissant description of a dataset folder."""
    told = merge.front_matter((folder / layout.CARD).read_text(encoding="utf-8"))
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "newspaper-articles",
        "description": f"{told['pretty_name']}: typed records, each text with its place on the page. The text belongs to its publishers.",
        "license": told["license_name"],
        "version": __version__,
        "citeAs": f"@misc{{newspaper-articles, title = {{{told['pretty_name']}}}, note = {{Made by newspaper-corpus {__version__}}}}}",
        "inLanguage": told["language"],
        "keywords": told["tags"],
        **parts(folder),
    }


def parts(folder: Path) -> dict[str, Any]:
    """Return what the description says of the configs: where the files are, what columns they have."""
    names = layout.configs(folder)
    return {"distribution": [_files(name) for name in names], "recordSet": [_record_set(name) for name in names]}


def undescribed(text: str) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return what a description says but for its prose, which versions of this package word differently.

    Raises:
        ValueError: if it is no JSON.

    """
    try:
        return json.loads(text, object_hook=lambda found: {key: value for key, value in found.items() if key != "description"})
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error


def _files(config: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"files-of-{config}",
        "encodingFormat": "application/x-parquet",
        "includes": f"{config}/*.parquet",
    }


def _record_set(config: str) -> dict[str, Any]:
    about = (MODELS[config].__doc__ or "").partition("\n")[0]
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "description": about,
        "field": [_field(config, column) for column in schema(MODELS[config])],
    }


def _field(config: str, column: pa.Field) -> dict[str, Any]:
    """Return a column; one that holds records has a field for each of theirs, found by its path.

    Records within records, as the spans of a paragraph, are left out: `mlcroissant` has no way to read them.
    """
    kind, repeated = _unlisted(column.type)
    made: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{config}/{column.name}",
        "description": (column.metadata or {}).get(b"description", b"").decode(),
        **({"repeated": True} if repeated else {}),
    }
    source: dict[str, Any] = {"fileSet": {"@id": f"files-of-{config}"}, "extract": {"column": column.name}}
    if not pa.types.is_struct(kind):
        return made | {"dataType": _TYPES[str(kind)], "source": source}
    parts = [part for part in kind.fields if not pa.types.is_struct(_unlisted(part.type)[0])]
    return made | {"subField": [_part(f"{config}/{column.name}", part, source, repeated=repeated) for part in parts]}


def _part(parent: str, part: pa.Field, source: dict[str, Any], *, repeated: bool) -> dict[str, Any]:
    kind, inner = _unlisted(part.type)
    path = f"$[*].{part.name}" if repeated else f"$.{part.name}"
    return {
        "@type": "cr:Field",
        "@id": f"{parent}/{part.name}",
        "dataType": _TYPES[str(kind)],
        **({"repeated": True} if repeated or inner else {}),
        "source": source | {"transform": {"jsonPath": path}},
    }


def _unlisted(kind: pa.DataType) -> tuple[pa.DataType, bool]:
    return (kind.value_type, True) if pa.types.is_list(kind) else (kind, False)
