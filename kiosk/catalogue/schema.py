"""The JSON Schema of a service file, for editors: they complete keys and mark mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from kiosk.catalogue.model import Service

_WHEN = {"$ref": "#/$defs/When"}


def schema_text() -> str:
    """What `docs/catalogue.schema.json` holds."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Service.model_json_schema()}
    return json.dumps(_one_or_several(schema), ensure_ascii=False, indent=1) + "\n"


def _one_or_several(node: Any) -> Any:
    """A list of conditions may be written as the one that it holds; pydantic's schema cannot know."""
    if isinstance(node, list):
        return [_one_or_several(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _one_or_several(value) for key, value in node.items()}
    if inner.get("type") == "array" and inner.get("items") == _WHEN:
        told = {key: inner.pop(key) for key in ("default", "title") if key in inner}
        return {**told, "anyOf": [_WHEN, inner]}
    return inner
