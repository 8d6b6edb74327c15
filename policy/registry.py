"""Finds the rules: every module below policy/rules that has a `RULE`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import policy.rules
from policy.rule import AnyRule, Rule, RunRule, StackRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RuleError(Exception):
    """The rules can't be loaded as they are: every reason at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))


def load() -> tuple[AnyRule, ...]:
    """All rules, by id. Raises `RuleError` for a module without a rule and for an id that two rules have."""
    found: dict[str, AnyRule] = {}
    problems = []
    for module in _modules():
        rule = getattr(importlib.import_module(module), "RULE", None)
        if not isinstance(rule, Rule | StackRule | RunRule):
            problems.append(f"{_file(module)}: no RULE; a file in policy/rules holds one rule, under that name")
        elif rule.id in found:
            problems.append(f'{_file(module)}: a second rule "{rule.id}"; give it an id of its own')
        else:
            found[rule.id] = rule
    if problems:
        raise RuleError(problems)
    return tuple(found[name] for name in sorted(found))


def _modules() -> Iterable[str]:
    below = pkgutil.walk_packages(policy.rules.__path__, f"{policy.rules.__name__}.")
    return sorted(module.name for module in below if not module.ispkg)


def _file(module: str) -> str:
    return f"{module.replace('.', '/')}.py"
