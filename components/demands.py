"""A stack is looked at whole before anything of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from components.data import demands as data_demands
from components.data.demands import DataRefusedError
from components.vault import demands as vault_demands
from components.vault.demands import VaultRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.settings import Settings
    from strongroom.catalogue import Secret, Workspace


class StackRefusedError(pulumi.RunError, ValueError):
    """The stack can't be built as asked; the message lists every problem of every part."""


def demand_possible(
    settings: Settings, workspaces: Sequence[Workspace], secrets: Sequence[Secret], region: str
) -> None:
    """Go on with a stack whose Vault, databases and caches can be built.

    Raises:
        StackRefusedError: with every problem.
    """
    refusals = []
    try:
        vault_demands.demand_possible(settings.vault, workspaces, secrets, settings.alerts)
    except VaultRefusedError as refused:
        refusals.append(str(refused))
    try:
        data_demands.demand_possible(settings, secrets, region)
    except DataRefusedError as refused:
        refusals.append(str(refused))
    if refusals:
        raise StackRefusedError("\n".join(refusals))
