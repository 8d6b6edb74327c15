"""Every role of a stack that has a boundary is made with it, whoever makes the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import iam, sqs

from components import role_boundary
from components.context import Context
from tests.components.recording import ACCOUNT, record

if TYPE_CHECKING:
    import pytest

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/bootstrap/strongroom-production-boundary"


def boundaries(monkeypatch: pytest.MonkeyPatch, *, wanted: bool) -> dict[str, str | None]:
    """What each resource of a small stack was made with."""
    context = Context(environment="production", owner="platform-team", account=ACCOUNT, region="us-east-1")

    def program() -> None:
        holders: list[pulumi.ResourceTransformation] = []
        monkeypatch.setattr(pulumi.runtime, "register_stack_transformation", holders.append)
        role_boundary.hold(context, wanted=wanted)
        parent = pulumi.ComponentResource("test:a:B", "within", opts=pulumi.ResourceOptions(transformations=holders))
        within = pulumi.ResourceOptions(parent=parent)
        iam.Role("role", name="strongroom-production-x", assume_role_policy="{}", opts=within)
        sqs.Queue("queue", name="strongroom-production-y", opts=within)

    return {one.name: one.inputs.get("permissionsBoundary") for one in record(program)}


def test_a_role_within_a_component_has_the_boundary_and_nothing_else_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert boundaries(monkeypatch, wanted=True) == {"within": None, "role": BOUNDARY, "queue": None}


def test_a_stack_whose_account_has_no_boundary_makes_its_roles_without(monkeypatch: pytest.MonkeyPatch) -> None:
    assert boundaries(monkeypatch, wanted=False) == {"within": None, "role": None, "queue": None}
