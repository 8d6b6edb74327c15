"""Lines as OpenBao 2.6.2 writes them, made smaller; tests/vault holds real ones against the same filters."""

from __future__ import annotations

import json
from typing import Any

READ = "secret/data/candlefish/jwt/secret"


def line(kind: str = "request", **parts: Any) -> str:
    """A line of a request that somebody with a token makes."""
    request = {"id": "1", "operation": "read", "path": READ, "mount_class": "secret", "remote_address": "10.0.1.7"}
    given: dict[str, Any] = {
        "time": parts.pop("time", "2026-11-23T09:00:00.123456789Z"),
        "type": kind,
        "auth": {"accessor": "hmac", "display_name": "people-ada", "policies": ["strongroom-production-operators"]},
        "request": request | parts.pop("request", {}),
    }
    return json.dumps(given | parts)


def by(name: str, *policies: str) -> dict[str, Any]:
    """Whoever has a token."""
    return {"accessor": "hmac", "display_name": name, "policies": list(policies)}


LOGIN = {"operation": "update", "path": "auth/people/login", "mount_class": "auth", "mount_type": "jwt"}
ITSELF = {"path": "auth/token/lookup-self", "mount_class": "auth", "mount_type": "token", "client_token": "hmac"}
NOBODY = {"token_type": "default"}
DENIED = "1 error occurred:\n\t* permission denied\n\n"

# What happened, its lines, and the metrics that count one of them.
HAPPENED: dict[str, tuple[list[str], set[str]]] = {
    "a person reads": ([line(), line("response")], {"Reads", "PeopleReads"}),
    "an application reads": (
        [line(auth=by("approle", "read")), line("response", auth=by("approle", "read"))],
        {"Reads"},
    ),
    "a workflow reads": ([line("response", auth=by("github-actions-octo/app", "read"))], {"Reads"}),
    "the canary is read": ([line("response", request={"path": "secret/data/strongroom/canary"})], set()),
    "a standby hands a write on": (
        [
            line(request={"operation": "update"}),
            line("response", request={"operation": "update"}, error="cannot write to readonly storage"),
        ],
        set(),
    ),
    "a value is written": ([line("response", request={"operation": "update"})], {"Writes"}),
    "a value is destroyed": (
        [line("response", request={"operation": "update", "path": "secret/destroy/candlefish/jwt/secret"})],
        {"Writes"},
    ),
    "somebody signs in": (
        [
            line(auth=NOBODY, request=LOGIN),
            line("response", request=LOGIN, response={"auth": by("people-ada", "strongroom-production-operators")}),
        ],
        {"Logins"},
    ),
    "a standby hands a login on": (
        [
            line(auth=NOBODY, request=LOGIN),
            line("response", auth=NOBODY, request=LOGIN, response={"data": {"error": "hmac"}}, error="invalid request"),
        ],
        set(),
    ),
    "a login is refused": (
        [
            line(auth=NOBODY, request=LOGIN),
            line("response", auth=NOBODY, request=LOGIN, response={"data": {"error": "hmac"}}),
        ],
        {"FailedLogins"},
    ),
    "a secret id is refused": (
        [
            line(
                "response",
                auth=NOBODY,
                request=LOGIN,
                response={"data": {"error": "hmac"}},
                error="invalid credentials",
            )
        ],
        {"FailedLogins"},
    ),
    "a login comes from a wrong address": (
        [line("response", auth=NOBODY, request=LOGIN, response={"data": {"error": "hmac"}}, error=DENIED)],
        {"FailedLogins"},
    ),
    "an unknown token asks about itself": (
        [
            line(auth=NOBODY, request=ITSELF, error="permission denied"),
            line("response", auth=NOBODY, request=ITSELF, response={"data": {"error": "hmac"}}, error=DENIED),
        ],
        {"FailedLogins"},
    ),
    "a token that nobody knows": (
        [line(auth=NOBODY, error="permission denied"), line("response", auth=NOBODY, error=DENIED)],
        {"FailedLogins"},
    ),
    "a policy says no": ([line(error=DENIED), line("response", error=DENIED)], {"Denied"}),
    "root reads": (
        [line(auth=by("root", "root")), line("response", auth=by("root", "root"))],
        {"Reads", "PeopleReads", "RootUses"},
    ),
    "a share is given for a root token": (
        [line(auth=NOBODY, request={"operation": "update", "path": "sys/generate-root/update"})],
        {"RootAttempts"},
    ),
    "the glass is broken": (
        [
            line(
                "response",
                request=LOGIN | {"path": "auth/break-glass/login"},
                response={"auth": by("break-glass-7", "default", "strongroom-production-break-glass")},
            )
        ],
        {"Logins", "BreakGlassLogins"},
    ),
}
