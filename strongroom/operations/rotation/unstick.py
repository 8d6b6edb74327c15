"""A rotation that began and has not ended: what is pending, why, and how to end it either way.

Finishing is always safe: the function's steps can be repeated, and only a value that passed its test becomes current.
Undoing takes the mark off the new version. Where the value opens something outside (a database, an API), that may by
now expect the new one: whoever undoes has to know that the current value still works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError
from strongroom.operations.rotation.plan import HAS_TARGET, demand_rotation

if TYPE_CHECKING:
    from datetime import datetime

    from strongroom.catalogue import Secret
    from strongroom.operations.rotation.rotate import Outcome, Rotate
    from strongroom.stores.rotations import Failure, Rotations


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A rotation under way. `made` says whether createSecret has filled the new version."""

    path: str
    strategy: str
    pending: str
    since: datetime | None
    made: bool
    failure: Failure | None
    log_group: str
    undo_needs_proof: bool

    @property
    def why(self) -> str:
        """The reason in words, as far as it is known."""
        if self.failure:
            return str(self.failure)
        if not self.made:
            return f"createSecret has made no value yet; see the log group {self.log_group}"
        return f"the function wrote down no failure, or its log is not for you; see the log group {self.log_group}"


def stuck(rotations: Rotations, secret: Secret) -> Stuck | None:
    """What is pending; None where nothing is. Raises InputError for an entry that no program rotates."""
    rotation = demand_rotation(secret)
    state = rotations.state(secret.path)
    if state.pending is None:
        return None
    since = rotations.begun(secret.path, state.pending)
    return Stuck(
        path=secret.path,
        strategy=rotation.strategy,
        pending=state.pending,
        since=since,
        made=rotations.has_value(secret.path, state.pending),
        failure=rotations.failure(state, since) if since else None,
        log_group=rotations.log_group(state),
        undo_needs_proof=rotation.strategy in HAS_TARGET,
    )


def finish(rotate: Rotate, found: Stuck) -> Outcome:
    """Have the steps repeated with the version that was made, and wait for the end."""
    rotate.resume(found.pending)
    return rotate.follow()


def undo(rotate: Rotate, found: Stuck, *, current_works: bool) -> None:
    """Give the new version up; raises InputError where nobody has said that the current value works."""
    if found.undo_needs_proof and found.made and not current_works:
        raise InputError(
            f'"{found.path}": what it opens may expect the new value already, and undoing gives that up; finish it'
            " (--finish), or try the current value yourself and say so with --current-works"
        )
    rotate.give_up(found.pending)
