"""GitHub: the scopes of a classic token; a fine-grained one tells none.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.checks.answer import PASSED, Answer
from strongroom.checks.probes import lacking, refused

if TYPE_CHECKING:
    import httpx

    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether GitHub knows the token, and what it may do."""
    base = (settings.url or "https://api.github.com").rstrip("/")
    found = client.get(f"{base}/user", headers={"authorization": f"Bearer {value}"})
    if (wrong := refused("GitHub", found)) is not None:
        return wrong
    granted = found.headers.get("x-oauth-scopes")
    if question.scopes and granted is None:
        return Answer(unchecked="a fine-grained token does not tell its permissions; see them in GitHub's settings")
    return lacking(question, {scope.strip() for scope in granted.split(",")}) if granted is not None else PASSED
