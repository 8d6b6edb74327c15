"""Where a secret's value comes from: another resource, the stack's configuration, or the program's own text.

The mark `secret` does not tell: an SDK marks what it is handed, also a literal. What tells is what the engine knows
of the property: a value that was generated or read depends on the resource that made it. A literal depends on nothing.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING

from policy.detect.detector import detect
from policy.detect.key_names import Says, says
from policy.detect.references import is_placeholder, is_reference, is_sealed
from policy.masking import masked
from policy.rule import Finding, each
from policy.values import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policy.facts import Configuration, Resource, Stack
    from policy.rule import Results
    from policy.values import Value


class Origin(Enum):
    """Where a value comes from."""

    NOWHERE = "no value, or one that only says where the secret is"
    RESOURCE = "made or read by a resource"
    CONFIGURATION = "the stack's secret configuration"
    LITERAL = "written out"


def origin(resource: Resource, value: Value, configuration: Configuration, *, taken_as_it_is: bool = False) -> Origin:
    """The origin of one value of a resource.

    `taken_as_it_is`: the service uses the value, so that a placeholder is no place for a value but a known one.

    Raises:
        UndeterminedError: nobody made it, and it can't be read: it is encrypted in the state that is audited.
    """
    top = value.path.partition(".")[0].partition("[")[0]
    if resource.property_dependencies.get(top):
        return Origin.RESOURCE
    if value.unknown:
        if value.secret:  # encrypted in a state: written out, or from the configuration
            raise UndeterminedError(value.path)
        return Origin.RESOURCE
    text = value.raw
    if not isinstance(text, str) or not text.strip() or _stands_for_another(text, taken_as_it_is):
        return Origin.NOWHERE
    if any(secret in text for secret in configuration.secrets):
        return Origin.CONFIGURATION
    return Origin.LITERAL


def _stands_for_another(text: str, taken_as_it_is: bool) -> bool:
    if text.lstrip().startswith("{") and '"' in text:
        return False  # an object: its parts are judged
    return is_reference(text) or is_sealed(text) or (is_placeholder(text) and not taken_as_it_is)


def literals(stack: Stack, held_by: Mapping[str, Sequence[str]]) -> Results:
    """A finding for each value written out in these properties of these types (by type token)."""
    for kind, properties in held_by.items():
        for resource in stack.of(kind):
            values = [resource[prop] for prop in properties]
            yield from each(values, _literal, resource, stack.configuration)


def _literal(value: Value, resource: Resource, configuration: Configuration) -> Results:
    if origin(resource, value, configuration) is Origin.LITERAL and _is_or_holds_a_secret(str(value.raw)):
        problem = f"{masked(value)} is written out: no resource made it or read it"
        yield Finding(value, problem, urn=resource.urn)


def _is_or_holds_a_secret(text: str) -> bool:
    """Anything but a JSON object without a secret in it."""
    try:
        content = json.loads(text)
    except ValueError:
        return True
    return not isinstance(content, dict) or any(_said(key, item) for key, item in _items(content))


def _said(key: str, item: object) -> bool:
    if not isinstance(item, str) or not item.strip() or _stands_for_another(item, False):
        return False
    return says(key) in (Says.PASSWORD, Says.SECRET) or bool(detect(item, key))


def _items(content: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Every value with its key, however deep; in a list, each with the list's."""
    for key, value in content.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _items(item)
            else:
                yield str(key), item
