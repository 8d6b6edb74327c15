"""No secret in a description."""

from policy.controls import NO_PLAINTEXT
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Results, Rule, Severity

_PROPERTIES = ("description", "comment", "alarmDescription", "note", "message", "summary", "title", "body")


def check(resource: Resource) -> Results:
    """Texts that are written for people."""
    for text in resource.given(*_PROPERTIES):
        yield from exposed(text, "everyone who reads descriptions")


RULE = Rule(
    id="plaintext-description",
    title="A description holds no secret",
    why=(
        "Descriptions are shown in consoles, alarms and notifications, and nobody thinks of them as a place to protect."
    ),
    remedy="take the value out of the description; say where it is kept",
    severity=Severity.HIGH,
    applies_to=("aws:*", "github:*", "vault:*"),
    controls=NO_PLAINTEXT,
    check=check,
)
