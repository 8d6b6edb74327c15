"""A quota for everything: whom else it covers is the server's to say where the program does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.local.providers_vault.conftest import Rig

pytestmark = pytest.mark.real
QUOTA = "vault:index/quotaRateLimit:QuotaRateLimit"


def test_a_global_quota_is_no_change_after_a_refresh(rig: Rig) -> None:
    inputs = {"name": "everything", "path": "", "rate": 100.0}
    made = rig.engine.create(QUOTA, inputs)
    assert rig.bao.call("GET", "sys/quotas/rate-limit/everything", expect=200)["data"]["inheritable"] is True
    refreshed = rig.engine.refresh(made)
    assert refreshed is not None
    assert not rig.engine.diff(refreshed, inputs).kinds
    rig.engine.delete(made)
