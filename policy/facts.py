"""The facts of a resource and of a whole stack, as rules see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from policy.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_EMPTY = Value("", {})
_SHORTEST_SECRET = 4  # characters: below that, equal values are chance


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options that a resource was registered with."""

    protect: bool = False
    ignore_changes: Sequence[str] = ()
    additional_secret_outputs: Sequence[str] = ()
    aliases: Sequence[str] = ()
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The provider instance that a resource is registered with."""

    urn: str
    type: str
    name: str
    inputs: Value = _EMPTY


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The configuration of the stack; empty where a pack runs on an export."""

    values: Mapping[str, str] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()

    @cached_property
    def secrets(self) -> Sequence[str]:
        """The secret values that are long enough for finding one in a text to mean something."""
        found = (value for key, value in self.values.items() if key in self.secret_keys)
        return tuple(value for value in found if len(value) >= _SHORTEST_SECRET)


@dataclass(frozen=True)
class Resource:
    """One resource: what the program asks for. `outputs` and the dependencies are there for stack rules only."""

    urn: str
    type: str
    name: str
    inputs: Value = field(default=_EMPTY, kw_only=True)
    decode_outputs: Callable[[], Value] = field(default=lambda: _EMPTY, kw_only=True)
    options: Options = field(default=Options(), kw_only=True)
    provider: Provider | None = field(default=None, kw_only=True)
    parent: str | None = field(default=None, kw_only=True)
    dependencies: Sequence[str] = field(default=(), kw_only=True)
    property_dependencies: Mapping[str, Sequence[str]] = field(default_factory=dict, kw_only=True)

    def __getitem__(self, key: str) -> Value:
        return self.inputs[key]

    @cached_property
    def outputs(self) -> Value:
        """What the resource has become: decoded when the first rule asks."""
        return self.decode_outputs()

    def given(self, *properties: str) -> Iterator[Value]:
        """Those of the properties that are there, known or not."""
        entries = self.inputs.entries()
        return (entries[key] for key in properties if key in entries)

    @cached_property
    def environment(self) -> str:
        """The stack that the resource belongs to: local, staging, production."""
        return environment_of(self.urn)


@dataclass(frozen=True, kw_only=True)
class Stack:
    """All resources of a stack, and what they refer to."""

    environment: str
    resources: Sequence[Resource]
    configuration: Configuration = Configuration()

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, in the engine's order."""
        return (resource for kind in types for resource in self._by_type.get(kind, ()))

    def resource(self, urn: str) -> Resource | None:
        """The resource of that name, where the stack has it."""
        return self._by_urn.get(urn)

    def referring(self, urn: str) -> Sequence[tuple[Resource, str]]:
        """Who refers to a resource, and through which property ("" where only by `depends_on`)."""
        return self._referring.get(urn, ())

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.type, []).append(resource)
        return found

    @cached_property
    def _by_urn(self) -> Mapping[str, Resource]:
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def _referring(self) -> Mapping[str, Sequence[tuple[Resource, str]]]:
        found: dict[str, list[tuple[Resource, str]]] = {}
        for resource in self.resources:
            named = set()
            for key, urns in resource.property_dependencies.items():
                for urn in urns:
                    named.add(urn)
                    found.setdefault(urn, []).append((resource, key))
            for urn in resource.dependencies:
                if urn not in named:
                    found.setdefault(urn, []).append((resource, ""))
        return found


@dataclass(frozen=True, kw_only=True)
class Run:
    """What happened while the rules ran: for the rules that are about the pack itself."""

    environment: str
    undetermined: Sequence[OpenLeaf] = ()
    weakened: Sequence[str] = ()
    waived: Sequence[str] = ()
    waiver_problems: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class OpenLeaf:
    """A leaf that a rule could not judge yet."""

    rule: str
    urn: str
    path: str


def environment_of(urn: str) -> str:
    """The stack's name out of `urn:pulumi:<stack>::<project>::<type>::<name>`; "" where it is none."""
    prefix, _, rest = urn.partition("::")
    return prefix.removeprefix("urn:pulumi:") if rest and prefix.startswith("urn:pulumi:") else ""
