"""What a rule's examples are: resources, or whole stacks, that break it, keep it, and nearly break it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.policy.engine_side import Sent

Stack = Sequence[Sent]


@dataclass(frozen=True, kw_only=True)
class Examples:
    """The examples of one rule, each a stack of one resource or more.

    `at`: the leaf of the first failing example's first resource that the rule is about, where there is one: made
    unknown it has to be undetermined, marked secret its text must not be shown. `elsewhere`: a failing example whose
    stack is another than production. `config`: the configuration of the stack, with the keys that are secret.
    """

    failing: Sequence[Stack]
    passing: Sequence[Stack]
    near: Sequence[Stack]
    at: str = ""
    stack: str = "production"
    config: Mapping[str, str] = field(default_factory=dict)
    secret_keys: Sequence[str] = ()


def one(kind: str, name: str = "it", /, **inputs: object) -> Stack:
    """A stack of one resource."""
    return (Sent(type=kind, name=name, inputs=inputs),)


def with_leaf(sent: Sent, path: str, value: object) -> Sent:
    """The same resource with another value at a path such as `rules[0].lifecycle.deleteAfter`."""
    return replace(sent, inputs=_set(dict(sent.inputs), _steps(path), value))


def leaf(sent: Sent, path: str) -> object:
    """The value at a path; None where there is none."""
    found: Any = sent.inputs
    for step in _steps(path):
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def _steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in path.replace("[", ".").replace("]", "").split(".")]


def _set(inputs: Any, steps: list[str | int], value: object) -> Any:
    step, *rest = steps
    if isinstance(step, int):
        changed = list(inputs or [])
        changed[step] = _set(changed[step], rest, value) if rest else value
        return changed
    entries = dict(inputs or {})
    entries[step] = _set(entries.get(step), rest, value) if rest else value
    return entries
