"""Asks everybody who can say who could have read a value, and who did; one who won't say is only told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session
    from strongroom.stores.reader import Reader
    from strongroom.stores.vault import Vault


@dataclass
class Access:
    """What was found about one value."""

    path: str
    could: list[Reader] = field(default_factory=list)
    did: list[dict[str, Any]] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)

    def ask(self, what: list[Any], look: Callable[[], Iterable[Any]]) -> None:
        """Add what one source says; told, where it can't be asked."""
        try:
            what += look()
        except StoreError as error:
            self.unreachable.append(str(error))


_READS = {"GetSecretValue", "BatchGetSecretValue", "read"}


def accessed(session: Session, secret: Secret, since: datetime) -> Access:
    """Policies of the store of record and of Vault, deliveries, and the audit trails."""
    from strongroom.operations.readers import by_deliveries
    from strongroom.stores.audit_trails import cloudtrail_events, vault_requests

    found = Access(path=secret.path)
    origin = secret.derived_from() or secret.path  # a computed value is read where its source is
    scope, environment = session.scope, session.scope.environment
    kept = session.catalogue.workspace_of(secret).store
    if secret.source.origin != "constant":
        if kept == "secrets-manager" or _goes(secret, "secrets-manager"):
            found.ask(found.could, lambda: _aws(environment, origin))
            found.ask(found.did, lambda: cloudtrail_events(environment, {origin}, since))
        if kept == "vault" or _goes(secret, "vault"):
            found.ask(found.could, lambda: _vault(session, origin))
            found.ask(found.did, lambda: vault_requests(environment, {origin}, since))
    found.could += by_deliveries(session.catalogue, secret, scope)
    found.did = [event for event in found.did if (event.get("event") or event.get("operation")) in _READS]
    return found


def _goes(secret: Secret, to: str) -> bool:
    return any(place.to == to for place in secret.destinations)


def _aws(environment: str, path: str) -> list[Reader]:
    from strongroom.stores.aws_readers import readers

    return list(readers(environment, path))


def _vault(session: Session, path: str) -> list[Reader]:
    from strongroom.stores.vault_readers import readers

    store: Vault = session.open_store("vault")  # type: ignore[assignment]  # what was asked for
    return list(readers(store, path))
