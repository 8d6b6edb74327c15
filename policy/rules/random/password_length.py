"""Generated passwords are long enough."""

from policy import expect
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Results, Rule, Setting, Severity


def check(password: Resource, *, characters: float) -> Results:
    """Of any alphabet: 20 letters and digits are 119 bits."""
    yield from expect.at_least(password["length"], characters, f"it is shorter than {characters:g} characters")


RULE = Rule(
    id="random-password-length",
    title="A generated password has 20 characters or more",
    why="Nobody types it: length costs nothing, and guessing costs more with each character.",
    remedy="set length to 20 or more",
    severity=Severity.MEDIUM,
    applies_to=("random:index/randomPassword:RandomPassword",),
    controls=(nist("IA-5(c)"),),
    settings={"characters": Setting(default=20, schema={"type": "number", "minimum": 12})},
    check=check,
)
