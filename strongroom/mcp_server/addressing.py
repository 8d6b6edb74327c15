"""What a key path means, or every reason why it means nothing here (requirements 3.3 to 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.nearest import is_harmless, nearest
from strongroom.catalogue.rules import descriptions, paths
from strongroom.cli.terminal import parts_of
from strongroom.masking import RUN
from strongroom.operations.problem import InputError
from strongroom.operations.proposal import propose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.operations.scope import Scope

_TELLING = 8  # characters; fewer of a longer value are found in many a sentence
FORMS = ("project/{project}/{secret_name}", "meta/{service}/{name}")


def entry(catalogue: Catalogue, scope: Scope, key_path: str) -> Secret:
    """The entry of a path that is to be read; raises InputError with the right path where there is one."""
    if catalogue.resolve(key_path) is None:
        raise InputError(*_unknown(catalogue, key_path))
    return scope.entry(catalogue, key_path)


def entry_to_write(catalogue: Catalogue, scope: Scope, key_path: str, description: str, value: str) -> Secret:
    """The entry of a path that is to be written, with a description that says something; tells all that is wrong."""
    problems: list[str] = []
    vague = descriptions.refusal(description)
    if vague:
        problems.append(f"{vague}; {descriptions.REMEDY}")
    elif _tells(description, value):
        problems.append("description holds the value or half of it; say what it opens and for whom, without it")
    if catalogue.resolve(key_path) is None:
        problems += _unknown(catalogue, key_path, None if problems else description)
    if problems:
        raise InputError(*problems)
    return scope.entry(catalogue, key_path)


def _tells(description: str, value: str) -> bool:
    """Whether a description holds half of a value or of a field of it, and no less than eight characters."""
    said = description.casefold()
    for part in {value, *parts_of(value)}:
        hidden = part.strip().casefold()
        length = min(len(hidden), max(_TELLING, (len(hidden) + 1) // 2))
        runs = (hidden[start : start + length] for start in range(len(hidden) - length + 1))
        if length >= RUN and any(run in said for run in runs):
            return True
    return False


def _unknown(catalogue: Catalogue, key_path: str, description: str | None = None) -> Iterator[str]:
    """Why there is no such entry, and what to do: the right form, the nearest path, or an entry to declare."""
    wrong = paths.refusal(key_path, FORMS)
    if wrong is not None:
        near = nearest(key_path, [secret.path for secret in catalogue.secrets]) if is_harmless(key_path) else None
        yield f"keyPath: {wrong[0]}; " + (f'did you mean "{near}"?' if near else wrong[1])
    elif is_harmless(key_path):
        near = nearest(key_path, [secret.path for secret in catalogue.secrets])
        hint = f' (or did you mean "{near}"?)' if near else ""
        draft = _draft(key_path, description)
        yield f'"{key_path}" is not in the catalogue; declare it first, then run pulumi up{hint}:\n{draft}'
    else:
        yield "keyPath is not in the catalogue, and it looks like a value: it is not repeated"


def _draft(key_path: str, description: str | None) -> str:
    """An entry to paste, with the description that was given."""
    kind, first, rest = key_path.split("/", 2)
    proposal = propose(naming.variable_name(key_path), first if kind == "project" else None)
    return (
        f"  - path: {key_path}\n    description: {description or proposal.description}\n    type: {proposal.type}\n"
        "    source: {origin: supplied, where: TODO say which screen shows it}"
        + ("" if kind == "project" else f"\n    name: {naming.upper_snake(f'{first}_{rest}')}")
    )
