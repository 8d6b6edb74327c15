"""What no program can rotate: a person does, at the source. The sweep reminds them before and after the day."""

from __future__ import annotations

from rotation.errors import ManualError
from rotation.strategies.contract import Change, Strategy


class Manual(Strategy):
    """Refuses every step and changes nothing; its due dates are `rotation.sweep`'s."""

    def propose(self, change: Change, stray: str | None) -> str:
        raise _refusal(change)

    def test(self, change: Change) -> None:
        raise _refusal(change)

    def apply(self, change: Change) -> None:
        raise _refusal(change)


def _refusal(change: Change) -> ManualError:
    return ManualError(
        f"{change.name} is rotated by a person, and no value was made",
        way_out="fetch a new value at its source, then: strongroom put PATH",
    )


STRATEGY = Manual()
