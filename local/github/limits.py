"""What GitHub refuses: names, sizes and numbers of secrets and variables.

Source: https://docs.github.com/actions/reference/security/secrets and
https://docs.github.com/actions/reference/workflows-and-actions/variables.
The numbers are documented; how a full holder answers is not, and a 422 is assumed.
"""

from __future__ import annotations

import re

from local.github.answers import invalid
from local.github.model import Environment, Holder, Organisation

VALUE_BYTES = 48 * 1024
SECRETS = {"environment": 100, "repository": 100, "organization": 1000}
VARIABLES = {"environment": 100, "repository": 500, "organization": 1000}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def checked_name(kind: str, name: str) -> str:
    """The name as it is kept, in upper case; 422 for a name that GitHub refuses."""
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{kind} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). "
            "Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_)."
        )
    if name.upper().startswith("GITHUB_"):
        raise invalid(f"{kind} names must not start with GITHUB_.")
    return name.upper()


def check_size(kind: str, value: bytes) -> None:
    """422 for a value over 48 KB."""
    if len(value) > VALUE_BYTES:
        raise invalid(f"{kind} value is too large: the limit is 48 KB.")


def check_room(kind: str, holder: Holder) -> None:
    """422 when the holder has as many entries of this kind as GitHub allows."""
    level = holder_level(holder)
    kept, most = (
        (len(holder.secrets), SECRETS[level]) if kind == "Secret" else (len(holder.variables), VARIABLES[level])
    )
    if kept >= most:
        raise invalid(f"{kind} limit reached: {level} can have at most {most} {kind.lower()}s.")


def holder_level(holder: Holder) -> str:
    """The word for where a secret or variable lives."""
    if isinstance(holder, Environment):
        return "environment"
    return "organization" if isinstance(holder, Organisation) else "repository"
