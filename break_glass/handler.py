"""The Lambda handler: `break_glass.handler.handle`."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from break_glass import identity, statement
from break_glass.actions import Caller, Glass
from break_glass.errors import CallerError, GlassError, unexpected
from break_glass.records import Records
from break_glass.rules import Rules
from break_glass.telemetry import tell
from break_glass.way_in import Signer

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENT = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})


_NEWEST = "$LATEST"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the function runs: its name, which statements are to; its region; what it writes to and signs with.

    `version`: the newest has no number. An older one has older rules, and would serve whoever kept it by a number.
    """

    function: str
    version: str
    region: str
    endpoint: str
    rules: Rules
    records: Records
    signer: Signer


def handle(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answer one call. A refusal is an answer, too: `refused` says kind, problem and way out."""
    del context
    return run(event, _place(), datetime.now(UTC))


@cache
def _place() -> Place:
    """Once a container: its connections are used again."""
    region = os.environ["AWS_REGION"]
    clients = {name: boto3.client(name, region_name=region, config=_PATIENT) for name in ("dynamodb", "kms")}
    return Place(
        function=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        version=os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
        region=region,
        endpoint=os.environ.get("AWS_ENDPOINT_URL") or f"https://sts.{region}.amazonaws.com/",
        rules=Rules.load(),
        records=Records(client=clients["dynamodb"], table=os.environ["BREAK_GLASS_TABLE"]),
        signer=Signer(client=clients["kms"], key=os.environ["BREAK_GLASS_KEY"]),
    )


def run(event: Mapping[str, Any], place: Place, now: datetime) -> dict[str, Any]:
    """What `handle` does, with everything given."""
    principal = "unknown"
    try:
        if place.version != _NEWEST:
            raise CallerError("this is a version of the function with old rules", way_out="use strongroom break-glass")
        signed = identity.Signed.parse(event)
        signature = identity.signature_of(signed, place.region, now)
        known = identity.principal(signed, place.endpoint)
        principal = known.arn
        caller = Caller(person=place.rules.person(known.arn), principal=known.arn, user_id=known.user_id)
        if not place.records.use(signature, now):
            raise CallerError("this signature has served before", way_out="repeat the command: it signs anew")
        given = statement.parse(signed.statement, place.function)
        glass = Glass(rules=place.rules, records=place.records, signer=place.signer, caller=caller, now=now)
        return glass.answer(given)
    except Exception as error:  # noqa: BLE001 - a message of anything else than ours might quote what was sent
        told = error if isinstance(error, GlassError) else unexpected(error)
        tell(place.rules.environment, "BreakGlassRefused", principal=principal, problem=told.problem, at=_where(error))
        return {"refused": {"kind": told.kind, "problem": told.problem, "way_out": told.way_out}}


def _where(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{PurePath(frame.filename).name}:{frame.lineno}"
