"""Slack: whether a token is valid, and its scopes.

https://docs.slack.dev/reference/methods/auth.test
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.checks.answer import Answer
from strongroom.checks.probes import lacking, refused

if TYPE_CHECKING:
    import httpx

    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether Slack knows the token (it says so in the body, with status 200), and what it may do."""
    base = (settings.url or "https://slack.com").rstrip("/")
    found = client.post(f"{base}/api/auth.test", headers={"authorization": f"Bearer {value}"})
    if (wrong := refused("Slack", found)) is not None:
        return wrong
    if found.json().get("ok") is not True:
        return Answer(refusal="is not accepted by Slack")
    return lacking(question, {scope.strip() for scope in found.headers.get("x-oauth-scopes", "").split(",")})
