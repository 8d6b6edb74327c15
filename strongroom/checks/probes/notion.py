"""Notion: whose token it is, and of which workspace.

https://developers.notion.com/reference/get-self
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.checks.answer import PASSED, Answer
from strongroom.checks.probes import refused

if TYPE_CHECKING:
    import httpx

    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings

_VERSION = "2022-06-28"


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether Notion knows the token as an integration's, and its workspace is the one that is meant."""
    base = (settings.url or "https://api.notion.com").rstrip("/")
    headers = {"authorization": f"Bearer {value}", "notion-version": _VERSION}
    found = client.get(f"{base}/v1/users/me", headers=headers)
    if (wrong := refused("Notion", found)) is not None:
        return wrong
    body = found.json()
    if body.get("type") != "bot":
        return Answer(refusal="is not the token of an integration")
    if not question.capability:
        return PASSED
    workspace = body.get("bot", {}).get("workspace_name")
    if settings.workspace is None or workspace is None:
        known = (
            f'the token belongs to the workspace "{workspace}"' if workspace else "Notion does not name its workspace"
        )
        return Answer(unchecked=f"{known}; see that this is the {question.capability}")
    if workspace != settings.workspace:
        return Answer(refusal=f'belongs to the workspace "{workspace}", not to "{settings.workspace}"')
    return PASSED
