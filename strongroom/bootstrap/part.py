"""One thing that bootstrap makes: how it stands, and what would be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Does = Literal["make", "change", "keep", "not ours"]
MARK = "bootstrap"  # value of the tag ManagedBy
_OWNERSHIP = ("Project", "Environment", "ManagedBy")


@dataclass(frozen=True, kw_only=True)
class Step:
    """What would be done with a part: `details` say what of it, or why it is not ours and the way out."""

    part: str
    does: Does
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting of a part: whether it is as it should be, and what makes it so."""

    name: str
    right: Callable[[], bool]
    write: Callable[[], object]


class Part(Protocol):
    """Looked at as often as one likes; `settle` makes or mends it, and can be repeated from any point."""

    @property
    def name(self) -> str:
        """What it is, as a person knows it."""

    def look(self) -> Step:
        """How it stands."""

    def settle(self) -> None:
        """Make it as it should be."""


def step_of(part: str, settings: Sequence[Setting]) -> Step:
    """What is left to do on a part that is there and ours."""
    wrong = tuple(one.name for one in settings if not one.right())
    return Step(part=part, does="change" if wrong else "keep", details=wrong)


def mend(settings: Sequence[Setting]) -> None:
    """Write each setting that is not as it should be."""
    for one in settings:
        if not one.right():
            one.write()


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The tags that say whose a thing is."""

    environment: str
    owner: str
    purpose: str = field(default="")

    @property
    def tags(self) -> dict[str, str]:
        """Those that a thing is made with."""
        return {
            "Project": naming.PROJECT,
            "Environment": self.environment,
            "Component": MARK,
            "Owner": self.owner,
            "ManagedBy": MARK,
        }

    def on(self, found: Mapping[str, str]) -> bool:
        """Whether these tags say that a thing is ours."""
        return all(found.get(key) == self.tags[key] for key in _OWNERSHIP)


def as_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most of AWS's services take them."""
    return [{key: name, value: text} for name, text in tags.items()]


def as_mapping(tags: Sequence[Mapping[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as most of AWS's services give them."""
    return {one[key]: one[value] for one in tags}


def foreign(part: str, way_out: str) -> Step:
    """There is something of this name that we did not make; it is never changed."""
    return Step(part=part, does="not ours", details=(way_out,))
