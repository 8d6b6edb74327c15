"""Environments of functions are encrypted with a key of ours."""

from policy import kinds
from policy.controls import AT_REST
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(function: Resource) -> Results:
    """Where there is an environment at all."""
    variables = function["environment"]["variables"]
    if not variables.unknown and variables and not function["kmsKeyArn"].unknown and not function["kmsKeyArn"]:
        yield Finding(function["kmsKeyArn"], "the account's default key encrypts the environment")


RULE = Rule(
    id="lambda-environment-key",
    title="The environment of a function is encrypted with a key of its own",
    why="With the default key, whoever may read the function's configuration reads its environment.",
    remedy="set kmsKeyArn to a key of ours",
    severity=Severity.LOW,
    applies_to=(kinds.FUNCTION,),
    controls=(AT_REST,),
    check=check,
)
