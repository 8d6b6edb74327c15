"""No secret in a GitHub variable."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.detect.detector import detect
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(variable: Resource) -> Results:
    """The value, given the variable's name."""
    value = variable["value"]
    name = variable["variableName"].raw
    if isinstance(value.raw, str) and isinstance(name, str) and not value.secret:
        for detection in detect(value.raw, name):
            yield Finding(value, f"holds a secret in the clear: {detection}")
        return
    yield from exposed(value, "everyone who reads the repository's variables")


RULE = Rule(
    id="plaintext-github-variable",
    title="A GitHub variable holds no secret",
    why="Variables are shown in the settings and in every log; only secrets are masked.",
    remedy="deliver it as a secret: in the catalogue, `secret` in place of `configuration`",
    severity=Severity.CRITICAL,
    applies_to=kinds.GITHUB_VARIABLES,
    controls=NO_PLAINTEXT,
    check=check,
)
