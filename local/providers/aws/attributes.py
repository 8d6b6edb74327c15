"""Attributes of SNS and SQS: every value of theirs is a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.providers.values import Properties, Value


def attributes_of(inputs: Properties, names: Mapping[str, str]) -> dict[str, str]:
    """Inputs as attributes; `names` maps input to attribute."""
    return {
        there: attribute_text(inputs[here]) for here, there in names.items() if here in inputs and inputs[here] != ""
    }


def attribute_text(value: Value) -> str:
    """One value as an attribute."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else json.dumps(value)


def properties_of(attributes: Mapping[str, str], names: Mapping[str, str], like: Properties) -> dict[str, Value]:
    """Attributes as properties, typed as the inputs and their defaults are."""
    return {here: _typed(attributes[there], like.get(here)) for here, there in names.items() if there in attributes}


def _typed(text: str, like: Value) -> Value:
    if isinstance(like, bool) or text in ("true", "false"):
        return text == "true"
    return int(text) if isinstance(like, int) or text.isdigit() else text
