"""What a strategy is: how one kind of credential is made, set, tried, and taken out of use.

Every method can be repeated, may be cut off at any line, and may run twice at once. Values are those of the store,
as text. A strategy never changes the store: `rotation.steps` and `rotation.sweep` do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from rotation.entry import Entry
from rotation.errors import RotationError, SettingsError

if TYPE_CHECKING:
    from rotation.services import Services
    from rotation.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Change:
    """One secret on its way from its current value to the next."""

    name: str
    token: str
    settings: Settings
    services: Services
    current: str = field(repr=False)
    previous: str | None = field(default=None, repr=False)
    new: str | None = field(default=None, repr=False)

    @property
    def proposed(self) -> str:
        """The new value, once there is one."""
        if self.new is None:
            raise RotationError("the new version has no value yet", way_out="run createSecret first")
        return self.new

    def superuser(self, needed_for: str) -> str:
        """The value of the entry that may change this credential; raises SettingsError where none is named."""
        if self.settings.superuser is None:
            raise SettingsError(
                f"no superuser is named, which is needed to {needed_for}",
                way_out="set rotation.superuser in the catalogue, and apply it",
            )
        return self.value_of(self.settings.superuser)

    def value_of(self, secret_id: str) -> str:
        """The current value of another secret."""
        return Entry(self.services.secrets, secret_id).current_value()


class Strategy(ABC):
    """How one kind of credential rotates.

    `has_grace`: the old credential stays valid after a rotation, until `retire` takes it out of use.
    """

    has_grace: ClassVar[bool] = False

    def begin(self, secret_id: str) -> None:
        """Before every step: refuse what no program can rotate."""

    @abstractmethod
    def propose(self, change: Change, stray: str | None) -> str:
        """createSecret: the next value, built on the current one.

        `stray` is the value of a rotation that was begun and never finished. What it stands for may be valid by now,
        so its credential is taken over into the new value and no third one is made.
        """

    def discard(self, change: Change, value: str) -> None:
        """Undo what `propose` did outside of the store: another run's value came first."""

    def apply(self, change: Change) -> None:
        """setSecret: have the new credential accepted; the current one stays valid."""

    @abstractmethod
    def test(self, change: Change) -> None:
        """testSecret: use the new credential as a client would; raises UntestedError where that fails."""

    def rehearse(self, change: Change) -> None:
        """Before there is anything new: see whether the current credential works and whoever changes it is let in.

        AWS runs testSecret so when a rotation's configuration is written.
        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
        """

    def switch(self, change: Change) -> None:
        """finishSecret, right before the new value becomes current: pass what can hold one credential at a time.

        Ends with a tested new value, or with the old credential in force and an error.
        """
        self.test(change)

    def retires(self, change: Change) -> bool:
        """Of a strategy with a grace: whether there is an old credential that is ours to take out of use."""
        return False

    def retire(self, change: Change) -> str | None:
        """After the grace: have every credential but the current one refused.

        Returns the value that has to become current instead, where the old credential is part of the value.
        """
        return None
