"""Configuration and secrets are told apart: identifiers and URLs are delivered as variables, credentials never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.nearest import either
from strongroom.catalogue.secret import KIND_OF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft
    from strongroom.catalogue.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse a kind that the type contradicts, and sources that the kind can't have."""
    for entry in draft.entries:
        secret = entry.secret
        kind, origin = secret.kind, secret.source.origin
        if KIND_OF_TYPE[secret.type] != kind:
            types = either([name for name, its_kind in KIND_OF_TYPE.items() if its_kind == kind])
            yield entry.problem(
                f"type {secret.type} is {_named(KIND_OF_TYPE[secret.type])}, kind says {kind}",
                f"leave kind out, or use a type that is {_named(kind)}: {types}",
                "kind",
            )
        elif kind == "secret" and origin == "constant":
            yield entry.problem(
                "a secret's value stands in the catalogue",
                "take it out, treat it as leaked, and use source: {origin: supplied} with strongroom put",
                "source",
            )
        elif kind == "configuration" and origin == "generated":
            yield entry.problem(
                "configuration is not generated",
                f"use a type that is a secret, or another source than {origin}",
                "source",
            )
        elif kind == "configuration" and secret.rotation is not None:
            yield entry.problem("configuration does not rotate", "leave rotation out", "rotation")


def _named(kind: str) -> str:
    return "a secret" if kind == "secret" else kind
