"""The one way a component's children get their options."""

from __future__ import annotations

import pulumi


def of(parent: pulumi.Resource, **options: object) -> pulumi.ResourceOptions:
    """Options of a child: its parent, and what is given for this child alone."""
    return pulumi.ResourceOptions.merge(pulumi.ResourceOptions(**options), pulumi.ResourceOptions(parent=parent))
