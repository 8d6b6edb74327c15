"""A third set, by somebody who had not read the detector; each family has cases of both kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.case import Case
from tests.policy.corpus.third import issuers, machines, places, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def cases(t: Tokens) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for name, text in issuers.issuers_secret(t):
        yield Case("issuer", name, text, secret=True)
    for name, text in issuers.issuers_public(t):
        yield Case("issuer", name, text, secret=False)
    for family, name, text, secret in places.stored(t):
        yield Case(family, name, text, secret)
    for family, source in (
        ("variable", places.variables),
        ("pipeline", places.ci),
        ("tag", places.tags),
        ("description", places.descriptions),
        ("dashboard", places.dashboards),
        ("user data", machines.user_data),
        ("file", machines.files),
        ("command", machines.commands),
        ("connection", values.connections),
        ("key", values.keys),
        ("sealed", values.encrypted),
        ("human password", values.human),
        ("setting", values.settings),
        ("random", values.random_ones),
        ("nested", values.nested),
        ("text", values.texts),
    ):
        for name, text, secret in source(t):
            yield Case(family, name, text, secret)
