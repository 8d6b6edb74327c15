"""Names of log groups."""

import re

from policy import kinds
from policy.facts import Resource
from policy.masking import quoted
from policy.names import of_this_environment
from policy.rule import Finding, Results, Rule, Severity
from strongroom import naming

_OF_A_SERVICE = re.compile(r"/aws/[a-z]+(?:/[a-z]+)?/(?P<of>[^/]+)")


def check(group: Resource) -> Results:
    """`/<project>/<environment>/<purpose>`, or the name that an AWS service writes to for something of ours."""
    name = group["name"]
    of_service = _OF_A_SERVICE.match(name.text() or "")
    if of_service:
        if not of_service["of"].startswith(f"{naming.PROJECT}-{group.environment}-"):
            yield Finding(name, f"{quoted(name)} is the log of something that is not named for this environment")
        return
    shape = "/<project>/<environment>/<purpose>"
    yield from of_this_environment(name, group.environment, shape=shape, separator="/")


RULE = Rule(
    id="naming-log-group",
    title="A log group is called /<project>/<environment>/<purpose>",
    why=(
        "Readers of logs are allowed by prefix. A group beside it is read by nobody, or by the readers of another "
        "environment."
    ),
    remedy="build the name with strongroom.naming.log_group",
    severity=Severity.LOW,
    applies_to=(kinds.LOG_GROUP,),
    check=check,
)
