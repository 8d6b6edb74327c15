"""Waivers end, are used, and are no wider than they have to be."""

from policy.facts import Run
from policy.rule import Finding, Results, RunRule, Severity


def check(run: Run) -> Results:
    """One finding for each waiver that is wrong, over, unused or too wide."""
    for problem in run.waiver_problems:
        yield Finding("", problem)


RULE = RunRule(
    id="waivers",
    title="A waiver is complete, in force, used and narrow",
    why="A waiver that nobody ends is a rule that nobody has.",
    remedy="mend or remove the entry in policy/waivers.yaml",
    severity=Severity.MEDIUM,
    check=check,
)
