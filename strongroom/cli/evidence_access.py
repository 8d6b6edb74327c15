"""Asks everybody who can say who could have read a value, and who did; one who won't say is only told."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
    from strongroom.operations.readers import by_deliveries, in_stores
    from strongroom.stores.audit_trails import cloudtrail_events, vault_requests

    found = Access(path=secret.path)
    environment = session.scope.environment
    held = in_stores(session.catalogue, secret, session.scope)
    if paths := held["secrets-manager"]:
        found.ask(found.could, lambda: _aws(environment, paths))
        found.ask(found.did, lambda: cloudtrail_events(environment, paths, since))
    if copies := held["vault"]:
        found.ask(found.could, lambda: _vault(session, copies))
        found.ask(found.did, lambda: vault_requests(environment, copies, since))
    found.could += by_deliveries(session.catalogue, secret, session.scope)
    found.did = [event for event in found.did if (event.get("event") or event.get("operation")) in _READS]
    return found


def _aws(environment: str, paths: Iterable[str]) -> Iterator[Reader]:
    from strongroom.stores.aws_readers import readers

    for path in sorted(paths):
        yield from readers(environment, path)


def _vault(session: Session, paths: Iterable[str]) -> Iterator[Reader]:
    """As the operator, who may read every policy and role and no value; as VAULT_TOKEN, where one is given."""
    from strongroom.stores.vault_readers import readers

    store = _store(session)
    for path in sorted(paths):
        yield from readers(store, path)


def _store(session: Session) -> Vault:
    from strongroom.stores.vault_sign_in import open_by_key
    from strongroom.vault.sign_in import OPERATOR

    if not os.environ.get("VAULT_TOKEN"):
        return open_by_key(session.scope.environment, OPERATOR)
    given: Vault = session.open_store("vault")  # type: ignore[assignment]  # what was asked for
    return given
