"""How a tree's plan is come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.changes.plan import plan_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_preview_that_fails_without_a_reason_is_never_taken_for_a_whole_one(tmp_path: Path) -> None:
    """The tree's own code is run: here one whose preview writes a plan of nothing, and fails."""
    package = tmp_path / "local" / "stack"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import pathlib, sys\n"
        "pathlib.Path(sys.argv[sys.argv.index('--json') + 1]).write_text('{\"steps\": []}')\n"
        "sys.exit('error: preview failed')\n"
    )
    assert plan_of(tmp_path, "production").failure == "error: preview failed"
