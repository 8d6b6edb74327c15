"""The line of the runbook that makes the root token readable, taken out of the runbook and run.

That the node's own listener takes the two calls before it is shown by every test that needs a root token (`Rig.root`).
"""

from __future__ import annotations

import base64
import re
import secrets
import subprocess
import sys

from local.cloud.paths import PROJECT

RUNBOOK = PROJECT / "docs/runbooks/vault-restore.md"


def test_the_runbooks_line_decodes_what_the_third_custodian_is_told() -> None:
    (line,) = re.findall(r"python3 -c '(.*)'$", RUNBOOK.read_text(), re.MULTILINE)
    for length in (26, 27, 28):  # what base64 leaves out at its end differs, and the server pads none
        token, otp = (secrets.token_hex(14)[:length] for _ in range(2))
        mixed = bytes(a ^ b for a, b in zip(token.encode(), otp.encode(), strict=True))
        told = base64.b64encode(mixed).decode().rstrip("=")
        done = subprocess.run(
            [sys.executable, "-c", line], input=f"{told} {otp}\n", capture_output=True, text=True, check=True
        )
        assert done.stdout == f"{token}\n"
