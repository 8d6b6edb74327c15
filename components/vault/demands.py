"""A stack's Vault is looked at whole before anything of the stack is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.alerts.settings import AlertSettings
    from components.vault.settings import VaultSettings
    from strongroom.catalogue import Secret, Workspace


class VaultRefusedError(pulumi.RunError, ValueError):
    """The stack's Vault can't be built as asked; the message lists every problem."""


def demand_possible(
    settings: VaultSettings | None,
    workspaces: Sequence[Workspace],
    secrets: Sequence[Secret],
    alerts: AlertSettings | None,
) -> None:
    """Go on where there is no Vault, or one that can be built.

    Raises:
        VaultRefusedError: with every problem of network, cluster and configuration.
    """
    if settings is None:
        return
    from components.vault import vault

    if found := list(vault.problems(settings, workspaces, secrets, alerts)):
        raise VaultRefusedError("the stack's Vault can't be built; nothing was changed\n" + "\n".join(found))
