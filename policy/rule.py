"""What a rule is, and what it says.

A rule is data and one pure function. `check` reads the facts of one resource (or, for a `StackRule`, of the whole
stack) and yields a `Finding` for each thing that is wrong. It never has to mind unknown values: reading one raises
`UndeterminedError`, which ends this check of this resource and is reported. A rule that judges several leaves on
their own goes through them with `each`, so that one unknown leaf does not hide the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from policy.values import UndeterminedError, Value

if TYPE_CHECKING:
    from policy.controls import Control

T = TypeVar("T")


class Severity(Enum):
    """How bad a violation is; policy/enforcement.yaml says what that means in which stack."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, what, and (where it differs from the rule's own) the way out.

    The problem must hold no value that could be a secret: what it quotes went through `policy.masking.quoted`.
    """

    where: Value | str
    problem: str
    remedy: str | None = field(default=None, kw_only=True)
    urn: str | None = field(default=None, kw_only=True)

    @property
    def path(self) -> str:
        """The place within the resource; "" for the resource as a whole."""
        return self.where if isinstance(self.where, str) else self.where.path


Result = Finding | UndeterminedError
Results = Iterable[Result]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One thing that can be configured about a rule: its default and its JSON schema."""

    default: object
    schema: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class _About:
    """What every rule tells about itself. `informs`: it tells, and stops nothing."""

    id: str
    title: str
    why: str
    remedy: str
    severity: Severity
    controls: tuple[Control, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    informs: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule(_About):
    """A rule on one resource. `applies_to` holds type tokens; `*` at the end of one stands for anything."""

    applies_to: tuple[str, ...]
    check: Callable[..., Results]


@dataclass(frozen=True, kw_only=True)
class StackRule(_About):
    """A rule on the whole stack. Its findings name the resource by `urn`; without one they are the stack's."""

    check: Callable[..., Results]


@dataclass(frozen=True, kw_only=True)
class RunRule(_About):
    """A rule on the run of the pack itself, checked last."""

    check: Callable[..., Results]


AnyRule = Rule | StackRule | RunRule


def each(values: Iterable[T], check: Callable[..., Results], *args: object) -> Iterator[Result]:
    """Check one after the other, with the same further arguments; an unknown ends the check of one element only."""
    for value in values:
        try:
            yield from check(value, *args)
        except UndeterminedError as unknown:
            yield unknown


def about(urn: str, results: Results) -> Iterator[Result]:
    """The same results, as those of one resource of the stack."""
    for result in results:
        yield replace(result, urn=urn) if isinstance(result, Finding) else result
