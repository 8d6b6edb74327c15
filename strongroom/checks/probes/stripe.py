"""Stripe: whether a key is valid, and live or of the test mode.

https://docs.stripe.com/api/balance/balance_retrieve
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from strongroom.checks.answer import PASSED, Answer
from strongroom.checks.probes import refused

if TYPE_CHECKING:
    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether Stripe knows the key; `environment: live` or `test` says which mode it has to be of."""
    base = (settings.url or "https://api.stripe.com").rstrip("/")
    found = client.get(f"{base}/v1/balance", headers={"authorization": f"Bearer {value}"})
    if found.status_code == httpx.codes.FORBIDDEN:  # a restricted key that may not read the balance
        return Answer(unchecked="the key may not read the balance, so its mode is not known; see it in Stripe")
    if (wrong := refused("Stripe", found)) is not None:
        return wrong
    live = found.json()["livemode"] is True
    if question.environment in ("live", "prod", "production") and not live:
        return Answer(refusal="is a key of the test mode")
    if question.environment in ("test", "staging") and live:
        return Answer(refusal="is a live key")
    return PASSED
