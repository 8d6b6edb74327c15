"""Which resources of a stack belong together.

In a preview most names and ARNs are not known yet, so two resources are held together by what the engine knows: the
dependency of one's property on the other. Where that is not there (a name written out), equal names do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policy.facts import Resource, Stack


def belonging(stack: Stack, owner: Resource, types: Iterable[str], prop: str) -> Iterator[Resource]:
    """The resources of these types whose property `prop` means the owner."""
    names = {value for key in ("bucket", "name", "arn", "id", "keyId") for value in _texts(owner, key)}
    for candidate in stack.of(*types):
        if owner.urn in candidate.property_dependencies.get(prop, ()) or not names.isdisjoint(_texts(candidate, prop)):
            yield candidate


def readers(stack: Stack, urn: str) -> Iterator[Resource]:
    """The resources that depend on one, directly."""
    for resource, _ in stack.referring(urn):
        yield resource


def _texts(resource: Resource, key: str) -> set[str]:
    return {
        value.raw
        for value in (resource.inputs[key], resource.outputs[key])
        if isinstance(value.raw, str) and value.raw and not value.unknown
    }
