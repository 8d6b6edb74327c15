"""What a pull request changes, from the real engine on two trees: each is planned by its own code."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from local.cloud.paths import PROJECT
from tests.engine.catalogues import GENERATED, SUPPLIED, entry, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real

NEW = "harbour/queue/token"
AUTHOR = ("-c", "user.name=Nobody", "-c", "user.email=nobody@strongroom.example")


def _git(tree: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=tree, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with this project's files, a small catalogue, and production's keys and entries only."""
    tree = tmp_path / "tree"
    for name in _git(PROJECT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (PROJECT / name).is_file() and not name.startswith(("docs/", "tests/", "catalogue/")):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, tree / name)
    settings = yaml.safe_load((tree / "Pulumi.production.yaml").read_text())
    for part in ("vault", "rotation", "mirror", "databases", "caches"):
        settings["config"].pop(f"strongroom:{part}")
    (tree / "Pulumi.production.yaml").write_text(yaml.safe_dump(settings))
    write(tree / "catalogue", [entry(SUPPLIED)])
    (tree / ".venv").symlink_to(sys.prefix)
    (tree / ".gitignore").write_text("/.venv\n")
    _git(tree, "init", "--quiet")
    _git(tree, "add", "--all")
    _git(tree, *AUTHOR, "commit", "--quiet", "--message", "base")
    return tree


def test_a_pull_request_is_told_what_it_does(tree: Path, tmp_path: Path) -> None:
    write(tree / "catalogue", [entry(NEW, owner="queue-team"), entry(GENERATED, source={"origin": "generated"})])
    keys = tree / "components" / "context.py"
    keys.write_text(keys.read_text().replace('"ManagedBy": "pulumi"', '"ManagedBy": "somebody"'))

    done = subprocess.run(
        [sys.executable, "-m", "local.stack", "changes", "production", "--base", "HEAD", "--into", str(tmp_path)],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )

    said = (tmp_path / "comment.md").read_text()
    assert "the update would stop: 1 protected, " in done.stdout, done.stderr
    assert done.returncode == 1
    assert f"| `{NEW}` | **new**<br>supplied api-key, owned by queue-team | queue-team puts the value" in said
    assert f"`{SUPPLIED}` | **removed**" in said
    assert "| **delete** | aws:secretsmanager/secret:Secret harbour/mail/api\\_key | the update refuses" in said
    assert "tags.ManagedBy: pulumi → somebody" in said
    assert "| **mandatory** | secret-rotation | aws:secretsmanager/secret:Secret harbour/app/session\\_key" in said
    assert _git(tree, "status", "--short", "--ignored=no").splitlines() == [
        " M catalogue/harbour.yaml",
        " M components/context.py",
    ]


def test_a_revision_that_is_not_there_is_named_with_the_way_out(tree: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.stack", "changes", "production", "--base", "no-such-branch"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert 'git has no revision "no-such-branch" here' in done.stderr
    assert "Traceback" not in done.stderr
