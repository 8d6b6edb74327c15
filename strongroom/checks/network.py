"""Checks that ask somebody: one function a kind. What comes back is told without the value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.catalogue.checks import JsonUrl, Probe
from strongroom.checks.wording import rule

if TYPE_CHECKING:
    from strongroom.catalogue.checks import Check

_TIMEOUT_SECONDS = 10
_REDIRECTS = 5
_BODY_LIMIT = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Neither field: the check passed. `unchecked`: nobody can be asked, the person has to look."""

    refusal: str | None = None
    unchecked: str | None = None


def refusal_over_network(check: Check, text: str) -> Answer:
    """Run a check that needs the network."""
    match check:
        case JsonUrl():
            return Answer(refusal=_json_url(check, text))
        case Probe():
            return Answer(
                unchecked=f"{rule(check)}: nothing here asks {check.probe.provider} yet, please look yourself"
            )
        case _:
            return Answer()


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
