"""What a violation means: advisory or mandatory, by stack and severity, from policy/enforcement.yaml."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from policy.rule import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).parent / "enforcement.yaml"
ANY_STACK = "*"


class Level(IntEnum):
    """The engine's levels in ascending strictness (the engine's own numbers are in another order)."""

    DISABLED = 0
    ADVISORY = 1
    MANDATORY = 2


class EnforcementError(Exception):
    """policy/enforcement.yaml can't be used as it is."""


class Enforcement:
    """The table of levels. An unknown stack counts as the strict one, so a new stack is never lax by accident."""

    def __init__(self, table: Mapping[str, Mapping[Severity, Level]]) -> None:
        self._table = table

    def level(self, stack: str, severity: Severity) -> Level:
        """What a violation of that severity means in that stack."""
        row = self._table.get(stack, self._table[ANY_STACK])
        return row[severity]


def load(file: Path = FILE) -> Enforcement:
    """Read the table. Raises `EnforcementError` with every problem in the file."""
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or ANY_STACK not in document:
        raise EnforcementError(f'{file}: no entry "{ANY_STACK}"; it says what holds for a stack that is not named')
    problems: list[str] = []
    table = {str(stack): _row(f"{file}: {stack}", row, problems) for stack, row in document.items()}
    if problems:
        raise EnforcementError("\n".join(problems))
    return Enforcement(table)


def _row(place: str, row: Any, problems: list[str]) -> dict[Severity, Level]:
    if not isinstance(row, dict):
        problems.append(f"{place}: use severities and levels, such as {{high: mandatory}}")
        return {}
    levels = {}
    for severity in Severity:
        name = row.get(severity.value)
        if name not in ("advisory", "mandatory"):
            problems.append(f"{place}: {severity.value} is {name}; use advisory or mandatory (off is a waiver)")
        else:
            levels[severity] = Level[name.upper()]
    problems.extend(f"{place}: {key} is no severity" for key in row if key not in {s.value for s in Severity})
    return levels
