"""A place for tests: the production stack in an account of nobody's."""

from __future__ import annotations

from strongroom import naming
from strongroom.deployer.model import Place

ACCOUNT = "222222222222"


def production(**changes: str | None) -> Place:
    """The stack with its second region and two entries that the engine writes."""
    given: dict[str, str | None] = {"second_region": "us-west-2", **changes}
    return Place(
        project=naming.PROJECT,
        environment="production",
        account=ACCOUNT,
        region="us-east-1",
        second_region=given["second_region"],
        state_bucket=f"strongroom-state-production-{ACCOUNT}",
        state_key=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000",
        boundary=f"arn:aws:iam::{ACCOUNT}:policy/bootstrap/strongroom-production-boundary",
        written=("candlefish/jwt/secret", "candlefish/encryption/key"),
    )
