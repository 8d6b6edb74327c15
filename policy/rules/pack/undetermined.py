"""What could not be judged before the update, counted."""

from collections import Counter

from policy.facts import Run
from policy.rule import Finding, Results, RunRule, Severity

_SHOWN = 5


def check(run: Run) -> Results:
    """One summary for the whole run, with the number of leaves by rule and the first of them by name."""
    if not run.undetermined:
        return
    by_rule = Counter(leaf.rule for leaf in run.undetermined)
    resources = {leaf.urn for leaf in run.undetermined if leaf.urn}
    counts = ", ".join(f"{rule} {count}" for rule, count in sorted(by_rule.items()))
    first = sorted({f"{leaf.urn.rpartition('::')[2]}:{leaf.path}" for leaf in run.undetermined})
    more = f" and {len(first) - _SHOWN} more" if len(first) > _SHOWN else ""
    yield Finding(
        "",
        f"{len(run.undetermined)} undetermined in {len(resources)} resources ({counts}): "
        f"{', '.join(first[:_SHOWN])}{more}",
    )


RULE = RunRule(
    id="undetermined",
    title="Values that are known only after the update were not judged",
    why=(
        "In a preview some values are not known yet. They are neither passed nor failed: the update, which knows them, "
        "judges them again."
    ),
    remedy="nothing before the update; it judges these values and stops where one is wrong",
    severity=Severity.LOW,
    informs=True,
    check=check,
)
