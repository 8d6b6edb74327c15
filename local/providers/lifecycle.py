"""What happens to one resource: its outputs are planned, it is created (or adopted), read, updated, deleted.

Here secrets keep their marks; a row's functions get plain values.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import Difference, differences
from local.providers.outcome import Subject, complete_outputs, foreseen, refreshed_inputs
from local.providers.resource import Call, Connection, Made, Package, PartlyMadeError, RefusedError
from local.providers.schema import UnknownTypeError, schema_of
from local.providers.values import Properties, known, plain

if TYPE_CHECKING:
    from local.providers.journal import Entry, Journal

_LOG: Final = logging.getLogger(__name__)

LOCAL_STACK: Final = "local"


class Lifecycle:
    """The operations on the resources of one package, with effects guarded and remembered."""

    def __init__(self, package: Package[Any], journal: Journal) -> None:
        self.package = package
        self.journal = journal

    def subject(self, connection: Connection, urn: str) -> Subject:
        """Find the row of a URN's type; raises UnknownTypeError."""
        token = urn.split("::")[2].rpartition("$")[2]
        schema = schema_of(token)
        row = self.package.types.get(token) or (self.package.otherwise and self.package.otherwise(token))
        if not row:
            raise UnknownTypeError(f"the local {self.package.name} provider has no {token}")
        return Subject(row=row, schema=schema, connection=connection, urn=urn)

    def create(self, subject: Subject, inputs: Properties) -> tuple[str, Properties]:
        """Create the resource, or adopt what an interrupted attempt has left. Returns id and outputs.

        Raises RefusedError, PartlyMadeError, and whatever the row's client raises. The outputs of a resource that is
        partly made lack what was to be written afterwards: by that the next update, which the engine forces, knows it.
        """
        self._guard(subject)
        call = self._call(subject, inputs=inputs)
        made = self._adopt(subject, call) or self._make(subject, call)
        call = replace(call, id=made.id)
        try:
            self._settle(subject, call)
            found = subject.row.effect.read(call)
        except Exception as problem:
            reason = self.explain(problem)
            if reason is None:
                raise
            outputs = complete_outputs(subject, inputs, made.outputs)
            settled = {name: outputs[name] for name in outputs if name not in subject.row.effect.afterwards}
            raise PartlyMadeError(Made(id=made.id, outputs=settled), reason) from problem
        if found is None:
            raise RefusedError(f"{subject.schema.token}: it was created, but reading it back finds nothing")
        outputs = complete_outputs(subject, inputs, {**made.outputs, **found})
        self._keep(subject, made.id, outputs)
        return made.id, outputs

    def read(
        self, subject: Subject, resource_id: str, inputs: Properties, old: Properties
    ) -> tuple[str, Properties, Properties] | None:
        """Id, outputs and inputs as the server has them, or None when the resource is gone."""
        self._guard(subject)
        if old:
            self.journal.confirm(subject.schema.token, resource_id)
        call = self._call(subject, id=resource_id, old=old, old_inputs=inputs, inputs=inputs)
        found = subject.row.effect.read(call)
        if found is None:
            self.journal.forget(subject.schema.token, resource_id)
            return None
        refreshed = refreshed_inputs(subject, inputs, found, imported=not old)
        outputs = complete_outputs(subject, refreshed, found, kept={**old, **dict.fromkeys(inputs)}, stale=inputs)
        return str(found.get("id", resource_id)), outputs, refreshed

    def update(
        self, subject: Subject, resource_id: str, inputs: Properties, old: Properties, old_inputs: Properties
    ) -> Properties:
        """Write what changed and return the new outputs."""
        self._guard(subject)
        self.journal.confirm(subject.schema.token, resource_id)
        changes = self.differences(subject, old_inputs=old_inputs, old=old, inputs=inputs)
        unsettled = {name for name in subject.row.effect.afterwards if name in inputs and name not in old}
        changed = frozenset({*unsettled, *(change.top for change in changes)})
        call = self._call(subject, id=resource_id, inputs=inputs, old=old, old_inputs=old_inputs, changed=changed)
        subject.row.effect.update(call)
        found = subject.row.effect.read(call)
        if found is None:
            raise RefusedError(
                f"{subject.schema.token}: it no longer exists; run `pulumi refresh`, then it is created again"
            )
        computed = subject.row.rules.computed
        kept = {name: old[name] for name in old if name not in subject.schema.inputs.fields or name in computed}
        outputs = complete_outputs(subject, inputs, found, kept=kept)
        self._keep(subject, resource_id, outputs)
        return outputs

    def delete(self, subject: Subject, resource_id: str, old: Properties, old_inputs: Properties) -> None:
        """Delete the resource; one that is already gone is fine."""
        self._guard(subject)
        subject.row.effect.delete(self._call(subject, id=resource_id, old=old, old_inputs=old_inputs))
        self.journal.forget(subject.schema.token, resource_id)
        _LOG.info("deleted %s", subject.urn)

    def differences(
        self, subject: Subject, *, old_inputs: Properties, old: Properties, inputs: Properties
    ) -> list[Difference]:
        """What changed, by property path."""
        hidden = subject.row.write_only
        before, after = (
            {name: value for name, value in properties.items() if name not in hidden}
            for properties in (old_inputs, inputs)
        )
        return differences(old_inputs=before, old_outputs=old, inputs=after, rules=subject.row.rules)

    def explain(self, problem: Exception) -> str | None:
        """Words for an exception that is no fault of this program, else None."""
        if isinstance(problem, RefusedError):
            return str(problem)
        failure = self.package.explain(problem)
        return failure.message if failure else None

    def _guard(self, subject: Subject) -> None:
        stack = subject.urn.split("::")[0].removeprefix("urn:pulumi:")
        if stack != LOCAL_STACK:
            raise RefusedError(
                f'the local providers touch the stack "{LOCAL_STACK}" only, and this is "{stack}": they can preview it,'
                " no more. Unset PULUMI_DEBUG_PROVIDERS to use the published plugins."
            )
        if reason := subject.connection.refusal:
            raise RefusedError(reason)

    def _call(self, subject: Subject, **parts: Any) -> Call[Any]:
        bare: dict[str, Any] = {
            name: known(plain(part)) if isinstance(part, Mapping) else part for name, part in parts.items()
        }
        return Call(
            connection=subject.connection,
            journal=self.journal,
            urn=subject.urn,
            token=subject.schema.token,
            name=subject.name,
            **bare,
        )

    def _make(self, subject: Subject, call: Call[Any]) -> Made:
        effect, naming = subject.row.effect, subject.row.naming
        if not effect.remembered:
            return effect.create(call)
        entry = self.journal.begin(call.urn, call.token, call.inputs.get(naming.property) if naming else None)
        try:
            made = effect.create(replace(call, nonce=entry.nonce))
        except Exception as problem:
            failure = self.package.explain(problem)
            if isinstance(problem, RefusedError) or (failure and failure.definite):
                self.journal.abandon(entry.nonce)
            raise
        self.journal.made(entry.nonce, made.id)
        _LOG.info("created %s", call.urn)
        return made

    def _adopt(self, subject: Subject, call: Call[Any]) -> Made | None:
        """Take over what an earlier attempt at this URN has left behind, if it is still there."""
        entry = self.journal.leftover(call.urn)
        if entry is None or not subject.row.effect.remembered:
            return None
        effect = subject.row.effect
        resource_id = entry.id or effect.find(replace(call, nonce=entry.nonce))
        call = replace(call, id=resource_id or "", nonce=entry.nonce)
        found = known(effect.read(call) or {}) if resource_id else {}
        if not found:
            self.journal.abandon(entry.nonce)
            return None
        fixed = {
            name: value for name, value in foreseen(subject, call.inputs).items() if subject.row.rules.replaces(name)
        }
        wanted = {**fixed, **call.inputs}
        before = {name: value for name, value in found.items() if name in wanted}
        changes = differences(old_inputs=before, old_outputs={}, inputs=wanted, rules=subject.row.rules)
        call = replace(call, old=found, old_inputs=before, changed=frozenset(change.top for change in changes))
        if not effect.adoptable or any(change.replaces and change.top in before for change in changes):
            effect.delete(call)
            self.journal.abandon(entry.nonce)
            return None
        return self._take_over(subject, call, entry)

    def _take_over(self, subject: Subject, call: Call[Any], entry: Entry) -> Made:
        self.journal.made(entry.nonce, call.id)
        subject.row.effect.update(call)
        _LOG.info("adopted what an interrupted run has left of %s", call.urn)
        return Made(id=call.id)

    def _settle(self, subject: Subject, call: Call[Any]) -> None:
        later = frozenset(name for name in subject.row.effect.afterwards if name in call.inputs)
        if later:
            subject.row.effect.update(replace(call, changed=later))

    def _keep(self, subject: Subject, resource_id: str, outputs: Properties) -> None:
        if subject.row.effect.remembered:
            self.journal.record(subject.schema.token, resource_id, outputs)
