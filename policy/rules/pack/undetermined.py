"""What could not be judged before the update, counted."""

from collections import Counter

from policy.facts import Run
from policy.rule import Finding, Results, RunRule, Severity

_SHOWN = 8


def check(run: Run) -> Results:
    """One summary for the whole run: how many leaves, of which properties, for which rules."""
    if not run.undetermined:
        return
    resources = {leaf.urn for leaf in run.undetermined if leaf.urn}
    by_property = Counter((leaf.rule, leaf.path) for leaf in run.undetermined)
    parts = [f"{rule}: {path} of {count}" for (rule, path), count in by_property.most_common(_SHOWN)]
    more = f" and {len(by_property) - _SHOWN} more" if len(by_property) > _SHOWN else ""
    yield Finding("", f"{len(run.undetermined)} leaves of {len(resources)} resources ({'; '.join(parts)}{more})")


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
