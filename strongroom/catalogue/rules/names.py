"""Names fit where they go: UPPER_SNAKE, SERVICE_CREDENTIAL_TYPE where the workspace says so (5.4), GitHub's rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.destination import EnvFile, Fly, GithubEnvironment, GithubOrganisation, GithubRepository, Mcp
from strongroom.catalogue.nearest import is_harmless, shown
from strongroom.catalogue.source import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Entry
    from strongroom.catalogue.problem import Problem

_GITHUB = (GithubEnvironment, GithubRepository, GithubOrganisation)
_ENDINGS = frozenset(
    """
    ACCOUNT CERTIFICATE CREDENTIALS DSN EMAIL ENDPOINT ENVIRONMENT HOST ID KEY NAME PASSWORD PAT PIN PORT PROJECT
    REGION SECRET TOKEN URI URL USER USERNAME WEBHOOK
    """.split()  # noqa: SIM905  (as many quoted words would be harder to read)
)
_FUSED = re.compile(
    r"(?<![A-Z0-9])(API|ACCESS|AUTH|BOT|APP|CLIENT|SECRET|PROJECT|PRIVATE|PUBLIC|WEBHOOK)"
    r"(KEY|TOKEN|SECRET|ID|PASSWORD|URL)(?![A-Z0-9])"
)
_is_variable = re.compile(r"[A-Z_][A-Z0-9_]*").fullmatch


def service_credential_type(name: str, path: str) -> tuple[str, str] | None:
    """What is wrong with a name that has to be SERVICE_CREDENTIAL_TYPE, and the way out.

    The service is the path's: `LINEAR_API_KEY` of `sophia/linear/api_key`.
    """
    separated = _FUSED.sub(r"\1_\2", naming.upper_snake(name))
    service = naming.upper_snake(path.split("/")[1]) if path.count("/") > 1 else ""
    if service and separated.partition("_")[0] != service.partition("_")[0]:
        separated = f"{service}_{separated}"
    fits = naming.check("service-credential-type", separated) is None and separated.rsplit("_", 1)[-1] in _ENDINGS
    if fits and separated == name:
        return None
    if fits and is_harmless(name):
        return "not SERVICE_CREDENTIAL_TYPE", f"did you mean {separated}?"
    return "not SERVICE_CREDENTIAL_TYPE", "name the service, the credential and its type, as in LINEAR_API_KEY"


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse names that a destination or the workspace's convention would refuse."""
    for entry in draft.entries:
        secret = entry.secret
        name = secret.name.replace("*", "X")
        if entry.workspace is not None and entry.workspace.names == "service-credential-type":
            wrong = service_credential_type(name, secret.path)
            if wrong:
                yield entry.problem(f"{shown('name', secret.name)} is {wrong[0]}", wrong[1], "name")
        elif not (entry.inherits("name") or _is_variable(name)):
            yield entry.problem(*_unfit(secret.name, "name"), "name")
        yield from _delivered(entry)
        if isinstance(secret.source, External) and secret.source.system == "github-organisation":
            yield from _github(entry, secret.source.name or secret.name, "source.name", "source", "name")


def _delivered(entry: Entry) -> Iterator[Problem]:
    for index, destination in enumerate(entry.secret.destinations):
        if isinstance(destination, _GITHUB):
            name = destination.alias or entry.secret.name
            yield from _github(entry, name, "alias", "destinations", index, "alias")
        elif isinstance(destination, (Fly, EnvFile)) and destination.alias:
            yield from _alias(entry, destination.alias, "alias", "destinations", index, "alias")
        elif isinstance(destination, Mcp) and destination.variable:
            yield from _alias(entry, destination.variable, "variable", "destinations", index, "variable")


def _github(entry: Entry, name: str, field: str, *place: str | int) -> Iterator[Problem]:
    if name.upper().startswith("GITHUB_"):
        yield entry.problem(
            "GitHub refuses names that start with GITHUB_",
            f"add {field}: {_prefixed(entry, name)}" if is_harmless(name) else f"add {field} without it",
            *place,
        )
    elif name != entry.secret.name:
        yield from _alias(entry, name, field, *place)


def _prefixed(entry: Entry, name: str) -> str:
    return naming.upper_snake(f"{entry.secret.workspace}_{name}")


def _alias(entry: Entry, name: str, field: str, *place: str | int) -> Iterator[Problem]:
    if "*" in name and not entry.secret.is_family:
        yield entry.problem(f"{field} has a *, the secret is no family", "leave the * out", *place)
    elif not _is_variable(name.replace("*", "X")):
        yield entry.problem(*_unfit(name, field), *place)
    elif entry.secret.is_family and name.count("*") != 1:
        yield entry.problem(f"{field} of a family needs one *", "write it like SHOPIFY_*_PROD", *place)


def _unfit(name: str, field: str) -> tuple[str, str]:
    misnomer = naming.check("environment-variable", name)
    suggested = misnomer.suggestion if misnomer and is_harmless(name) and "*" not in name else None
    remedy = f"did you mean {suggested}?" if suggested else "write it like LINEAR_API_KEY"
    return f"{shown(field, name)} is not UPPER_SNAKE", remedy
