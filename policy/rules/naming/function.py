"""Names of Lambda functions."""

from policy import kinds
from policy.facts import Resource
from policy.names import of_this_environment
from policy.rule import Results, Rule, Severity


def check(function: Resource) -> Results:
    """`<project>-<environment>-<purpose>`."""
    yield from of_this_environment(function["name"], function.environment, shape="<project>-<environment>-<purpose>")


RULE = Rule(
    id="naming-function",
    title="A Lambda function is called <project>-<environment>-<purpose>",
    why=(
        "Permissions, alarms and log groups are written for names. A function that is called otherwise runs "
        "outside of them."
    ),
    remedy="build the name with strongroom.naming.resource",
    severity=Severity.LOW,
    applies_to=(kinds.FUNCTION,),
    check=check,
)
