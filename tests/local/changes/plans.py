"""Plans for the tests, as the engine would have written them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from local.changes.plan import Plan, read

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "aws:secretsmanager/secret:Secret"
POLICY = "aws:iam/rolePolicy:RolePolicy"
RULE = "secret-name"


def step(token: str, name: str, inputs: Mapping[str, Any], *, protect: bool = False) -> dict[str, Any]:
    """One step of a plan."""
    urn = f"urn:pulumi:production::strongroom::{token}::{name}"
    return {
        "op": "create",
        "newState": {
            "urn": urn,
            "type": token,
            "custom": True,
            "inputs": inputs,
            "protect": protect,
            "sourcePosition": "project:///components/managed_secret.py#40",
        },
    }


def plan(*steps: Mapping[str, Any], found: tuple[str, ...] = (), failure: str = "") -> Plan:
    """A plan of these steps, in which the pack names the resources of `found`."""
    report = {"config": {"strongroom:rehearses": '["production"]'}, "steps": list(steps)}
    events = [
        {
            "policyEvent": {
                "resourceUrn": f"urn:pulumi:production::strongroom::{SECRET}::{name}",
                "message": "Names follow one form.\nname: is wrong\nWay out: rename it",
                "policyName": RULE,
                "enforcementLevel": "mandatory",
                "severity": "high",
            }
        }
        for name in found
    ]
    return read(json.dumps(report), "\n".join(map(json.dumps, events)), failure=failure)
