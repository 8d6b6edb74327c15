"""The talk around one put: what is refused at once, what is shown, what is asked, what is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.cli.reading import Origin, read_fields, read_value
from strongroom.cli.terminal import is_person
from strongroom.operations.problem import UseError
from strongroom.operations.put import Outcome, Present, Put, demand_puttable
from strongroom.operations.rotation.plan import destinations_of
from strongroom.report.briefing import briefing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """One put, as a person goes through it."""

    session: Session
    put: Put
    origin: Origin
    fields: Sequence[str] = ()
    offline: str | None = None
    yes: bool = False

    @classmethod
    def open(
        cls,
        session: Session,
        secret: Secret,
        origin: Origin,
        *,
        fields: Sequence[str] = (),
        offline: str | None = None,
        yes: bool = False,
    ) -> Dialogue:
        """Refuse what can't be put before anything is asked, of a store or of a person; show the scope."""
        demand_puttable(session.catalogue, secret)
        origin.demand_usable(secret, fields)
        return cls(
            session=session, put=session.begin_put(secret), origin=origin, fields=fields, offline=offline, yes=yes
        )

    def brief(self) -> None:
        """Say where the value is found and what it has to look like, before it is asked for."""
        tell = self.session.terminal.tell
        if self.put.interrupted():
            tell("note: an earlier put of this entry was cut short; this one completes it")
        for line in briefing(self.put.secret):
            tell(line)

    def read(self, present: Present) -> str:
        """The text that was given; hidden from every output from now on."""
        terminal, secret = self.session.terminal, self.put.secret
        if self.fields:
            text = read_fields(secret, self.fields, present.value, self.origin)
        else:
            text = read_value(terminal, secret, self.origin)
        terminal.learn(secret, SecretStr(text))
        return text

    def store(self, text: str, present: Present) -> tuple[Outcome, tuple[str, ...]] | None:
        """Check, ask where something would be overwritten, store; None where the answer was no.

        The second part of the result are the rules that nobody could check.
        """
        value, judgement = self.put.accept(text, offline=self.offline)
        for rule in judgement.unchecked:
            self.session.terminal.tell(f"not checked: {rule}")
        if not self._may_replace(present, value):
            return None
        facts: dict[str, Any] = {"unchecked": list(judgement.unchecked)} if judgement.unchecked else {}
        if self.origin.generate:
            facts["generated"] = True
        return self.put.store_value(value, present, **facts), judgement.unchecked

    def _may_replace(self, present: Present, value: SecretStr) -> bool:
        if present.value is None or present.written is None or self.put.holds(present, value):
            return True
        author = self.put.author(present)
        by = f" by {author}" if author else ""
        tell = self.session.terminal.tell
        tell(f"{self.put.secret.path} has a value, stored {present.written.created:%Y-%m-%d %H:%MZ}{by}")
        if self.yes:
            return True
        if not is_person():
            raise UseError("it would be overwritten, and nobody is there to agree; add --yes")
        tell(f"Overwrite it only with a value that you validated for {self.session.scope.environment}.")
        return self.session.terminal.confirm("Overwrite it?")

    def following(self) -> str | None:
        """What brings the value to where it has to arrive; None where it stays in the store."""
        places = destinations_of(self.session.catalogue, self.session.scope, self.put.secret)
        if not places:
            return None
        derived = any(one.derived_from() == self.put.secret.path for one in self.session.catalogue.secrets)
        what = "strongroom mirror" if derived else f"strongroom mirror {self.put.secret.path}"
        return f"next: {what} (it has to arrive at {', '.join(places)})"

    def sentence(self, outcome: Outcome) -> str:
        """How it ended, for a person."""
        address = self.put.store.address(self.put.secret.path)
        if outcome.unchanged:
            return f"unchanged: {address} holds this value already (version {outcome.version})"
        return f"stored: {address} (version {outcome.version}), read back and compared"
