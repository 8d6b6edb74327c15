"""Every role that the program makes stays within one boundary, whichever component makes it.

`strongroom bootstrap` makes the boundary, and lets the deployer make roles within it only. It is set in one place for
all: a component that is written tomorrow can't forget it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from strongroom import naming

if TYPE_CHECKING:
    from components.context import Context

_ROLE = "aws:iam/role:Role"


def hold(context: Context, *, wanted: bool) -> None:
    """From here on, give every role of the stack the boundary, where the stack's account has one."""
    if wanted:
        boundary = naming.boundary(context.partition, context.account, context.environment)
        pulumi.runtime.register_stack_transformation(lambda made: bounded(made, boundary))


def bounded(made: pulumi.ResourceTransformationArgs, boundary: str) -> pulumi.ResourceTransformationResult | None:
    """A role with its boundary; None, which changes nothing, for anything else."""
    if made.type_ != _ROLE:
        return None
    return pulumi.ResourceTransformationResult({**made.props, "permissions_boundary": boundary}, made.opts)
