"""Croissant 1.1: the register's tables and columns for tools that load data sets, from the descriptor.

Identifiers are those of the descriptor: a table's name, and `table/column`.
"""

import hashlib
import json
from pathlib import Path

from ...register import Register
from ...register.descriptor import fields, foreign_keys, missing_marks, title
from ..schema_org import Entity, citation, makers, ref

NAME = "croissant.json"
PROFILE = "http://mlcommons.org/croissant/1.1"
CONTEXT = json.loads(Path(__file__).with_name("croissant.context.json").read_text(encoding="utf-8"))


def croissant(register: Register) -> str:
    """Return the description of a register's files and tables."""
    about = register.descriptor
    tables = [resource for resource in about["resources"] if resource["type"] == "table"]
    tree = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": PROFILE,
        "name": about["name"],
        "description": about.get("description"),
        "version": about.get("version"),
        "citeAs": f"{citation()['title']}. Version {about.get('version')}.",
        "datePublished": about["created"][:10],
        "license": [licence["path"] for licence in about.get("licenses", [])],
        "keywords": about.get("keywords", []),
        "creator": [{key: value for key, value in maker.items() if key != "@id"} for maker in makers()],
        "distribution": [_file(register, resource) for resource in about["resources"]],
        "recordSet": [_table(resource) for resource in tables],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _file(register: Register, resource: dict) -> Entity:
    content = (register.folder / resource["path"]).read_bytes()
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": title(resource),
        "contentUrl": resource["path"],
        "contentSize": f"{len(content)} B",
        "encodingFormat": resource["mediatype"],
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _table(resource: dict) -> Entity:
    name, described = resource["name"], []
    # Tools order tables by their references: one to the table itself would be a circle.
    keys = {column: key for column, key in foreign_keys(resource).items() if key[0] != name}
    for column in fields(resource):
        # A word for an absent value, as `unknown`, makes a column of numbers one of text.
        whole = column["type"] == "integer" and not missing_marks(column)
        field = {
            "@type": "cr:Field",
            "@id": f"{name}/{column['name']}",
            "name": column["name"],
            "description": column.get("description", column["name"]),
            "dataType": "sc:Integer" if whole else "sc:Text",
            "source": {"fileObject": ref(resource["path"]), "extract": {"column": column["name"]}},
        }
        if column["name"] in keys:
            field["references"] = {"field": ref("/".join(keys[column["name"]]))}
        described.append(field)
    entity = {"@type": "cr:RecordSet", "@id": name, "name": name, "description": title(resource)}
    key = [ref(f"{name}/{column}") for column in resource["schema"].get("primaryKey", [])]
    return entity | ({"key": key} if key else {}) | {"field": described}
