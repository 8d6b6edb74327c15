"""What a rule reads: one value of a resource's properties, with its place and what the engine knows of it.

A `Value` is a node of a tree. A missing property is a `Value` too (`present` is false), so a rule walks down
without asking at each step. Reading a value that the engine does not know yet raises `UndeterminedError`: a rule can't
take it for absent, and whoever runs the rule reports the leaf as undetermined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$-]*")

Raw = None | bool | float | str | Sequence["Value"] | Mapping[str, "Value"]


class UndeterminedError(Exception):
    """A leaf can't be judged before the update, because its value is not known before then."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `raw` holds None, a scalar, a sequence or a mapping of further values.

    `secret` is exact: the value, or something around it, is marked secret on its way to the engine. `path` is in the
    engine's notation (`environment.variables.TOKEN`, `ingress[0]`). `file` names the file that an asset points to.
    """

    path: str
    raw: Raw = None
    present: bool = field(default=True, kw_only=True)
    secret: bool = field(default=False, kw_only=True)
    unknown: bool = field(default=False, kw_only=True)
    file: str | None = field(default=None, kw_only=True)

    def __getitem__(self, key: str) -> Value:
        """The property of that name, known, unknown or absent."""
        if isinstance(self.raw, Mapping) and (found := self.raw.get(key)) is not None:
            return found
        return Value(child_path(self.path, key), present=self.unknown, secret=self.secret, unknown=self.unknown)

    def __bool__(self) -> bool:
        """Whether something is there; raises `UndeterminedError` where that is not known yet."""
        self._determined()
        return self.present and self.raw not in (None, "", (), {})

    def text(self) -> str | None:
        """The value as text; None where it is absent or no text."""
        self._determined()
        return self.raw if isinstance(self.raw, str) else None

    def flag(self) -> bool | None:
        """The value as a truth value, also where it was written as "true" or "false"."""
        self._determined()
        if isinstance(self.raw, str):
            return {"true": True, "false": False}.get(self.raw.lower())
        return self.raw if isinstance(self.raw, bool) else None

    def number(self) -> float | None:
        """The value as a number, also where it was written as text."""
        self._determined()
        if isinstance(self.raw, bool):
            return None
        if isinstance(self.raw, str):
            try:
                return float(self.raw)
            except ValueError:
                return None
        return self.raw if isinstance(self.raw, int | float) else None

    def items(self) -> Sequence[Value]:
        """The elements of a list; a single value counts as a list of one, an absent one as empty."""
        self._determined()
        if isinstance(self.raw, str | bool | float | int | Mapping):
            return (self,)
        return self.raw or ()

    def entries(self) -> Mapping[str, Value]:
        """The entries of a mapping; empty where the value is absent or no mapping."""
        self._determined()
        return self.raw if isinstance(self.raw, Mapping) else {}

    def leaves(self) -> Iterator[Value]:
        """Every scalar below, unknown ones included. Raises nothing."""
        if isinstance(self.raw, Mapping):
            for value in self.raw.values():
                yield from value.leaves()
        elif isinstance(self.raw, Sequence) and not isinstance(self.raw, str):
            for value in self.raw:
                yield from value.leaves()
        elif self.present:
            yield self

    def plain(self) -> object:
        """The value as lists, dictionaries and scalars; raises `UndeterminedError` at the first unknown."""
        self._determined()
        if isinstance(self.raw, Mapping):
            return {key: value.plain() for key, value in self.raw.items()}
        if isinstance(self.raw, Sequence) and not isinstance(self.raw, str):
            return [value.plain() for value in self.raw]
        return self.raw

    def _determined(self) -> None:
        if self.unknown:
            raise UndeterminedError(self.path)


def child_path(path: str, key: str) -> str:
    """The path of a property below another: `tags.Owner`, `variables["a.b"]`."""
    if not _PLAIN_KEY.fullmatch(key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def element_path(path: str, index: int) -> str:
    """The path of an element of a list: `ingress[0]`."""
    return f"{path}[{index}]"
