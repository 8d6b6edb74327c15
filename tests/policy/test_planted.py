"""The production program with one violation of every rule in it, previewed by the real engine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import policy
from policy import registry
from tests.policy import planting
from tests.policy.corpus.tokens import Tokens

ROOT = Path(policy.__file__).parent.parent
COPIED = ("policy", "strongroom", "components", "local", "catalogue", "rotation", "break_glass")
FILES = ("Pulumi.yaml", "Pulumi.production.yaml", "__main__.py", "pyproject.toml")
# What `make preview STACK=production` does, with a secret in the stack's configuration.
PREVIEW = """
import subprocess, sys
from local.stack.preview import throw_away
with throw_away("production") as engine:
    engine.select()
    command = ["pulumi", "config", "set", "--secret", "planted:password", "--stack", "production"]
    command += ["--config-file", str(engine.config_file)]
    subprocess.run(command, env=dict(engine.environment), input=sys.stdin.read(), text=True, check=True)
    engine.operate("preview", "--policy-pack", "policy")
"""
EXPIRED = """
- rule: kms-rotation
  resource: production::aws:kms/key:Key::planted-kms-lockout-it
  owner: security-team
  reason: Planted, so that a waiver that has ended is found.
  ticket: SEC-0
  expires: 2020-01-01
"""


@pytest.mark.real
def test_a_preview_of_production_names_every_rule_that_is_broken_in_one_run(tmp_path: Path) -> None:
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)
    with (tmp_path / "__main__.py").open("a") as program:
        program.write(planting.PROGRAM)
    with (tmp_path / "policy/waivers.yaml").open("a") as waivers:
        waivers.write(EXPIRED)
    (tmp_path / "planted.json").write_text(json.dumps(planting.resources()))
    stack = tmp_path / "Pulumi.production.yaml"
    # Planted roles are made without the SDK's classes, whose words the boundary is given in.
    stack.write_text(stack.read_text().replace("strongroom:roleBoundary: true", "strongroom:roleBoundary: false"))
    with stack.open("a") as configuration:
        configuration.write(f"\n  planted:apiToken: {Tokens(12).alnum(32)}\n")
    weaker = tmp_path / "weaker.json"
    weaker.write_text(json.dumps({"kms-rotation": "advisory"}))
    environment = {
        "STRONGROOM_LOCAL_DIR": str(tmp_path / ".strongroom"),
        "PULUMI_OPTION_POLICY_PACK_CONFIG": str(weaker),
    }
    done = subprocess.run(
        [sys.executable, "-c", PREVIEW],
        cwd=tmp_path,
        env={**os.environ, **environment},
        input=Tokens(13).alnum(24),
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    said = done.stdout + done.stderr
    assert done.returncode != 0
    silent = [rule.id for rule in registry.load() if f"  {rule.id}  (" not in said]
    assert silent == [], said[-4000:]
