"""Gamma: what a token may do, and in which environment, by token introspection (RFC 7662).

Gamma publishes no address for it: the organisation's own goes into `[probes.gamma] url` of strongroom.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.checks.answer import Answer, first
from strongroom.checks.probes import lacking, refused

if TYPE_CHECKING:
    import httpx

    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether the token is active, with the scopes and in the environment that are demanded."""
    if settings.url is None:
        return Answer(unchecked='Gamma is asked only at an address: [probes.gamma] url = "..." in strongroom.toml')
    found = client.post(settings.url, data={"token": value}, headers={"authorization": f"Bearer {value}"})
    if (wrong := refused("Gamma", found)) is not None:
        return wrong
    body = found.json()
    if body.get("active") is not True:
        return Answer(refusal="is not an active token of Gamma")
    environment = question.environment
    elsewhere = environment is not None and body.get("environment") != environment
    return first(
        [
            lacking(question, set(str(body.get("scope", "")).split())),
            Answer(refusal=f'is not a token of the environment "{environment}"' if elsewhere else None),
        ]
    )
