"""The local providers' tables held against the facts: every difference, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.plugins import github_facts, random_facts, vault_facts
from local.providers import packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from local.plugins.facts import Facts
    from local.providers.resource import ResourceType

EVERY: Final[tuple[Facts, ...]] = (*github_facts.FACTS, *random_facts.FACTS, *vault_facts.FACTS)


def differences() -> list[str]:
    """Every difference that nobody accepted, and every acceptance of none."""
    rows = {token: row for package in packages().values() for token, row in package.types.items()}
    return [words for facts in EVERY if facts.token in rows for words in compared(rows[facts.token], facts)]


def compared(row: ResourceType[Any], facts: Facts) -> Iterator[str]:
    """The differences of one type, by input."""
    found = sorted(_found(row, facts))
    yield from (f"{facts.token}: {name}: {words}" for name, words in found if name not in facts.accepted)
    for name in sorted(facts.accepted.keys() - {name for name, _ in found}):
        yield f"{facts.token}: {name}: a difference is accepted, and there is none; take it out of the facts"


def _found(row: ResourceType[Any], facts: Facts) -> Iterator[tuple[str, str]]:
    rules = row.rules
    replaced = {name for name in facts.read if rules.replaces(name)}
    yield from _both_ways(replaced, facts.replaces, "is replaced here, not by the plugin", "is replaced by the plugin")
    computed = facts.read & {*rules.computed}
    yield from _both_ways(computed, facts.computed, "is computed here only", "is computed by the plugin")
    for name in sorted(facts.read - {*rules.ignored}):
        if row.defaults.get(name) != facts.defaults.get(name):
            yield name, f"defaults to {row.defaults.get(name)!r} here, to {facts.defaults.get(name)!r} in the plugin"
    unordered = {name for name in rules.unordered if name not in facts.unread}
    yield from _both_ways(unordered, facts.sets, "is a set here, a list in the plugin", "is a set in the plugin")


def _both_ways(ours: Iterable[str], theirs: Iterable[str], more: str, less: str) -> Iterator[tuple[str, str]]:
    yield from ((name, more) for name in sorted({*ours} - {*theirs}))
    yield from ((name, less) for name in sorted({*theirs} - {*ours}))
