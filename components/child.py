"""The one way a component's children get their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Sequence


def of(
    parent: pulumi.Resource,
    *,
    protect: bool | None = None,
    ignore_changes: list[str] | None = None,
    depends_on: Sequence[pulumi.Resource] | None = None,
    providers: list[pulumi.ProviderResource] | None = None,
) -> pulumi.ResourceOptions:
    """Options of a child: its parent, and what is given for this child alone."""
    return pulumi.ResourceOptions(
        parent=parent, protect=protect, ignore_changes=ignore_changes, depends_on=depends_on, providers=providers
    )
