"""Databases hand out their logs."""

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(database: Resource) -> Results:
    """At least one log goes to CloudWatch."""
    if (database["engine"].text() or "") and not database["enabledCloudwatchLogsExports"]:
        yield Finding(
            database["enabledCloudwatchLogsExports"], "its logs stay on the server, which keeps them for days"
        )


RULE = Rule(
    id="rds-logs",
    title="A database sends its logs to CloudWatch",
    why="Failed logins and long-running reads are seen only where somebody can be alarmed by them.",
    remedy="set enabledCloudwatchLogsExports",
    severity=Severity.MEDIUM,
    applies_to=(kinds.DATABASE, kinds.DATABASE_CLUSTER),
    controls=(fsbp("RDS.9"), fsbp("RDS.36"), fsbp("RDS.37"), nist("AU-12(a)")),
    check=check,
)
