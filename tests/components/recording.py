"""Runs a piece of a program against a recording engine, and gives back what it registered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, set_mocks

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT = "123456789012"
_COMPUTED: dict[str, dict[str, Any]] = {
    "aws:rds/instance:Instance": {
        "address": "database.rds.example",
        "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:rds!db-it"}],
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {"primaryEndpointAddress": "cache.example"},
}
_LOOKED_UP: dict[str, dict[str, Any]] = {"aws:kms/getPublicKey:getPublicKey": {"publicKeyPem": "of PEM\n"}}


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One registration as the engine saw it: type token, logical name, inputs by their schema names."""

    type: str
    name: str
    inputs: dict[str, Any]
    provider: str


@dataclass
class Recorder(Mocks):
    """An engine that says yes to everything and remembers."""

    registered: list[Registered] = field(default_factory=list)

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Give a resource an id and the outputs that others are built from."""
        self.registered.append(
            Registered(type=args.typ, name=args.name, inputs=dict(args.inputs), provider=args.provider or "")
        )
        computed = {
            "arn": f"arn:aws:mock::{ACCOUNT}:{args.name}",
            "arnSuffix": f"suffix/{args.name}",
            "keyId": f"key-{args.name}",
            "result": "generated",
            "accessor": f"auth_{args.name}",
        }
        return f"{args.name}-id", {**computed, **_COMPUTED.get(args.typ, {}), **args.inputs}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Answer the lookups that components make."""
        found = _LOOKED_UP.get(args.token, {})
        return {"id": "4711", "arn": f"arn:aws:mock::{ACCOUNT}:found", **found, **args.args}, []


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The SDK's event loop, kept for the whole run: its mocks leave loops in the threads of this one's executor."""
    return asyncio.new_event_loop()


def record(program: Callable[[], object]) -> list[Registered]:
    """Run `program` to its end, every output resolved, and list what it registered."""
    recorder = Recorder()
    asyncio.set_event_loop(_loop())  # whoever called `asyncio.run` before left no current one
    set_mocks(recorder, project="strongroom", stack="production", preview=False)
    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    return recorder.registered


def of_type(registered: list[Registered], token: str) -> list[Registered]:
    """Registrations of one type."""
    return [one for one in registered if one.type == token]
