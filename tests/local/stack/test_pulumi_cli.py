"""How the engine is run: what of the surroundings reaches it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from local.stack.pulumi_cli import PulumiCli

if TYPE_CHECKING:
    from pathlib import Path

TELLS = '#!/bin/sh\necho "$* and ${PULUMI_OPTION_POLICY_PACK:-nothing}"\n'


def test_the_pack_that_the_shell_names_is_not_named_to_the_engine_a_second_time(tmp_path: Path) -> None:
    program = tmp_path / "pulumi"
    program.write_text(TELLS)
    program.chmod(0o700)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PULUMI_OPTION_POLICY_PACK": "policy"}
    engine = PulumiCli(stack="local", environment=environment, config_file=tmp_path / "Pulumi.local.yaml")
    said = engine.operate("up", "--policy-pack", "policy", stdout=subprocess.PIPE)
    assert said.strip().endswith("--policy-pack policy --non-interactive and nothing")
