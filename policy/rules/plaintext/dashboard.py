"""No secret in a dashboard."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(dashboard: Resource) -> Results:
    """The body, with every query and text in it."""
    yield from exposed(dashboard["dashboardBody"], "everyone who sees the dashboard")


RULE = Rule(
    id="plaintext-dashboard",
    title="A dashboard holds no secret",
    why="Dashboards are shared by link, also with people who have no account.",
    remedy="take the value out of the body",
    severity=Severity.HIGH,
    applies_to=(kinds.DASHBOARD,),
    controls=NO_PLAINTEXT,
    check=check,
)
