"""Tests that take minutes each: `STRONGROOM_SOAK=1 make test` runs them too."""

from __future__ import annotations

import os

import pytest

SOAK = bool(os.environ.get("STRONGROOM_SOAK"))
soak = pytest.mark.skipif(not SOAK, reason="minutes long; STRONGROOM_SOAK=1 runs it")
