"""What a rule reads: one value of a resource's properties, with its place and what the engine knows of it.

A `Value` is a node of a tree. A missing property is a `Value` too (`present` is false), so a rule walks down
without asking at each step. Reading a value that the engine does not know yet raises `UndeterminedError`: a rule can't
take it for absent, and whoever runs the rule reports the leaf as undetermined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Raw = None | bool | float | str | tuple["Value", ...] | dict[str, "Value"]


class UndeterminedError(Exception):
    """A leaf can't be judged before the update, because its value is not known before then."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(slots=True, eq=False)  # not frozen: a stack has tens of thousands of them, and freezing is half their cost
class Value:
    """One value: `raw` holds None, a scalar, a tuple or a dictionary of further values.

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
        if isinstance(self.raw, dict) and (found := self.raw.get(key)) is not None:
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
        if isinstance(self.raw, str | bool | float | int | dict):
            return (self,)
        return self.raw or ()

    def entries(self) -> Mapping[str, Value]:
        """The entries of a mapping; empty where the value is absent or no mapping."""
        self._determined()
        return self.raw if isinstance(self.raw, dict) else {}

    def leaves(self) -> Iterator[Value]:
        """Every scalar below, unknown ones included. Raises nothing."""
        if isinstance(self.raw, dict):
            for value in self.raw.values():
                yield from value.leaves()
        elif isinstance(self.raw, tuple):
            for value in self.raw:
                yield from value.leaves()
        elif self.present:
            yield self

    def plain(self) -> object:
        """The value as lists, dictionaries and scalars; raises `UndeterminedError` at the first unknown."""
        self._determined()
        if isinstance(self.raw, dict):
            return {key: value.plain() for key, value in self.raw.items()}
        if isinstance(self.raw, tuple):
            return [value.plain() for value in self.raw]
        return self.raw

    def _determined(self) -> None:
        if self.unknown:
            raise UndeterminedError(self.path)


def child_path(path: str, key: str) -> str:
    """The path of a property below another: `tags.Owner`, `variables["a.b"]`."""
    if not key.isidentifier():
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def element_path(path: str, index: int) -> str:
    """The path of an element of a list: `ingress[0]`."""
    return f"{path}[{index}]"
