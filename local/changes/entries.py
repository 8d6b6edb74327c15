"""Two catalogues compared: which entries come, go and change, and what people have to do about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.source import Derived, External
from strongroom.catalogue.writer import store_writer
from strongroom.report.briefing import directions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.catalogue import Catalogue, Secret

# Said by other lines of the comment, or nothing that a stack sees.
_ELSEWHERE = {"destinations", "status"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry that a change touches: what becomes of it, and what is left for people to do."""

    path: str
    step: str  # new, removed, changed
    facts: tuple[str, ...]
    to_do: tuple[str, ...] = ()


def compare(base: Catalogue, head: Catalogue, environments: Sequence[str]) -> Sequence[Entry]:
    """The entries of these environments that differ, by path."""
    before, after = _held(base, environments), _held(head, environments)
    found = []
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old is None and new is not None:
            found.append(_new(new, environments))
        elif new is None and old is not None:
            found.append(_removed(old, environments))
        elif old is not None and new is not None and (entry := _changed(old, new, environments)):
            found.append(entry)
    return found


def _held(catalogue: Catalogue, environments: Sequence[str]) -> dict[str, Secret]:
    return {one.path: one for one in catalogue.secrets if set(environments) & set(one.environments)}


def _new(secret: Secret, environments: Sequence[str]) -> Entry:
    rotation = f", rotates every {secret.rotation.days} days" if secret.rotation else ""
    facts = (
        f"{secret.source.origin} {secret.type}, owned by {secret.owner}{rotation}",
        *(f"delivered to {where}" for where in _addresses(secret, environments)),
    )
    return Entry(path=secret.path, step="new", facts=facts, to_do=tuple(_steps(secret)))


def _steps(secret: Secret) -> Iterator[str]:
    """What has to be done, by whom, until a new entry has a value."""
    match store_writer(secret):
        case "person":
            where = next(iter(directions(secret)), "")
            yield f"{secret.owner} puts the value: `strongroom put {secret.path}`" + (f" ({where})" if where else "")
        case "import":
            system = secret.source.system if isinstance(secret.source, External) else "outside"
            yield f"the value is brought from {system}: `strongroom put {secret.path}` or `strongroom import`"
        case "none":
            of = secret.source.secret if isinstance(secret.source, Derived) else "the catalogue itself"
            yield f"nothing: its value comes from {of}"
        case _:
            yield "nothing: the update generates the value"


def _removed(secret: Secret, environments: Sequence[str]) -> Entry:
    left = tuple(f"still delivered at {where}" for where in _addresses(secret, environments))
    to_do = []
    if secret.protected and secret.has_record:
        to_do.append("the update refuses this: set `protected: false` in a change of its own and apply it first")
    if left:
        to_do.append("`strongroom mirror --prune` takes away what was delivered")
    return Entry(path=secret.path, step="removed", facts=left, to_do=tuple(to_do))


def _changed(old: Secret, new: Secret, environments: Sequence[str]) -> Entry | None:
    before, after = _plain(old), _plain(new)
    facts = [
        f"{name}: {_words(before.get(name))} → {_words(after.get(name))}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    was, will = _addresses(old, environments), _addresses(new, environments)
    facts += [f"delivered to {one}" for one in will if one not in was]
    dropped = [one for one in was if one not in will]
    facts += [f"no longer delivered to {one}" for one in dropped]
    if not facts:
        return None
    to_do = ("`strongroom mirror --prune` takes away what was delivered",) if dropped else ()
    return Entry(path=new.path, step="changed", facts=tuple(facts), to_do=to_do)


def _addresses(secret: Secret, environments: Sequence[str]) -> list[str]:
    return [f"`{one.address}` by the {one.writer}" for one in deliveries_of(secret) if one.environment in environments]


def _plain(secret: Secret) -> dict[str, Any]:
    """Its settings by dotted name, without those that say nothing new."""
    return dict(_flat("", secret.model_dump(mode="json", exclude_defaults=True, exclude=_ELSEWHERE)))


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    else:
        yield name, value


def _words(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
