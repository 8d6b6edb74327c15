"""The context of the stack that the program runs for: its settings, and the account that its credentials belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_aws as aws

from components import role_boundary
from components.context import Context

if TYPE_CHECKING:
    from components.settings import Settings


def stack_context(settings: Settings) -> Context:
    """Ask AWS whose account, which region and which partition this is, and hold the stack's roles to their boundary."""
    context = Context(
        environment=settings.environment,
        owner=settings.owner,
        account=aws.get_caller_identity().account_id,
        region=aws.get_region().region,
        partition=aws.get_partition().partition,
        protect=settings.protect,
        recovery_days=settings.recovery_days,
    )
    role_boundary.hold(context, wanted=settings.role_boundary)
    return context
