"""The pack between the engine's calls: what it was told of the stack, what it has seen, what it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policy import enforcement, registry, review, waivers
from policy.enforcement import Enforcement, Level
from policy.facts import Configuration, OpenLeaf, Resource, Run, Stack
from policy.judgement import Judge, Outcome, Violation
from policy.waivers import Waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policy.rule import AnyRule


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One violation as the engine reports it."""

    rule: AnyRule
    urn: str
    message: str
    level: Level


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one call: violations, and what could not be judged yet."""

    verdicts: tuple[Verdict, ...]
    undetermined: tuple[OpenLeaf, ...]


LOADING_ERRORS = (registry.RuleError, enforcement.EnforcementError, waivers.WaiverError)


def load() -> Pack:
    """The pack of this folder: its rules, its levels, its waivers. Raises `LOADING_ERRORS`, with every reason."""
    rules = registry.load()
    return Pack(rules, enforcement.load(), waivers.load({rule.id: rule for rule in rules}))


class Pack:
    """Judges resources one by one and then the stack; keeps what a stack rule needs of the single calls."""

    def __init__(self, rules: Iterable[AnyRule], levels: Enforcement, waived: Waivers | None = None) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self._enforcement = levels
        self._waivers = waived or Waivers()
        self._judge = Judge(tuple(self.rules.values()))
        self._stack_name = ""
        self._configuration = Configuration()
        self._configured: dict[str, Level] = {}
        self._declared: dict[str, Level] = {}
        self._seen: dict[str, Resource] = {}
        self._open: dict[str, tuple[OpenLeaf, ...]] = {}

    def configure_stack(self, name: str, configuration: Configuration) -> None:
        """Take the stack's name and configuration; not called where the pack runs on an export."""
        self._stack_name = name
        self._configuration = configuration
        self._declared.clear()

    def configure(self, levels: Mapping[str, Level], settings: Mapping[str, Mapping[str, object]]) -> None:
        """Take levels and settings, by rule. The engine sends every rule, also those that nobody configured."""
        self._configured = {rule: level for rule, level in levels.items() if self.declared(rule) != level}
        self._judge = Judge(tuple(self.rules.values()), settings)

    def declared(self, rule: str) -> Level:
        """The level that the pack itself gives a rule in this stack."""
        if rule not in self._declared:
            self._declared[rule] = (
                self._own_level(self.rules[rule], self._stack_name) if rule in self.rules else Level(0)
            )
        return self._declared[rule]

    def analyze(self, resource: Resource) -> Answer:
        """Judge one resource and remember it for the stack."""
        self._seen[resource.urn] = resource
        outcome = self._judge.resource(resource)
        outcome.violations = self._not_waived(outcome.violations)
        self._open[resource.urn] = tuple(outcome.undetermined)
        return self._answer(outcome, resource.environment)

    def analyze_stack(self, resources: Iterable[Resource]) -> Answer:
        """Judge the stack. The engine sends outputs here; what each resource asked for was seen before."""
        joined = [self._joined(resource) for resource in resources]
        name = self._stack_name or next((resource.environment for resource in joined), "")
        outcome = self._judge.stack(Stack(environment=name, resources=joined, configuration=self._configuration))
        outcome.violations = self._not_waived(outcome.violations)
        outcome.violations.extend(self._judge.run(self._run(name, outcome)).violations)
        return self._answer(outcome, name)

    def _run(self, stack: str, outcome: Outcome) -> Run:
        return Run(
            environment=stack,
            undetermined=[leaf for leaves in self._open.values() for leaf in leaves] + outcome.undetermined,
            weakened=[
                rule for rule in self._configured if self._level(self.rules[rule], stack) > self._configured[rule]
            ],
            waived=review.in_force(self._waivers),
            waiver_problems=review.problems(self._waivers, stack),
        )

    def _not_waived(self, violations: Iterable[Violation]) -> list[Violation]:
        return [v for v in violations if not (v.urn and self._waivers.waive(v.rule.id, v.urn))]

    def _joined(self, resource: Resource) -> Resource:
        seen = self._seen.get(resource.urn)
        return replace(resource, inputs=seen.inputs if seen else resource.outputs)

    def _answer(self, outcome: Outcome, stack: str) -> Answer:
        verdicts = tuple(
            Verdict(
                rule=violation.rule,
                urn=violation.urn,
                message=message(violation),
                level=self._level(violation.rule, stack),
            )
            for violation in outcome.violations
        )
        return Answer(verdicts=verdicts, undetermined=tuple(outcome.undetermined))

    def _level(self, rule: AnyRule, stack: str) -> Level:
        """The stricter of what the pack says for the stack and what was configured."""
        return max(self._own_level(rule, stack), self._configured.get(rule.id, Level.DISABLED))

    def _own_level(self, rule: AnyRule, stack: str) -> Level:
        if rule.informs:
            return Level.ADVISORY
        return self._enforcement.level(stack, rule.severity)


def message(violation: Violation) -> str:
    """What a person reads: what the rule demands, where it is broken and how, and the way out."""
    finding = violation.finding
    place = f"{finding.path}: " if finding.path else ""
    return f"{violation.rule.title}.\n{place}{finding.problem}\nWay out: {finding.remedy or violation.rule.remedy}"
