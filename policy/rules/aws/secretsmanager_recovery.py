"""A deleted secret can be brought back."""

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Results, Rule, Setting, Severity


def check(secret: Resource, *, days: float) -> Results:
    """The window is 30 days where none is given."""
    window = secret["recoveryWindowInDays"]
    if window.present and (secret.environment != "local" or (window.number() or 0) > 0):
        yield from expect.at_least(window, days, f"a deleted secret is gone in less than {days:g} days")


RULE = Rule(
    id="secretsmanager-recovery",
    title="A deleted secret can be brought back for a week at least",
    why=("A removed line in a catalogue deletes the secret. The window is what makes that a mistake and not a loss."),
    remedy="set recoveryWindowInDays to 7 to 30",
    severity=Severity.MEDIUM,
    applies_to=(kinds.SECRET,),
    controls=(nist("CP-9(a)"),),
    settings={"days": Setting(default=7, schema={"type": "number", "minimum": 7, "maximum": 30})},
    check=check,
)
