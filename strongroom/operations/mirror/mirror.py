"""The mirror: from the store of record to every destination that it writes.

Place by place: claim in the ledger, write, note, look again, confirm. A kill at any point leaves claims that the next
run finishes. One failure stops none of the others. At the end the stores are asked once more: what got a newer value
meanwhile is delivered again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from strongroom.operations.fingerprint import find_or_make_key
from strongroom.operations.mirror.delivery import PlaceDelivery, Result, left
from strongroom.operations.mirror.plan import WRITTEN
from strongroom.operations.mirror.wanted import matching
from strongroom.operations.problem import InputError
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from strongroom.destinations.contract import Key
    from strongroom.operations.journal import Journal
    from strongroom.operations.mirror.survey import PlannedPlace, Survey
    from strongroom.operations.mirror.wanted import Wanted
    from strongroom.operations.status import Measured

ROUNDS = 3  # how often a value may change under our hands before it is left to the next run


def _silent(_place: PlannedPlace) -> None:
    """Say nothing."""


@dataclass
class Mirror:
    """One run. `survey` asks everything once, `measure` the stores anew; `announce` is told of each place with work.

    `pattern` leaves all else out, `among` all deliveries that it does not take; `prune` takes away what is ours and no
    longer in the catalogue.
    """

    survey: Survey
    measure: Callable[[], Mapping[str, Measured]]
    journal: Journal
    pattern: str | None = None
    among: Callable[[Wanted], bool] | None = None
    prune: bool = False
    announce: Callable[[PlannedPlace], None] = _silent
    places: list[PlannedPlace] = field(default_factory=list)  # as they were last asked

    def plan(self) -> list[PlannedPlace]:
        """What a run would do; raises InputError where the pattern fits nothing."""
        covered = self.survey.wanted if self.among else self._covered()
        chosen = [one for one in covered if one.writer == "mirror" and (self.among is None or self.among(one))]
        self.places = self.survey.plan(chosen, self.pattern)
        return self.places

    def _covered(self) -> list[Wanted]:
        try:
            return matching(self.pattern, self.survey.wanted)
        except InputError:
            if any(place.steps for place in self.survey.plan([], self.pattern)):
                return []  # what it names has left the catalogue, and there is something of ours to remove
            raise

    def run(self) -> list[Result]:
        """Plan and carry out, until nothing changed under our hands; the last word on every delivery."""
        results: dict[tuple[str, Key], Result] = {}
        for _ in range(ROUNDS):
            now = [result for planned in self.plan() for result in self._carry_out(planned)]
            for result in now:
                where = (result.step.address, result.step.key)
                if where not in results or result.outcome not in ("same", "left"):
                    results[where] = result
            if not self._outdated(now):
                break
        return list(results.values())

    def _outdated(self, results: Sequence[Result]) -> bool:
        """Whether a value that was just delivered is no longer the store's present one; then all is asked anew."""
        delivered = [r.step.wanted.secret for r in results if r.outcome == "delivered" and r.step.wanted]
        if not delivered:
            return False
        before, after = self.survey, replace(self.survey, measured=self.measure())
        self.survey = after
        return any(
            after.values.missing(secret) is None and after.values.stamp(secret) != before.values.stamp(secret)
            for secret in delivered
        )

    def _carry_out(self, planned: PlannedPlace) -> list[Result]:
        writes = any(line.state in WRITTEN or not line.confirmed for line in planned.steps)
        removals = self.prune and any(line.state == "orphaned" for line in planned.steps)
        if planned.place is None or planned.ledger is None or not (writes or removals):
            return [Result(step=line, outcome=left(line)) for line in planned.steps]
        self.announce(planned)
        try:
            delivery = PlaceDelivery(
                place=planned.place,
                ledger=planned.ledger,
                values=self.survey.values,
                key=find_or_make_key(self.survey.record(planned.address, planned.kind)),
                journal=self.journal,
                environment=self.survey.scope.environment,
            )
            return delivery.carry_out(planned.steps, prune=self.prune)
        except StoreError as error:
            return [
                Result(step=line, outcome="failed", problem=str(error))
                if line.state in WRITTEN
                else Result(step=line, outcome=left(line))
                for line in planned.steps
            ]
