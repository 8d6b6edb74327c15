"""The break-glass function's code with its rules in it: who may do what is as fixed as the code is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from components import function_archive
from strongroom.catalogue.vault_policies import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.break_glass.settings import BreakGlassSettings
    from components.function_archive import FunctionArchive

PACKAGE = "break_glass"
HANDLER = "break_glass.handler.handle"
RULES = f"{PACKAGE}/rules.json"
PROJECT = Path(__file__).parents[2]


def build(
    environment: str, audience: str, settings: BreakGlassSettings, paths: Iterable[str], root: Path = PROJECT
) -> FunctionArchive:
    """The archive of the project at `root`; raises ArchiveError."""
    told = rules(environment, audience, settings, paths)
    files = {**function_archive.own_files(root, PACKAGE), RULES: told}
    return function_archive.stored(PACKAGE, files)


def rules(environment: str, audience: str, settings: BreakGlassSettings, paths: Iterable[str]) -> bytes:
    """What the function is told, the same bytes for the same settings."""
    told = {
        "environment": environment,
        "audience": audience,
        "people": {name: sorted(principals) for name, principals in settings.people.items()},
        "approvers": sorted(settings.approvers),
        "approvals": settings.approvals,
        "approval_minutes": settings.approval_minutes,
        "request_hours": settings.request_hours,
        "durations": list(settings.durations),
        "paths": sorted({pattern(path) for path in paths}),
    }
    return json.dumps(told, indent=1, sort_keys=True).encode()
