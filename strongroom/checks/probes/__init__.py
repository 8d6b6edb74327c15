"""Questions to the provider that issued a credential: one file a provider, found by its name.

A probe is a function `ask(question, value, settings, client) -> Answer`. It makes as few requests as it can, all of
them reading, and says nothing of a server's message. A provider without a file is answered with `unchecked`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import httpx

from strongroom.checks.answer import Answer

if TYPE_CHECKING:
    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings

_TIMEOUT_SECONDS = 10
PROVIDERS = ("github", "gamma", "notion", "sendgrid", "slack", "stripe", "wix")


def ask(question: Probe.Question, value: str, settings: ProbeSettings) -> Answer:
    """Ask the question's provider about a credential."""
    if question.provider not in PROVIDERS:
        return Answer(unchecked=f"nothing here asks {question.provider} yet, so please look yourself")
    probe = importlib.import_module(f"strongroom.checks.probes.{question.provider}")
    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
            answer: Answer = probe.ask(question, value, settings, client)
            return answer
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        name = question.provider
        return Answer(
            refusal=f"could not be shown to {name} ({type(error).__name__}); try again, or use --offline REASON"
        )


def refused(provider: str, response: httpx.Response) -> Answer | None:
    """The answer for a response that is no success; None for one that is."""
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Answer(refusal=f"is not accepted by {provider} ({response.status_code})")
    if response.is_success:
        return None
    return Answer(
        refusal=f"could not be shown to {provider} ({response.status_code}); try again, or use --offline REASON"
    )


def lacking(question: Probe.Question, granted: set[str]) -> Answer:
    """Whether a scope that is demanded was not granted."""
    missing = [scope for scope in question.scopes if scope not in granted]
    return Answer(refusal=f"lacks the scope {', '.join(missing)}" if missing else None)
