"""A stack with a database and a cache, applied twice: logins wait, and no password is in the state (soak)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.components.data_stores import CACHE, DATABASE, PLACE
from tests.engine import catalogues
from tests.soak import soak

if TYPE_CHECKING:
    from tests.engine.local_stack import LocalStack

pytestmark = [pytest.mark.real, soak]
POSTGRES, REDIS = DATABASE["entry"], CACHE["entry"]


def test_an_up_makes_them_connects_them_and_a_second_one_changes_nothing(stack: LocalStack) -> None:
    stack.configuration.update(
        {
            "strongroom:rotation": {},
            "strongroom:databases": {"harbour": {**DATABASE, "place": PLACE}},
            "strongroom:caches": {"harbour": {**CACHE, "place": PLACE}},
        }
    )
    logins = {"fields": ["host", "username", "password"], "type": "database"}
    made = {"origin": "external", "system": "rds"}
    stack.declare(
        [
            *catalogues.entries(),
            catalogues.entry(
                POSTGRES, **logins, source=made, rotation={"days": 30, "strategy": "postgres", "alternating": True}
            ),
            catalogues.entry(REDIS, **logins, source=made, rotation={"days": 30, "strategy": "redis"}),
        ]
    )
    stack.up()
    stack.up("--expect-no-changes")
    for path, port in ((POSTGRES, 5432), (REDIS, 6379)):
        waiting = json.loads(stack.current(path))
        assert waiting["port"] == port
        assert "password" not in waiting
    (database,) = stack.resources("aws:rds/instance:Instance")
    (kept,) = database["outputs"]["masterUserSecrets"]
    variables = stack.aws("lambda").get_function_configuration(FunctionName="strongroom-local-rotation-postgres")
    told = json.loads(variables["Environment"]["Variables"]["ROTATION_SUPERUSERS"])
    assert told == {
        f"local/{POSTGRES}": {"secret": kept["secretArn"], "host": database["outputs"]["address"], "port": 5432}
    }
    for kind in ("aws:rds/instance:Instance", "aws:elasticache/user:User"):
        (held,) = [one for one in stack.export("--show-secrets")["resources"] if one["type"] == kind]
        for name in ("password", "passwordWo", "passwords", "passwordsWo"):
            assert name not in held["inputs"]
            secret = held["outputs"].get(name) or {"plaintext": "null"}
            assert secret["plaintext"] in ("null", "[]")
