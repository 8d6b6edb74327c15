"""Nothing of another environment inside a stack."""

import re

from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity, each
from policy.values import Value
from strongroom import naming

_ENVIRONMENTS = ("local", "staging", "production")
_NAMED = "|".join(_ENVIRONMENTS)
_OURS = re.compile(
    rf"(?<![\w-]){naming.PROJECT}[-/](?P<resource>{_NAMED})(?![\w])"
    rf"|:secret:(?P<secret>{_NAMED})/"
    rf"|^(?P<path>{_NAMED})/[a-z0-9]"
)


def check(resource: Resource) -> Results:
    """No leaf names something of ours in another environment: by name, by ARN, by path."""
    if resource.environment not in _ENVIRONMENTS:
        return
    yield from each(resource.inputs.leaves(), _leaf, resource.environment)


def _leaf(leaf: Value, environment: str) -> Results:
    text = leaf.text() or ""
    if not any(name in text for name in _ENVIRONMENTS if name != environment):
        return
    others = {match[match.lastgroup or 0] for match in _OURS.finditer(text)} - {environment}
    for other in sorted(others):
        yield Finding(leaf, f"names something of {other} inside the stack {environment}")


RULE = Rule(
    id="naming-other-environment",
    title="A stack names nothing of another environment",
    why=("A production function that reads a staging secret, or the other way round, works until the day it must not."),
    remedy="refer to this stack's own resource, or hand the name over as configuration of each stack",
    severity=Severity.HIGH,
    applies_to=("aws:*", "vault:*", "github:*"),
    controls=(nist("AC-4(21)"),),
    check=check,
)
