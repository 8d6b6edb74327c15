"""Entries of a catalogue for the tests of components."""

from __future__ import annotations

from typing import Any

from components.context import Context
from strongroom.catalogue import Secret
from tests.components.recording import ACCOUNT


def context(**overrides: Any) -> Context:
    """A production stack."""
    return Context(
        **{"environment": "production", "owner": "platform", "account": ACCOUNT, "region": "us-east-1"} | overrides
    )


def entry(path: str = "candlefish/jwt/secret", **overrides: Any) -> Secret:
    """A generated secret; overrides replace whole keys of the entry."""
    given = {
        "path": path,
        "workspace": "candlefish",
        "description": "Signs the sessions of the candlefish application",
        "type": "crypto",
        "owner": "security-team",
        "environments": ["production"],
        "source": {"origin": "generated"},
    }
    return Secret.model_validate(given | overrides)


SUPPLIED = {"origin": "supplied", "where": "SendGrid > Settings > API Keys"}
ROTATION = {"days": 180, "strategy": "random"}
