"""Checks that ask somebody: one function a kind. What comes back is told without the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.checks import JsonUrl, Probe
from strongroom.checks.answer import PASSED, Answer
from strongroom.checks.wording import rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.catalogue.checks import Check
    from strongroom.checks.probe_settings import ProbeSettings

_TIMEOUT_SECONDS = 10
_REDIRECTS = 5
_BODY_LIMIT = 1_000_000


def ask(check: Check, text: str, settings: Mapping[str, ProbeSettings]) -> Answer:
    """Run a check that needs the network; `settings` by the provider's name."""
    match check:
        case JsonUrl():
            return Answer(refusal=_json_url(check, text))
        case Probe():
            from strongroom.checks import probes
            from strongroom.checks.probe_settings import ProbeSettings

            provider = check.probe.provider
            answer = probes.ask(check.probe, text, settings.get(provider) or ProbeSettings())
            return Answer(unchecked=f"{rule(check)}: {answer.unchecked}") if answer.unchecked else answer
        case _:
            return PASSED


def _json_url(check: JsonUrl, text: str) -> str | None:
    """Fetch the address and read JSON from it."""
    import json

    import httpx

    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=True, max_redirects=_REDIRECTS) as client:
            answer = client.get(check.json_url.url or text)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return f"could not be fetched ({type(error).__name__}); try again, or use --offline REASON"
    if answer.status_code != httpx.codes.OK:
        return f"answers {answer.status_code}, not 200"
    if len(answer.content) > _BODY_LIMIT:
        return "answers with more than a megabyte"
    try:
        found = json.loads(answer.content)
    except ValueError:
        return "does not answer with JSON"
    if not check.json_url.keys:
        return None
    missing = [key for key in check.json_url.keys if not isinstance(found, dict) or key not in found]
    return f"answers with JSON that lacks {', '.join(missing)}" if missing else None
