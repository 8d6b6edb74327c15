"""Which properties changed, by path, and which of these changes replace the resource."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from local.providers.values import Asset, Properties, Unknown, Value, known, plain, same_document, undetermined


class Change(Enum):
    """What happened to a property."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How a type's properties compare.

    `replace_on` names properties whose change replaces: top level (`name`) or nested, without indexes
    (`ebsBlockDevices.encrypted`); `*` is every one but tags. `computed` are inputs that the provider fills in when they
    are absent: leaving one out is no change. `documents` hold JSON and are compared by meaning.
    `unordered` are lists that are sets. `ignored` are compared never. `emptiable` tell an empty value from an absent
    one; that change alone updates in place. `equivalent` holds a comparison of its own for a property that can be
    written in more than one way (a key's id or its ARN).
    """

    replace_on: Collection[str] = ()
    computed: Collection[str] = ()
    documents: Collection[str] = ()
    unordered: Collection[str] = ()
    ignored: Collection[str] = ()
    emptiable: Collection[str] = ()
    equivalent: Mapping[str, Callable[[Value, Value], bool]] = field(default_factory=dict)

    def replaces(self, path: str) -> bool:
        names = re.sub(r"\[[^]]*\]", "", path).split(".")
        prefixes = (".".join(names[: end + 1]) for end in range(len(names)))
        if "*" in self.replace_on:
            return names[0] not in ("tags", "tagsAll")
        return any(prefix in self.replace_on for prefix in prefixes)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One changed property. `path` is the engine's: `tags.Owner`, `rules[0].days`."""

    path: str
    change: Change
    replaces: bool

    @property
    def top(self) -> str:
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]


def differences(
    *, old_inputs: Properties, old_outputs: Properties, inputs: Properties, rules: Rules
) -> list[Difference]:
    """Compare inputs with what was there before; secrets count as their values, an unknown as a change.

    An input that was absent before is compared with the output of that name: restating a default is no change.
    """
    before, after, was = known(plain(old_inputs)), known(plain(inputs)), known(plain(old_outputs))
    found: list[Difference] = []
    for name in sorted({*before, *after}):
        if name in rules.ignored or name.startswith("__"):
            continue
        if name not in after and name in rules.computed:
            continue
        old = before.get(name, was.get(name))
        new = after.get(name)
        if name in rules.emptiable and _empty(old) and _empty(new) and old != new:
            found.append(Difference(path=name, change=Change.ADD if old is None else Change.DELETE, replaces=False))
        found.extend(
            Difference(path=path, change=change, replaces=rules.replaces(path))
            for path, change in _compare(name, old, new, rules)
        )
    return found


def _compare(path: str, old: Value, new: Value, rules: Rules) -> Iterator[tuple[str, Change]]:
    if _equal(path, old, new, rules):
        return
    if old is None or (_empty(old) and not _empty(new)):
        yield path, Change.ADD
    elif new is None:
        yield path, Change.DELETE
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _compare(_step(path, key), old.get(key), new.get(key), rules)
    elif isinstance(old, list) and isinstance(new, list) and path not in rules.unordered:
        for index in range(max(len(old), len(new))):
            left = old[index] if index < len(old) else None
            right = new[index] if index < len(new) else None
            yield from _compare(f"{path}[{index}]", left, right, rules)
    else:
        yield path, Change.UPDATE


def _equal(path: str, old: Value, new: Value, rules: Rules) -> bool:
    if undetermined(new) or isinstance(old, Unknown):
        return False
    if isinstance(old, Asset) and isinstance(new, Asset):
        return old.hash == new.hash
    if _empty(old) and _empty(new):
        return True
    if path in rules.unordered and isinstance(old, list) and isinstance(new, list):
        return sorted(map(_canonical, old)) == sorted(map(_canonical, new))
    if path in rules.equivalent and None not in (old, new) and rules.equivalent[path](old, new):
        return True
    return bool(old == new) or (path in rules.documents and same_document(old, new))


def _canonical(value: Value) -> str:
    """One text for equal values, whatever the order of their keys."""
    return json.dumps(value, sort_keys=True, default=repr)


def _empty(value: Value) -> bool:
    """Nothing, an empty map and an empty list are one to a provider."""
    return value is None or value in ({}, [])


def _step(path: str, key: str) -> str:
    return f"{path}.{key}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key) else f'{path}["{key}"]'
