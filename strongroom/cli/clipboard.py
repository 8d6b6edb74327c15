"""Reads the clipboard through whatever tool this system has for it."""

from __future__ import annotations

import shutil
import subprocess

from strongroom.operations.problem import InputError

_TOOLS = (
    ("wl-paste", "--no-newline"),
    ("xclip", "-selection", "clipboard", "-out"),
    ("xsel", "--clipboard", "--output"),
    ("pbpaste",),
    ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard"),
)
_SECONDS = 10


def read_clipboard() -> bytes:
    """What was copied; raises InputError where there is no tool, or nothing to read."""
    found = [command for command in _TOOLS if shutil.which(command[0])]
    if not found:
        names = ", ".join(command[0] for command in _TOOLS)
        raise InputError(f"nothing here reads the clipboard; install one of {names}, or use --file or a pipe")
    for command in found:
        try:
            return subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS).stdout
        except (subprocess.SubprocessError, OSError):
            continue
    raise InputError(f"the clipboard can't be read with {', '.join(command[0] for command in found)}; is it empty?")
