"""Bringing values into the store from where they lie now: plan first, store, read back; the rest is reported.

What a name means is decided by the catalogue alone: an entry of that name, or one that a .env file gets under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom.catalogue.destination import EnvFile
from strongroom.operations.problem import InputError
from strongroom.operations.proposal import Proposal, propose
from strongroom.operations.put import Present, Put, demand_puttable
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import SecretStr

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.operations.scope import Scope

Fate = Literal["new", "changed", "same", "refused", "unplaced", "failed", "stored"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One name that was found, and what is to become of it. `problem` says why it stays where it is."""

    name: str
    fate: Fate
    put: Put | None = None
    value: SecretStr | None = None
    present: Present | None = None
    problem: str | None = None
    proposal: Proposal | None = None

    @property
    def will_be_stored(self) -> bool:
        """Whether the import writes it."""
        return self.fate in ("new", "changed")

    @property
    def is_safe(self) -> bool:
        """Whether the store has it, so that its old place may go."""
        return self.fate in ("same", "stored")


def candidates(catalogue: Catalogue, scope: Scope, name: str, project: str | None) -> list[Secret]:
    """The entries that a name may mean here; with a project, those of the project only where it has any."""
    here = set(scope.rehearses)
    found = [
        secret
        for secret in catalogue.secrets
        if here & set(secret.environments) and not secret.is_family and name in _names(secret)
    ]
    narrowed = [secret for secret in found if project and secret.path.startswith(f"project/{project}/")]
    preferred = [secret for secret in found if secret.workspace == scope.workspace]
    return narrowed or (preferred if len(preferred) == 1 else found)


def _names(secret: Secret) -> set[str]:
    aliases = (place.alias for place in secret.destinations if isinstance(place, EnvFile))
    return {secret.name, *(alias for alias in aliases if alias)}


def plan(
    catalogue: Catalogue,
    scope: Scope,
    found: Mapping[str, str],
    begin: Callable[[Secret], Put],
    *,
    project: str | None = None,
    offline: str | None = None,
) -> Iterator[Item]:
    """What would become of each name; reads the stores, writes nothing. `begin` opens a put of an entry."""
    for name, text in found.items():
        entries = candidates(catalogue, scope, name, project)
        if not entries:
            proposal = propose(name, project)
            yield Item(name=name, fate="unplaced", problem="the catalogue has no such entry", proposal=proposal)
        elif len(entries) > 1:
            paths = ", ".join(entry.path for entry in entries)
            yield Item(name=name, fate="unplaced", problem=f"it may be any of {paths}; use --project or a scope")
        else:
            yield plan_entry(catalogue, name, text, entries[0], begin, offline=offline)


def plan_entry(
    catalogue: Catalogue, name: str, text: str, secret: Secret, begin: Callable[[Secret], Put], *, offline: str | None
) -> Item:
    """What would become of a value that was found under a name, for this entry."""
    try:
        demand_puttable(catalogue, secret)
        put = begin(secret)
        present = put.look()
        value, _ = put.accept(text, offline=offline)
    except InputError as error:
        return Item(name=name, fate="refused", problem=str(error))
    except StoreError as error:
        return Item(name=name, fate="failed", problem=str(error))
    fate: Fate = "new" if present.value is None else "same" if Put.holds(present, value) else "changed"
    return Item(name=name, fate=fate, put=put, value=value, present=present)


def store(item: Item) -> Item:
    """Store one item of a plan, read back and compared; the result says how that went."""
    if item.put is None or item.value is None or item.present is None:
        return item
    try:
        item.put.store_value(item.value, item.present, imported=True)
    except StoreError as error:
        return Item(name=item.name, fate="failed", put=item.put, problem=str(error))
    return Item(name=item.name, fate="stored", put=item.put, value=item.value, present=item.present)
