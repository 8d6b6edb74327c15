"""Most of Vault is documents at paths: written whole, read whole, deleted. One effect serves them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from local.providers.resource import Made, RefusedError
from local.providers.vault.connection import VaultCall, namespace_of

if TYPE_CHECKING:
    from local.providers.values import Properties

Names: TypeAlias = Mapping[str, str]


def snake(name: str) -> str:
    """`tokenTtl` -> `token_ttl`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def named(*properties: str, **others: str) -> Names:
    """Property to field: by rule (`tokenTtl` -> `token_ttl`), and those that keep to none."""
    return {name: snake(name) for name in properties} | others


def zero(value: Any) -> Any:
    """What takes a value away: nothing, of the same kind."""
    return type(value)() if isinstance(value, bool | int | float | str | list | dict) else ""


def seconds(text: Any) -> int:
    """A duration in seconds: `1h30m0s` is 5400, a number is itself."""
    if not isinstance(text, str):
        return int(text or 0)
    total, number = 0, ""
    for letter in text:
        if letter.isdigit():
            number += letter
        else:
            total, number = total + int(number or 0) * {"d": 86_400, "h": 3600, "m": 60, "s": 1}.get(letter, 0), ""
    return total + int(number or 0)


def written(fields: Names, call: VaultCall) -> dict[str, Any]:
    """The fields of a write: what the inputs give, and a zero for what they have ceased to give."""
    given = {field: call.inputs[name] for name, field in fields.items() if name in call.inputs}
    gone = {name for name in call.changed if name in fields and name not in call.inputs}
    return given | {fields[name]: zero(call.old_inputs.get(name, call.old.get(name))) for name in gone}


def shown(fields: Names, found: Properties) -> dict[str, Any]:
    """The properties that a document has."""
    return {name: found[field] for name, field in fields.items() if field in found}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document. `template` is its path, of properties (`auth/{backend}/role/{roleName}`); `pattern` reads it back.

    `resource_id` is the path unless `short`: then it is the last property alone. `deletable` False: Vault keeps it.
    """

    template: str
    fields: Names
    defaults: Properties = field(default_factory=dict)
    short: bool = False
    deletable: bool = True
    also_read: Callable[[VaultCall, str, dict[str, Any]], Properties] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The properties that name the document."""
        return tuple(re.findall(r"{(\w+)}", self.template))

    def identity(self, call: VaultCall) -> dict[str, str]:
        """The properties that name this one: as given, or from the id when there is nothing else (import)."""
        given = {**self.defaults, **call.old, **call.inputs}
        if all(name in given for name in self.names):
            return {name: str(given[name]).strip("/") for name in self.names}
        if self.short:
            return {self.names[-1]: call.id}
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>.+)", self.template)
        match = re.fullmatch(pattern, call.id)
        if match is None:
            raise RefusedError(f"vault: an id here is {self.template}, not {call.id}")
        return match.groupdict()

    def path(self, call: VaultCall) -> str:
        """Where the document is."""
        return self.template.format(**self.identity(call))

    def create(self, call: VaultCall) -> Made:
        """Write the document; one that exists is taken over."""
        self.write(call)
        identity = self.identity(call)
        return Made(id=identity[self.names[-1]] if self.short else self.path(call))

    def write(self, call: VaultCall) -> None:
        """Write the document as the inputs have it."""
        call.connection.write(self.path(call), written(self.fields, call), namespace_of(call))

    def read(self, call: VaultCall) -> Properties | None:
        """The document as it is."""
        path = self.path(call)
        found = call.connection.read(path, namespace_of(call))
        if found is None:
            return None
        more = self.also_read(call, path, found) if self.also_read else {}
        return {**self.identity(call), **shown(self.fields, found), **more}

    def delete(self, call: VaultCall) -> None:
        """Delete the document; one that is gone is fine."""
        if self.deletable:
            call.connection.delete(self.path(call), namespace_of(call))


def sets(fields: Iterable[str]) -> tuple[str, ...]:
    """The properties among these whose order means nothing: every list of a role."""
    ends = ("Policies", "Cidrs", "Audiences", "Uris", "Scopes")
    return tuple(name for name in fields if name.endswith(ends))
