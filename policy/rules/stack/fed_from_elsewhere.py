"""Production is not fed from staging."""

import re

from policy.controls import nist
from policy.facts import Resource, Stack
from policy.github_names import is_production
from policy.masking import quoted
from policy.rule import Finding, Results, Severity, StackRule, each


def check(stack: Stack) -> Results:
    """A GitHub environment gets its secrets from the stack of the same environment."""
    if stack.environment not in ("staging", "production"):
        return
    for kind in ("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", _VARIABLE):
        yield from each(stack.of(kind), _resource, stack)


_VARIABLE = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable"
_STAGING = re.compile(r"(?:^|[-_/])(?:stg|stage|staging|test|dev|development|qa|preview)(?:$|[-_/])", re.IGNORECASE)


def _resource(resource: Resource, stack: Stack) -> Results:
    environment = resource["environment"]
    name = environment.text() or ""
    fed_by_staging = stack.environment == "staging" and is_production(name)
    fed_by_production = stack.environment == "production" and bool(_STAGING.search(name))
    if fed_by_staging or fed_by_production:
        problem = f"the environment {quoted(environment)} is fed by the stack {stack.environment}"
        yield Finding(environment, problem, urn=resource.urn)


RULE = StackRule(
    id="fed-from-elsewhere",
    title="Production is not fed from staging, nor staging from production",
    why="A production deployment with a staging key works, until the staging key is rotated or leaks.",
    remedy="deliver it from the stack of that environment",
    severity=Severity.HIGH,
    controls=(nist("AC-4(21)"),),
    check=check,
)
