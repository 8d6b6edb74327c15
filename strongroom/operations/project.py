"""A project's folder on this machine: what its .env holds, what can be collected from it, its template (5.2)."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.nearest import shown, suggestion
from strongroom.catalogue.source import Supplied
from strongroom.env_file import scan
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.operations.mirror.values import Values
    from strongroom.operations.scope import Scope

TEMPLATE = ".env.template"
# What the command, and a run of Actions, sign in with themselves: in an environment it is theirs, not a project's.
OWN = frozenset({"GITHUB_TOKEN", "GH_TOKEN", "PULUMI_ACCESS_TOKEN", "FLY_API_TOKEN", "VAULT_TOKEN"})
_BEGIN = "# strongroom: from here on written by `strongroom sync`; change the catalogue instead"
_END = "# strongroom: up to here"
_BLOCK = re.compile(rf"{re.escape(_BEGIN)}\r?\n.*?{re.escape(_END)}(?:\r?\n|$)", re.DOTALL)


def variables(catalogue: Catalogue, scope: Scope, project: str) -> dict[str, Secret]:
    """The names in a project's .env and the entries behind them; raises InputError where there is none."""
    every = {
        (delivery.place, delivery.name): secret
        for secret in catalogue.select(scope.rehearses)
        for delivery in deliveries_of(secret)
        if delivery.destination.to == "env-file" and delivery.environment in scope.rehearses and not secret.is_family
    }
    found = {name: secret for (place, name), secret in every.items() if place == f"env:{project}"}
    if not found:
        known = sorted({place.partition(":")[2] for place, _ in every})
        hint = suggestion(project, known, f"there are {', '.join(known) or 'none'}")
        raise InputError(f"no entry of {scope.environment} has an env-file of {shown('project', project)}; {hint}")
    return found


def collected(wanted: Mapping[str, Secret], values: Values, env_file: Mapping[str, str]) -> dict[str, str]:
    """Values that the store lacks, from the .env file, else from this process's environment."""
    found = {}
    for name, secret in wanted.items():
        text = env_file.get(name) or (None if name in OWN else os.environ.get(name))
        if text and secret.has_record and values.missing(secret) is not None:
            found[name] = text
    return found


def template(present: str, wanted: Mapping[str, Secret]) -> str:
    """The text of a .env.template: names with what they are for and where they come from, and no value.

    What stands outside of our block stays, and so do the names that stand there.
    """
    ending = "\r\n" if "\r\n" in present else "\n"
    outside = _BLOCK.sub("", present)
    taken = {one.name for one in scan(outside)}
    lines = [_BEGIN]
    for name in sorted(set(wanted) - taken):
        lines += [*_comments(wanted[name]), f"{name}="]
    block = ending.join([*lines, _END, ""])
    if _BLOCK.search(present):
        return _BLOCK.sub(lambda _: block, present, count=1)
    return present + (ending if present and not present.endswith("\n") else "") + block


def _comments(secret: Secret) -> list[str]:
    found = [f"# {' '.join(secret.description.split())}"]
    if isinstance(secret.source, Supplied):
        found.append(f"# {' '.join(secret.source.where.split())}")
    return found
