"""Three sets by people who had not read the detector: a reviewer of leaks, and two judges of what it has to find.

The first wrote down what stands in leaked repositories; the second held the requirement against it, place by place; the
third weighted the kinds of values that a program for secrets holds. What the detector made of each at first sight is in
decision 61. Cases that stand in another set as well were taken out (of the third only those that are the same to the
letter), and so were bare key ids of AWS, which the reviewer calls no secrets, and the detector tells of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.case import Case
from tests.policy.corpus.outside import (
    holdings_plain,
    holdings_secret,
    requirement_plain,
    requirement_secret,
    reviewer_files,
    reviewer_places,
    reviewer_settings,
    reviewer_values,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def reviewer(t: Tokens) -> Iterator[Case]:
    """What a reviewer of leaked repositories looks for."""
    for family, source in (
        ("lambda environment", reviewer_places.lambda_env),
        ("user data", reviewer_places.user_data),
        ("pipeline", reviewer_places.github),
        ("tag", reviewer_places.tags_descriptions),
        ("dashboard", reviewer_places.dashboards),
        ("parameter", reviewer_settings.ssm),
        ("provider", reviewer_settings.provider),
        ("output", reviewer_settings.outputs),
        ("store", reviewer_settings.vault_kv),
        ("command", reviewer_settings.command_lines),
        ("file", reviewer_files.config_files),
        ("connection", reviewer_files.connection_strings),
        ("issuer", reviewer_values.issuers),
        ("key", reviewer_values.key_material),
        ("telling name", reviewer_values.human),
        ("untelling name", reviewer_values.untelling),
        ("nested", reviewer_values.nested),
    ):
        for name, text, secret in source(t):
            yield Case(family, name, text, secret)


def requirement(t: Tokens) -> Iterator[Case]:
    """Each place that the requirement names, with a secret and with what only looks like one."""
    for source in (requirement_secret.secret, requirement_plain.innocent):
        for family, name, text, secret in source(t):
            yield Case(family, name, text, secret)


def holdings(t: Tokens) -> Iterator[Case]:
    """The kinds of values that a program for secrets holds, as often as it holds them."""
    for family, pairs, secret in (
        ("issuer", holdings_secret.vendor_tokens(t), True),
        ("password", holdings_secret.plain_secrets(t), True),
        ("address", holdings_secret.uris(t), True),
        ("reference", holdings_plain.references(t), False),
        ("identifier", holdings_plain.ids(t), False),
        ("public", holdings_plain.hashes_and_public(t), False),
    ):
        for name, text in pairs:
            yield Case(family, name, text, secret)
    for triples, secret in (
        (holdings_secret.bundles_secret(t), True),
        (holdings_secret.encodings(holdings_secret.scripts_secret(t)), True),
        (holdings_plain.harmless(t), False),
        (holdings_secret.encodings(holdings_plain.scripts_plain(t)), False),
    ):
        for family, name, text in triples:
            yield Case(family, name, text, secret)
