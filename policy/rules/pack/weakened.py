"""A rule can be configured, but not lowered on the quiet."""

from policy.facts import Run
from policy.rule import Finding, Results, RunRule, Severity


def check(run: Run) -> Results:
    """One finding for each rule that the engine's configuration lowers below the stack's level."""
    for rule in sorted(run.weakened):
        yield Finding(
            "", f"the engine's policy configuration lowers {rule}; it was judged at the stack's level all the same"
        )


RULE = RunRule(
    id="weakened",
    title="No rule is lowered or switched off by configuration",
    why="A rule that is off for everyone and for ever protects nobody, and nothing reminds anyone to switch it on.",
    remedy="take the level out of the configuration; write a waiver in policy/waivers.yaml, with an owner and an end",
    severity=Severity.HIGH,
    check=check,
)
