"""Claims of JWT roles, as the plugin writes them: a comma parts texts of which any will do, unless that is off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.local.providers_vault.conftest import Rig

pytestmark = pytest.mark.real
ROLE = "vault:jwt/authBackendRole:AuthBackendRole"
CLAIM = "cn=operators, ou=people"


def _inputs(**more: Any) -> dict[str, Any]:
    own = {"roleName": "it", "roleType": "jwt", "userClaim": "sub", "boundAudiences": ["here"]}
    return {**own, "boundClaims": {"group": CLAIM}, **more}


@pytest.mark.parametrize(
    ("whole", "stored", "read"),
    [(False, ["cn=operators", "ou=people"], "cn=operators,ou=people"), (True, CLAIM, CLAIM)],
)
def test_a_claim_with_a_comma_is_several_or_one(whole: bool, stored: Any, read: str, rig: Rig) -> None:
    rig.bao.call("POST", "sys/auth/jwt", {"type": "jwt"}, expect=204)
    inputs = _inputs(disableBoundClaimsParsing=whole)
    made = rig.engine.create(ROLE, inputs)
    assert rig.bao.call("GET", "auth/jwt/role/it", expect=200)["data"]["bound_claims"] == {"group": stored}
    refreshed = rig.engine.refresh(made)
    assert refreshed is not None
    assert refreshed.plain["boundClaims"] == {"group": read}
    if whole:
        assert not rig.engine.diff(refreshed, inputs).kinds


def test_a_role_without_a_kind_keeps_the_servers(rig: Rig) -> None:
    rig.bao.call("POST", "sys/auth/jwt", {"type": "jwt"}, expect=204)
    inputs = {"roleName": "it", "userClaim": "sub", "allowedRedirectUris": ["https://here"]}
    made = rig.engine.create(ROLE, inputs)
    assert made.plain["roleType"] == "oidc"
    assert made.plain["tokenType"] == "default"
    assert not rig.engine.diff(made, inputs).kinds
