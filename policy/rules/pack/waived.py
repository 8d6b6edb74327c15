"""What is waived is not forgotten."""

from policy.facts import Run
from policy.rule import Finding, Results, RunRule, Severity


def check(run: Run) -> Results:
    """One summary of the waivers in force, with owner and end."""
    if run.waived:
        yield Finding("", f"{len(run.waived)} in force: {'; '.join(run.waived)}")


RULE = RunRule(
    id="waived",
    title="Some violations are waived",
    why="A waiver is a debt: who looks at a report sees it, with whoever owes it.",
    remedy="nothing until it ends; then mend what it covers",
    severity=Severity.LOW,
    informs=True,
    check=check,
)
