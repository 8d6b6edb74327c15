"""Arguments of a cluster for the tests: a good set, to be spoilt one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.alerts.settings import AlertSettings
from components.vault.cluster import Distribution, Placement, SecondRegion, VaultClusterArgs
from tests.components.recording import ACCOUNT

DISTRIBUTION = Distribution(name="openbao", version="2.6.2", sha256={"x86_64": "ab" * 32}, in_image=True)
PLACEMENT = Placement(
    vpc_id="vpc-1",
    zones=("us-east-1a", "us-east-1b", "us-east-1c"),
    subnet_ids=("subnet-a", "subnet-b", "subnet-c"),
    subnet_cidrs=("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"),
    endpoint_group_id="sg-endpoints",
    gateway_prefix_list_ids={"s3": "pl-s3", "dynamodb": "pl-dynamodb"},
)

SECOND_REGION = SecondRegion(name="us-west-2")
ALERTS = AlertSettings(mail=("alerts@example.internal",))


def role(name: str) -> str:
    """ARN of a role."""
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def arguments(**overrides: Any) -> VaultClusterArgs:
    """A production cluster."""
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "distribution": DISTRIBUTION,
        "domain_name": "vault.example.internal",
        "certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1",
        "image_id": "ami-0123456789abcdef0",
        "custodians": tuple(role(f"custodian-{number}") for number in range(1, 6)),
        "break_glass_role_arn": role("break-glass"),
        "deployer_role_arns": (role("deployer"),),
        "client_cidrs": ("10.0.0.0/16",),
        "alerts": ALERTS,
    }
    return VaultClusterArgs(**given | overrides)


def placement(**overrides: Any) -> Placement:
    """The good placement with something else."""
    return replace(PLACEMENT, **overrides)


def distribution(**overrides: Any) -> Distribution:
    """The good distribution with something else."""
    return replace(DISTRIBUTION, **overrides)
