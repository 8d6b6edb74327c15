"""A strategy fits what it rotates: a wrong one locks people out or makes data unreadable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.catalogue.nearest import either
from strongroom.catalogue.source import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Entry
    from strongroom.catalogue.problem import Problem
    from strongroom.catalogue.rotation import Rotation


MANAGED = "rds"  # a source of this system is a database that the program makes


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What a strategy can rotate."""

    origins: tuple[str, ...]
    types: tuple[str, ...] = ()  # empty: any
    fields: tuple[str, ...] = ()  # that the value has to have
    remedy: str


FITS = {
    "random": Fit(
        origins=("generated",),
        types=("api-key", "token", "password", "webhook"),
        remedy="use encryption-key (old versions stay readable) or jwt-overlap (two keys are valid) for type crypto, "
        "manual for what a person supplies",
    ),
    "jwt-overlap": Fit(origins=("generated",), types=("crypto",), remedy="use it for a generated signing key"),
    "encryption-key": Fit(origins=("generated",), types=("crypto",), remedy="use it for a generated encryption key"),
    "postgres": Fit(
        origins=("supplied", "external"),
        types=("database",),
        fields=("username", "password"),
        remedy="use it for a database login with the fields username and password",
    ),
    "redis": Fit(
        origins=("supplied", "external"),
        types=("database",),
        fields=("username", "password"),
        remedy="use it for a database login with the fields username and password",
    ),
    "mongodb-atlas": Fit(
        origins=("supplied", "external"),
        types=("database",),
        fields=("username", "password"),
        remedy="use it for a database login with the fields username and password",
    ),
    "sendgrid": Fit(origins=("supplied", "external"), types=("api-key",), remedy="use it for a SendGrid API key"),
    "manual": Fit(
        origins=("supplied", "external"),
        remedy="use random, jwt-overlap or encryption-key: nobody has to fetch a generated value",
    ),
}


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse strategies that don't fit, and settings that contradict each other."""
    for entry in draft.entries:
        if entry.secret.rotation is not None and entry.secret.kind == "secret":
            yield from _rotation(entry, entry.secret.rotation)


def _rotation(entry: Entry, rotation: Rotation) -> Iterator[Problem]:
    secret, strategy = entry.secret, rotation.strategy
    fit = FITS[strategy]
    origin = secret.source.origin
    if origin == "derived":
        yield entry.problem("a derived value rotates with its source", "leave rotation out", "rotation")
        return
    if origin not in fit.origins:
        yield entry.problem(
            f"strategy {strategy} is not for a value that is {origin}", fit.remedy, "rotation", "strategy"
        )
    elif fit.types and secret.type not in fit.types:
        yield entry.problem(f"strategy {strategy} is not for type {secret.type}", fit.remedy, "rotation", "strategy")
    elif not set(fit.fields) <= set(secret.fields):
        yield entry.problem(
            f"strategy {strategy} needs the fields {either(fit.fields).replace(' or ', ' and ')}",
            "add them to fields",
            "rotation",
            "strategy",
        )
    yield from _settings(entry, rotation)


def _has_superuser(entry: Entry, rotation: Rotation) -> bool:
    """One that is named, or that of a database that the program makes: there RDS keeps it, and the function knows."""
    source = entry.secret.source
    return rotation.superuser is not None or (isinstance(source, External) and source.system == MANAGED)


def _settings(entry: Entry, rotation: Rotation) -> Iterator[Problem]:
    if rotation.grace_hours >= rotation.days * 24:
        yield entry.problem(
            f"rotation.grace_hours is {rotation.grace_hours}, with a new value every {rotation.days * 24} hours",
            f"use less than {rotation.days * 24}",
            "rotation",
            "grace_hours",
        )
    if rotation.alternating and not (rotation.strategy == "postgres" and _has_superuser(entry, rotation)):
        yield entry.problem(
            "rotation.alternating is for postgres with a superuser",
            "name the superuser's path, or leave alternating out",
            "rotation",
            "alternating",
        )
    if rotation.by_program and entry.secret.is_family:
        yield entry.problem("a family rotates by hand", "use strategy: manual", "rotation", "strategy")
    if rotation.by_program and entry.workspace is not None and entry.workspace.store == "vault":
        yield entry.problem(
            f"strategy {rotation.strategy} works on Secrets Manager, the workspace's store is vault",
            "use strategy: manual, or another workspace",
            "rotation",
            "strategy",
        )
