"""Who may write: the role that a workspace demands, held against who the store says we are (requirement 1.1)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError
from strongroom.operations.scope import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from strongroom.catalogue import Workspace
    from strongroom.operations.settings import Settings


def demand_role(workspace: Workspace, environment: str, settings: Settings, caller: Callable[[], str]) -> None:
    """Raise InputError where the caller does not hold the workspace's role; StoreError where the store won't say.

    A role that nobody is given keeps everybody out, except in a rehearsal that says nothing about it.
    """
    if workspace.role is None:
        return
    holders = settings.roles.get(workspace.role, {})
    patterns = holders.get(environment)  # type: ignore[call-overload]  # any other key is simply not there
    if patterns is None and environment == LOCAL:
        return
    if not patterns:
        raise InputError(
            f'{workspace.workspace} is written by the role "{workspace.role}", which nobody is given in {environment};'
            f' name its holders in strongroom.toml: [roles."{workspace.role}"] {environment} = ["arn:..."]'
        )
    who = caller()
    if not any(fnmatchcase(who, pattern) for pattern in patterns):
        raise InputError(
            f'{workspace.workspace} is written by the role "{workspace.role}" only, and you are {who};'
            " sign in with that role, or ask one of its holders"
        )
