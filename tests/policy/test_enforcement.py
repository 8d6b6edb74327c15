"""What a violation means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policy import enforcement
from policy.enforcement import EnforcementError, Level
from policy.rule import Severity

if TYPE_CHECKING:
    from pathlib import Path

ALL = "{low: mandatory, medium: mandatory, high: mandatory, critical: mandatory}"


def test_the_table_is_advisory_in_local_and_staging_and_mandatory_in_production_and_elsewhere() -> None:
    table = enforcement.load()
    for severity in Severity:
        assert [table.level(stack, severity) for stack in ("local", "staging")] == [Level.ADVISORY] * 2
        assert [table.level(stack, severity) for stack in ("production", "sandbox")] == [Level.MANDATORY] * 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("production: {low: mandatory}", r'no entry "\*"'),
        (f'"*": {ALL}\nlocal: off', "local: use severities and levels"),
        (f'"*": {ALL}\nlocal: {{low: disabled}}', "low is disabled; use advisory or mandatory"),
        (f'"*": {ALL}\nlocal: {{severe: mandatory}}', "severe is no severity"),
    ],
)
def test_a_table_that_leaves_something_open_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "enforcement.yaml"
    file.write_text(text)
    with pytest.raises(EnforcementError, match=problem):
        enforcement.load(file)
