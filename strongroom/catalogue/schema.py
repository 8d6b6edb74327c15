"""The catalogue's JSON Schema, for editors: completion, descriptions and red lines while one types.

It describes what people write: places by name, defaults left to the workspace. What no schema can say is left to
`strongroom check`. `python -m strongroom.catalogue.schema` writes it to catalogue/schema.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import override

from strongroom.catalogue.destination import KINDS
from strongroom.catalogue.draft import INHERITED
from strongroom.catalogue.workspace import Workspace

FILE = Path(__file__).parents[2] / "catalogue" / "schema.json"
_PLACE = (  # what stands for a destination besides the kinds: a name of `places`, or one with fields of its own
    {"type": "string"},
    {
        "type": "object",
        "required": ["to"],
        "properties": {"to": {"type": "string", "not": {"enum": sorted(KINDS)}}},
    },
)


class _Plain(GenerateJsonSchema):
    """Without a title for every field: it would only repeat the field's name."""

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """The schema of one file."""
    found = Workspace.model_json_schema(schema_generator=_Plain)
    secret = found["$defs"]["Secret"]
    del secret["properties"]["workspace"]
    secret["required"] = [name for name in secret["required"] if name not in ("workspace", *INHERITED)]
    for owner in (found, secret):
        items = owner["properties"]["destinations"]["items"]
        owner["properties"]["destinations"]["items"] = {"anyOf": [*items["oneOf"], *_PLACE]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "Workspace of the catalogue"}


def text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
