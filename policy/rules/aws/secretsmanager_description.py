"""Secrets say what they are."""

from policy import kinds
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_SAYS_NOTHING = frozenset(
    {"api key", "apikey", "password", "secret", "token", "key", "credentials", "credential", "test", "todo"}
)


def check(secret: Resource) -> Results:
    """A description that is more than the kind of thing it is (requirement 3.6)."""
    description = secret["description"]
    text = (description.text() or "").strip().rstrip(".").lower()
    if not text or text in _SAYS_NOTHING:
        yield Finding(description, "it does not say which one, of what, for whom")


RULE = Rule(
    id="secretsmanager-description",
    title="A secret has a description that tells it from others",
    why="Who finds the secret in an incident has nothing but its name and its description to decide by.",
    remedy="say what the value opens, who issued it and who uses it",
    severity=Severity.LOW,
    applies_to=(kinds.SECRET,),
    check=check,
)
