"""What Vault is told of those whom the break-glass function signs for."""

from __future__ import annotations

from components.break_glass.login import BreakGlassLogin, BreakGlassLoginArgs
from tests.components.entries import context
from tests.components.recording import of_type, record


def test_the_key_is_told_as_vault_keeps_it_so_that_a_second_up_changes_nothing() -> None:
    args = BreakGlassLoginArgs(public_key="of PEM\n", audience="vault.test.internal", durations=(15,))
    registered = record(lambda: BreakGlassLogin(context(environment="local"), args))
    (method,) = of_type(registered, "vault:jwt/authBackend:AuthBackend")
    assert method.inputs["jwtValidationPubkeys"] == ["of PEM"]
