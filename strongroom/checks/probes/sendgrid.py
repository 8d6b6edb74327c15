"""SendGrid: the key's scopes, and its name (1.12: the production key says so, and is not tagged test or staging).

https://www.twilio.com/docs/sendgrid/api-reference/api-keys/retrieve-an-existing-api-key
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from strongroom.checks.answer import PASSED, Answer, first
from strongroom.checks.probes import lacking, refused

if TYPE_CHECKING:
    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings

_PARTS = 3  # SG.<id>.<secret>


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether SendGrid knows the key, what it may do and what it is called."""
    base = (settings.url or "https://api.sendgrid.com").rstrip("/")
    headers = {"authorization": f"Bearer {value}"}
    scopes = client.get(f"{base}/v3/scopes", headers=headers)
    if (wrong := refused("SendGrid", scopes)) is not None:
        return wrong
    granted = lacking(question, set(scopes.json()["scopes"]))
    if not question.description_contains and not question.not_tagged:
        return granted
    return first([granted, _name(question, value, base, client)])


def _name(question: Probe.Question, value: str, base: str, client: httpx.Client) -> Answer:
    parts = value.split(".")
    if len(parts) != _PARTS:
        return Answer(refusal="is not of the form SG.<id>.<secret>")
    found = client.get(f"{base}/v3/api_keys/{parts[1]}", headers={"authorization": f"Bearer {value}"})
    if found.status_code == httpx.codes.FORBIDDEN:  # most keys may not read about keys
        return Answer(unchecked="the key may not read its own name; see in SendGrid that it is the one for production")
    if (wrong := refused("SendGrid", found)) is not None:
        return wrong
    name = str(found.json()["name"])
    if question.description_contains and question.description_contains not in name:
        return Answer(refusal=f'belongs to a key whose name does not contain "{question.description_contains}"')
    tag = next((tag for tag in question.not_tagged if tag.lower() in name.lower()), None)
    return Answer(refusal=f'belongs to a key that is tagged "{tag}"') if tag else PASSED
