"""No secret in what an instance starts with."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Results, Rule, Severity

_PROPERTIES = ("userData", "userDataBase64", "userDataReplaceOnChange")


def check(machine: Resource) -> Results:
    """As text, in base64, compressed, and in each part of a cloud-init archive."""
    for prop in _PROPERTIES:
        yield from exposed(machine[prop], "whoever reads the instance's user data")


RULE = Rule(
    id="plaintext-user-data",
    title="User data holds no secret",
    why=(
        "Every process on the instance reads its user data, and so does everyone who may describe the instance. "
        "It is kept in plain text as long as the template lives."
    ),
    remedy="let the instance read the value itself, with its role, from Secrets Manager",
    severity=Severity.CRITICAL,
    applies_to=(kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    controls=NO_PLAINTEXT,
    check=check,
)
