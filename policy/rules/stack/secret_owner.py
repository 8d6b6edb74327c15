"""Secrets have an owner."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource, Stack
from policy.rule import Finding, Results, Severity, StackRule, each


def check(stack: Stack) -> Results:
    """The tag Owner, and it says more than nobody."""
    for secret in stack.of(kinds.SECRET):
        yield from each([secret], _secret)


_NOBODY = frozenset({"", "none", "nobody", "unknown", "tbd", "todo", "n/a"})


def _secret(secret: Resource) -> Results:
    owner = secret["tags"]["Owner"]
    if (owner.text() or "").strip().lower() in _NOBODY:
        yield Finding(owner, "nobody is named who answers for it", urn=secret.urn)


RULE = StackRule(
    id="secret-owner",
    title="Every secret has an owner",
    why="A secret without an owner is rotated by nobody and deleted by nobody.",
    remedy="give it an owner in the catalogue",
    severity=Severity.MEDIUM,
    controls=(nist("IA-5"),),
    check=check,
)
