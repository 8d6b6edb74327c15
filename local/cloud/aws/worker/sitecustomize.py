# ruff: noqa: INP001 - not a package: Python itself looks for a file of this name on PYTHONPATH
"""Loaded by every Python that the emulator starts: a Lambda worker stays on loopback too."""

import importlib.util
from pathlib import Path

# By path: a Lambda worker's own `local` package must not decide what is loaded here.
_spec = importlib.util.spec_from_file_location("_strongroom_loopback", Path(__file__).parent.parent / "loopback.py")
if _spec is not None and _spec.loader is not None:
    _loopback = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_loopback)
    _loopback.confine()
