"""The roles through which somebody signs in: each carries the one policy that its name says, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.catalogue.vault_policies import BREAK_GLASS, MIRROR, MOST_BREAK_GLASS_MINUTES, OPERATORS, of_workspace
from strongroom.stores.errors import DeniedError, NotFoundError
from strongroom.vault.validation.finding import Finding, fails, holds, left_out, unseen
from strongroom.vault.validation.lag import once_learned
from strongroom.vault.validation.unusable import WHO_MAY
from strongroom.vault.validation.wording import some

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strongroom.vault.client import Client
    from strongroom.vault.validation.scene import Scene

METHODS = ("approle", "github-actions", "people", "aws")
_SCOPES = {"all": BREAK_GLASS, "paths": f"{BREAK_GLASS}-paths", "end": f"{BREAK_GLASS}-end"}
_MAKE = "pulumi up --refresh writes them anew, and takes away none that it did not make: delete those by hand"


def roles(client: Client, scene: Scene) -> Finding:
    """Of every method that the program mounts, but break-glass."""
    label, wrong, count = "roles of the sign-in methods", [], 0
    for method in METHODS:
        try:
            for role, facts in _roles(client, method):
                count += 1
                carried, due = _carried(facts), _due(scene, method, role)
                if carried != [due]:
                    wrong.append(f"auth/{method}/role/{role} carries {', '.join(carried) or 'nothing'}")
        except DeniedError:
            return unseen(label, f"we may not see the roles of auth/{method}", WHO_MAY)
    if wrong:
        return fails(label, some(wrong), _MAKE)
    return holds(label, f"{count} roles, each carries the policy that it is for and no other")


def break_glass_roles(client: Client, scene: Scene) -> Finding:
    """The way in of `strongroom break-glass`: what a role gives ends by itself, and is no more than its name says."""
    label = "break-glass login"
    try:
        found = dict(_roles(client, BREAK_GLASS))
    except DeniedError:
        return unseen(label, f"we may not see the roles of auth/{BREAK_GLASS}", WHO_MAY)
    if not found:
        way_out = "strongroom:vault.breakGlass in the stack's configuration (docs/vault.md); until then the runbook"
        return left_out(label, f"auth/{BREAK_GLASS} has no role: this stack has no such login", way_out)
    wrong = [
        f"{role} {problem}"
        for role, facts in found.items()
        for problem in unbounded(scene.cloud.environment, role, facts)
    ]
    if wrong:
        return fails(label, some(wrong), _MAKE)
    longest = max(int(facts["token_explicit_max_ttl"]) for facts in found.values())
    return holds(label, f"{len(found)} roles; what they give ends by itself after {longest // 60} minutes at most")


def _seconds(role: str) -> int:
    """How long a way in of this role lives, as its name says: `all-30`; `end` does its work within a minute."""
    minutes = role.rpartition("-")[2]
    return 60 * int(minutes) if minutes.isdecimal() and int(minutes) <= MOST_BREAK_GLASS_MINUTES else 60


def unbounded(environment: str, role: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """What of a role of break-glass has no end, or is more than its name says."""
    scope = role.partition("-")[0]
    due = _SCOPES.get(scope)
    carried, seconds = _carried(facts), int(facts.get("token_explicit_max_ttl") or 0)
    if due is None or carried != [naming.resource(environment, due)]:
        yield f"carries {', '.join(carried) or 'nothing'}"
    if seconds != (told := _seconds(role)):
        yield f"gives a token that lives {seconds} s, not {told} (0: without an end)"
    if (facts.get("bound_claims") or {}).get("scope") != scope:
        yield "is not bound to its scope"


def _roles(client: Client, method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every role with its settings; none where the method is not mounted."""
    try:
        told = once_learned(lambda: client.read(f"auth/{method}/role?list=true"), of=(DeniedError,))
    except NotFoundError:
        return
    for name in told["data"]["keys"]:
        yield str(name), client.read(f"auth/{method}/role/{name}")["data"]


def _carried(facts: Mapping[str, Any]) -> list[str]:
    bare = [] if facts.get("token_no_default_policy") else ["default"]
    return [*(facts.get("token_policies") or ()), *bare]


def _due(scene: Scene, method: str, role: str) -> str | None:
    """The policy that a role of this name is made for; None where the program makes none so called."""
    environment = scene.cloud.environment
    readers = [purpose for purpose in scene.policies if purpose not in (OPERATORS, BREAK_GLASS, MIRROR)]
    if method == "people":
        due = {naming.resource(environment, OPERATORS): OPERATORS}.get(role)
    elif method == "github-actions":
        known = [one for one in (MIRROR, *readers) if role.startswith(f"{naming.resource(environment, one)}-")]
        due = max(known, key=len, default=None)
    else:
        due = {naming.resource(environment, one.removeprefix(of_workspace(""))): one for one in readers}.get(role)
    return naming.resource(environment, due) if due else None
