"""Runs rules over facts. A rule can't stop the run: what it can't judge and where it fails is part of the outcome."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from policy.facts import OpenLeaf, Resource, Run, Stack
from policy.rule import AnyRule, Finding, Results, Rule, RunRule, StackRule
from policy.values import UndeterminedError

Settings = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A finding, with the rule that made it and the resource that it is about ("" for the stack itself)."""

    rule: AnyRule
    urn: str
    finding: Finding


@dataclass
class Outcome:
    """What rules found in a resource or a stack."""

    violations: list[Violation] = field(default_factory=list)
    undetermined: list[OpenLeaf] = field(default_factory=list)


class Judge:
    """All rules, ready to be put to resources and stacks. `settings` overrides the defaults, by rule and name."""

    def __init__(self, rules: Sequence[AnyRule], settings: Settings | None = None) -> None:
        self.rules = tuple(rules)
        self.settings = settings or {}
        self._applying = lru_cache(maxsize=None)(self._find_applying)

    def resource(self, resource: Resource) -> Outcome:
        """Put every rule that applies to the resource's type to the resource."""
        outcome = Outcome()
        for rule in self._applying(resource.type):
            self._put(rule, resource, resource.urn, outcome)
        return outcome

    def stack(self, stack: Stack) -> Outcome:
        """Put every rule on whole stacks to the stack."""
        outcome = Outcome()
        for rule in self.rules:
            if isinstance(rule, StackRule):
                self._put(rule, stack, "", outcome)
        return outcome

    def run(self, run: Run) -> Outcome:
        """Put the rules on the run itself to the run."""
        outcome = Outcome()
        for rule in self.rules:
            if isinstance(rule, RunRule):
                self._put(rule, run, "", outcome)
        return outcome

    def _find_applying(self, kind: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if isinstance(rule, Rule) and applies(rule, kind))

    def _put(self, rule: AnyRule, subject: Resource | Stack | Run, urn: str, outcome: Outcome) -> None:
        try:
            for result in _bound(rule, self.settings.get(rule.id))(subject):
                if isinstance(result, UndeterminedError):
                    outcome.undetermined.append(OpenLeaf(rule=rule.id, urn=urn, path=result.path))
                else:
                    outcome.violations.append(Violation(rule=rule, urn=result.urn or urn, finding=result))
        except UndeterminedError as unknown:
            outcome.undetermined.append(OpenLeaf(rule=rule.id, urn=urn, path=unknown.path))
        except Exception as error:  # noqa: BLE001 - a rule that fails must neither stop the run nor pass silently
            outcome.violations.append(Violation(rule=rule, urn=urn, finding=_failure(error)))


def applies(rule: Rule, kind: str) -> bool:
    """Whether a rule is about resources of that type."""
    return any(kind == token or (token.endswith("*") and kind.startswith(token[:-1])) for token in rule.applies_to)


def _bound(rule: AnyRule, configured: Mapping[str, object] | None) -> Callable[..., Results]:
    if not rule.settings:
        return rule.check
    values = {name: (configured or {}).get(name, setting.default) for name, setting in rule.settings.items()}
    return lambda subject: rule.check(subject, **values)


def _failure(error: Exception) -> Finding:
    """Says where the rule failed. The error's own text stays out: it may quote a value."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return Finding(
        "", f"the rule failed with {type(error).__name__} at {place}", remedy="report this as a bug of the rule"
    )
