"""What no program can rotate: a person does, at the source. The sweep reminds them before and after the day."""

from __future__ import annotations

from typing import NoReturn

from rotation.errors import ManualError
from rotation.strategies.contract import Change, Strategy


class Manual(Strategy):
    """Refuses every step and changes nothing; its due dates are `rotation.sweep`'s."""

    def begin(self, secret_id: str) -> NoReturn:
        raise ManualError(
            f"{secret_id} is rotated by a person, and no value was made",
            way_out="fetch a new value at its source, then: strongroom put PATH",
        )

    def propose(self, change: Change, stray: str | None) -> NoReturn:
        self.begin(change.name)

    def test(self, change: Change) -> NoReturn:
        self.begin(change.name)


STRATEGY = Manual()
