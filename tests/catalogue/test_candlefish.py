"""Candlefish's specification stands in the catalogue (the numbers are the requirements')."""

from __future__ import annotations

import pytest

from tests.catalogue.ours import CATALOGUE, arriving


@pytest.mark.parametrize(
    ("path", "described", "rotates", "fields"),
    [
        (
            "candlefish/mongodb/connection",
            ("database", "platform-team"),
            (90, "mongodb-atlas"),
            ("uri", "username", "password"),
        ),
        (
            "candlefish/postgres/connection",  # requirement 4.10
            ("database", "platform-team"),
            (30, "postgres"),
            ("host", "port", "dbname", "username", "password"),
        ),
        (
            "candlefish/redis/connection",
            ("database", "platform-team"),
            (30, "redis"),
            ("host", "port", "username", "password"),
        ),
        ("candlefish/api/smithery", ("api-key", "platform-team"), (30, "manual"), ("key",)),
        ("candlefish/jwt/secret", ("crypto", "security-team"), (180, "jwt-overlap"), ()),
        ("candlefish/encryption/key", ("crypto", "security-team"), (365, "encryption-key"), ()),
    ],
)
def test_4_8_and_4_12_the_specification_and_the_paths(
    path: str, described: tuple[str, str], rotates: tuple[int, str], fields: tuple[str, ...]
) -> None:
    secret = CATALOGUE.secret(path)
    assert secret is not None
    assert secret.rotation is not None
    assert (secret.type, secret.owner, secret.fields) == (*described, fields)
    assert (secret.rotation.days, secret.rotation.strategy) == rotates
    assert secret.reference == f"vault://{path}"
    assert {d.address for d in arriving(CATALOGUE, f"vault:secret/{path}")} == {f"vault:secret/{path}"}


def test_4_6_and_4_7_kubernetes_and_the_alarms_receivers() -> None:
    assert arriving(CATALOGUE, "kubernetes:candlefish-production/")
    receivers = {s.path: s.kind for s in CATALOGUE.secrets if s.path.startswith("candlefish/alerts/")}
    assert receivers == {
        "candlefish/alerts/email": "configuration",
        "candlefish/alerts/slack_webhook": "secret",
        "candlefish/alerts/pagerduty_key": "secret",
    }
