"""Keeps the local environment and the real ones apart, both ways, before anything is registered.

The engine attaches providers that already run through PULUMI_DEBUG_PROVIDERS; that is how the local stack gets its
stand-ins. A real stack applied through them would write a state that claims things exist which don't; the local
stack applied without them would reach for real accounts. A preview of a real stack through them is welcome: that is
how a pull request is previewed with no credentials.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.settings import Settings

PACKAGES = frozenset({"aws", "github", "random", "vault"})


class Refused(pulumi.RunError):
    """This stack may not be applied from this environment; the message says why and what to do."""


def refuse_wrong_environment(settings: Settings, stack: str, environ: Mapping[str, str], *, dry_run: bool) -> None:
    """Compare the stack's configuration with the environment that the program runs in.

    Raises:
        Refused: with every reason at once.
    """
    reasons = []
    if settings.environment != stack:
        reasons.append(
            f"the stack is {stack!r} and its configuration says strongroom:environment is {settings.environment!r};"
            f" use Pulumi.{stack}.yaml"
        )
    attached = attached_packages(environ)
    if settings.providers == "local":
        reasons += _reasons_against_local(attached, environ)
    elif attached and not dry_run:
        reasons.append(
            f"local providers are attached ({', '.join(sorted(attached))}) and {stack!r} is for the published ones;"
            " unset PULUMI_DEBUG_PROVIDERS, or use a shell without `python -m local env`"
        )
    if reasons:
        raise Refused("nothing was changed:\n" + "\n".join(f"  - {reason}" for reason in reasons))


def attached_packages(environ: Mapping[str, str]) -> frozenset[str]:
    """Packages whose providers the engine attaches to instead of starting a plugin."""
    pairs = environ.get("PULUMI_DEBUG_PROVIDERS", "").split(",")
    return frozenset(pair.partition(":")[0] for pair in pairs if pair)


def _reasons_against_local(attached: frozenset[str], environ: Mapping[str, str]) -> list[str]:
    reasons = []
    if missing := PACKAGES - attached:
        reasons.append(
            f"no local provider is attached for {', '.join(sorted(missing))}, so real accounts would be reached;"
            " run `make up`, or use the shell that `make shell` gives"
        )
    endpoint = environ.get("AWS_ENDPOINT_URL")
    if endpoint is not None and not is_loopback(endpoint):
        reasons.append("AWS_ENDPOINT_URL is not on loopback; use the shell that `make shell` gives")
    if endpoint is None and (kinds := _credentials(environ)):
        reasons.append(f"{', '.join(kinds)} may be of a real account; use the shell that `make shell` gives")
    return reasons


def is_loopback(url: str) -> bool:
    """Whether an endpoint is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _credentials(environ: Mapping[str, str]) -> list[str]:
    return [name for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN") if environ.get(name)]
