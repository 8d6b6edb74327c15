"""A creation that fails after the resource exists is finished by the next update."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from local.providers.aws.package import PACKAGE as AWS
from local.providers.resource import RefusedError
from tests.local.providers.emulator import client_of
from tests.local.providers.engine import engine_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.providers.resource import Call

pytestmark = pytest.mark.real
TOKEN = "aws:cloudwatch/logGroup:LogGroup"


def failing_once(update: Callable[[Call[Any]], None]) -> Callable[[Call[Any]], None]:
    pending = [RefusedError("the server went away")]

    def updated(call: Call[Any]) -> None:
        if pending:
            raise pending.pop()
        update(call)

    return updated


def test_what_a_creation_did_not_come_to_is_done_by_the_next_update(online: None, endpoint: str) -> None:
    row = AWS.types[TOKEN]
    fragile = replace(row, effect=replace(row.effect, update=failing_once(row.effect.update)))
    inputs = {"name": f"/strongroom/{uuid.uuid4()}", "retentionInDays": 30}
    with engine_for(replace(AWS, types={**AWS.types, TOKEN: fragile})) as engine:
        kept = engine.create_partly(TOKEN, inputs)
        finished = engine.update(kept, inputs)  # the engine forces it, as the creation has failed
        assert finished.plain["retentionInDays"] == 30
    groups = client_of(endpoint, "logs").describe_log_groups(logGroupNamePrefix=inputs["name"])["logGroups"]
    assert [group["retentionInDays"] for group in groups] == [30]
