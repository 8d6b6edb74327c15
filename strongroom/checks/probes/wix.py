"""Wix: whether the key sees the production site.

https://dev.wix.com/docs/api-reference/account-level/sites/skills/query-sites
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from strongroom.checks.answer import PASSED, Answer
from strongroom.checks.probes import refused

if TYPE_CHECKING:
    import httpx

    from strongroom.catalogue.checks import Probe
    from strongroom.checks.probe_settings import ProbeSettings


def ask(question: Probe.Question, value: str, settings: ProbeSettings, client: httpx.Client) -> Answer:
    """Whether one of the account's sites that the key may see has the domain."""
    if settings.account is None:
        return Answer(unchecked='Wix is asked only with an account: [probes.wix] account = "..." in strongroom.toml')
    base = (settings.url or "https://www.wixapis.com").rstrip("/")
    headers = {"authorization": value, "wix-account-id": settings.account}
    found = client.post(f"{base}/site-list/v2/sites/query", headers=headers, json={"query": {}})
    if (wrong := refused("Wix", found)) is not None:
        return wrong
    domain = question.site_domain
    hosts = [urlsplit(str(site.get("viewUrl") or "")).hostname or "" for site in found.json()["sites"]]
    if domain is None or any(host == domain or host.endswith(f".{domain}") for host in hosts):
        return PASSED
    return Answer(refusal=f"does not see the site {domain}")
