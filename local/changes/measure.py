"""Both trees planned, both catalogues read, everything compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.changes import entries, resources
from local.changes.plan import Plan, plan_of
from local.changes.tree import tree_at
from local.cloud.paths import PROJECT
from strongroom.catalogue import Catalogue, CatalogueError, load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from strongroom.audit.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All that a reviewer has to know. `failure` is why there is no whole plan; `remarks` what could not be told."""

    stack: str
    base: str
    entries: Sequence[entries.Entry]
    resources: Sequence[resources.Resource]
    findings: Sequence[Finding]  # that the base does not have
    mandatory: int  # findings that stop the update, old ones too
    unchanged: int
    failure: str
    remarks: Sequence[str]

    @property
    def stops(self) -> bool:
        """Whether the update would refuse: the program, a mandatory policy, or a protected resource."""
        return bool(self.failure or self.mandatory or self.protected)

    @property
    def protected(self) -> int:
        """How many resources the update would have to remove and may not."""
        return sum(one.refused for one in self.resources)


def measure(stack: str, base: str) -> Changes:
    """Compare the working tree with the revision `base`.

    Raises:
        PulumiError: where git does not know the revision.
    """
    with tree_at(base) as tree:
        before, after = plan_of(tree, stack), plan_of(PROJECT, stack)
        old, new = _catalogue(tree / before.catalogue), _catalogue(PROJECT / after.catalogue)
    return of(stack, base, before=(before, old), after=(after, new))


def of(
    stack: str, base: str, *, before: tuple[Plan, Catalogue | None], after: tuple[Plan, Catalogue | None]
) -> Changes:
    """The comparison of two measured trees; None stands for a catalogue that this version can't read."""
    (old, was), (new, now) = before, after
    whole = not new.failure or bool(new.resources)
    touched = resources.compare(old, new) if whole else ()
    return Changes(
        stack=stack,
        base=base,
        entries=entries.compare(was, now, new.environments or old.environments) if was and now else (),
        resources=touched,
        findings=_fresh(old, new),
        mandatory=new.mandatory,
        unchanged=len(new.resources) - sum(one.step is not resources.Step.DELETE for one in touched),
        failure=new.failure,
        remarks=tuple(_remarks(old, was, base)),
    )


def _fresh(old: Plan, new: Plan) -> Sequence[Finding]:
    known = {one.fingerprint for one in old.findings}
    return [one for one in new.findings if one.fingerprint not in known]


def _remarks(old: Plan, was: Catalogue | None, base: str) -> list[str]:
    remarks = []
    if not old.resources:
        remarks.append(f"{base} has no plan of its own, so everything is shown as new")
    if was is None:
        remarks.append(f"the catalogue of {base} can't be read by this version, so entries are not compared")
    return remarks


def _catalogue(folder: Path) -> Catalogue | None:
    try:
        return load(folder)
    except CatalogueError:
        return None
