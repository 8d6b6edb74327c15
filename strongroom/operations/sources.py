"""Places from which values are imported."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from strongroom.catalogue.source import External
from strongroom.env_file import parse
from strongroom.operations.problem import InputError
from strongroom.operations.value import decode
from strongroom.stores.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.operations.scope import Scope
    from strongroom.stores.contract import Store

_LIMIT = 10_000_000


def from_env_file(file: Path) -> tuple[dict[str, str], list[str]]:
    """Names and values of a .env file, and the lines that could not be read; raises InputError for no such file."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_LIMIT)
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}") from None
    parsed = parse(decode(data))
    return parsed.values, [f"{file}:{line}: {reason}" for line, reason in parsed.problems]


def from_process(catalogue: Catalogue, scope: Scope) -> dict[str, str]:
    """The variables of this process that entries in scope come from, by the entries' names; all others are left alone.

    Where an entry has another name at its source, that one is read: GITHUB_TOKEN is a run's own in a workflow.
    """
    here = set(scope.rehearses)
    wanted = {secret.name: _at_source(secret) for secret in catalogue.secrets if here & set(secret.environments)}
    return {name: text for name, variable in wanted.items() if (text := os.environ.get(variable))}


def _at_source(secret: Secret) -> str:
    return (secret.source.name if isinstance(secret.source, External) else None) or secret.name


def from_vault(catalogue: Catalogue, store: Store, path: str) -> dict[str, str]:
    """What a Vault has below a path: an entry of that very path by its name, every other by its keys in upper case."""
    found: dict[str, str] = {}
    prefix = path.strip("/")
    for entry in store.entries(prefix):
        if entry.current is None or not (entry.path == prefix or entry.path.startswith(f"{prefix}/")):
            continue
        text = store.get(entry.path).get_secret_value()
        known = catalogue.resolve(entry.path)
        found |= {known.name: text} if known else _by_key(entry.path, text)
    if not found:
        raise NotFoundError(place=store.address(prefix), problem="nothing is there", way_out="check the path")
    return found


def _by_key(path: str, text: str) -> dict[str, str]:
    try:
        keys = json.loads(text)
    except ValueError:
        keys = None
    if not isinstance(keys, dict):
        return {path.rpartition("/")[2].upper().replace("-", "_"): text}
    return {
        key.upper().replace("-", "_"): value if isinstance(value, str) else json.dumps(value)
        for key, value in keys.items()
    }
