"""The whole of a validation: area after area, where one that can't be looked at stops none of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.stores.errors import DeniedError, StoreError
from strongroom.vault.validation.access import access
from strongroom.vault.validation.audit import audit
from strongroom.vault.validation.backup import backup
from strongroom.vault.validation.break_glass import break_glass
from strongroom.vault.validation.encryption import encryption
from strongroom.vault.validation.finding import AREAS, fails, unseen
from strongroom.vault.validation.health import health
from strongroom.vault.validation.load import load
from strongroom.vault.validation.retrieval import retrieval

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from strongroom.vault.validation.finding import Area, Finding, Verdict
    from strongroom.vault.validation.scene import Scene, Wishes

LOOKS: Mapping[Area, Callable[[Scene], Iterator[Finding]]] = {
    "health": health,
    "retrieval": retrieval,
    "access": access,
    "encryption": encryption,
    "audit": audit,
    "backup": backup,
    "break-glass": break_glass,
    "load": load,
}
_WITH_CANARY = {"retrieval", "encryption", "audit", "load"}


@dataclass(frozen=True, kw_only=True)
class Validation:
    """What was found, by area."""

    environment: str
    address: str
    findings: Mapping[Area, Sequence[Finding]]

    @property
    def every(self) -> Sequence[Finding]:
        """All of them, in their order."""
        return [finding for some in self.findings.values() for finding in some]

    def count(self, state: Verdict) -> int:
        """How many ended so."""
        return sum(finding.state == state for finding in self.every)

    @property
    def unseen(self) -> int:
        """How many were wanted and could not be looked at."""
        return sum(finding.unseen for finding in self.every)

    @property
    def verdict(self) -> Verdict:
        """Of the whole: what does not hold counts before what was not seen."""
        if self.count("does not hold"):
            return "does not hold"
        return "not looked at" if self.unseen else "holds"

    @property
    def summary(self) -> str:
        """One line."""
        counts = (f"{self.count(state)} {words}" for state, words in _WORDS.items())
        return f"{self.address}: {', '.join(counts)}"


_WORDS: Mapping[Verdict, str] = {
    "holds": "hold",
    "does not hold": "do not hold",
    "not looked at": "were not looked at",
}


def announced(areas: Collection[Area], wishes: Wishes) -> Iterator[str]:
    """What a run is going to do to the cluster, before it does."""
    place = f"{naming.vault(naming.VAULT_VALIDATION)}/..."
    if _needs_canary(areas, wishes):
        yield f"writes random values to {place}, reads and deletes them; else the server forgets them itself"
    if {"access", "break-glass"} & set(areas):
        yield "makes tokens of one minute that nobody can use, to ask what each policy lets"
    if "encryption" in areas:
        yield "streams a snapshot to here, into a file without a name, to look for the canary in it"
    if "backup" in areas:
        yield "fetches the newest snapshot, to hold it against its checksums"
        if wishes.drill:
            yield "restores it into a throw-away server on this machine; the cluster is not touched by that"
    if "load" in areas and wishes.load:
        rate = f"at most {wishes.rate:.0f} reads a second" if wishes.rate else "as many reads as it answers"
        yield f"reads for {wishes.load:g} s, {rate}, {wishes.clients} at once"


def validated(scene: Scene, areas: Collection[Area]) -> Validation:
    """Look at some areas of a cluster.

    Raises:
        StoreError: it does not answer at all.
    """
    wanted = [area for area in AREAS if area in areas]
    address = scene.cluster.address
    with scene.entered(with_canary=_needs_canary(wanted, scene.wishes)):
        findings = {area: _looked(area, scene) for area in wanted}
    return Validation(environment=scene.cloud.environment, address=address, findings=findings)


def _needs_canary(areas: Collection[Area], wishes: Wishes) -> bool:
    return bool(_WITH_CANARY & set(areas) - (set() if wishes.load else {"load"}))


def _looked(area: Area, scene: Scene) -> list[Finding]:
    found: list[Finding] = []
    try:
        for finding in LOOKS[area](scene):
            found.append(finding)  # noqa: PERF402 (what was found before an error stays)
    except DeniedError as refusal:
        found.append(unseen(f"the rest of {area}" if found else area, *_told(refusal)))
    except StoreError as problem:
        found.append(fails(f"the rest of {area}" if found else area, *_told(problem)))
    return found


def _told(problem: StoreError) -> tuple[str, str]:
    return f"{problem.place}: {problem.problem}", problem.way_out
