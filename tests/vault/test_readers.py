"""An auditor, who may read no value, learns from the real cluster who could have read one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from strongroom import naming
from tests.engine.catalogues import SUPPLIED, entry, write
from tests.vault.configured import approle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command
    from tests.vault.rig import Rig

pytestmark = pytest.mark.real

POLICY = "strongroom-local-read-harbour"
ELSEWHERE = "harbour/mail/for_others"


def test_the_operator_s_key_is_enough_to_tell_who_could_have_read_a_value(
    cluster: Rig, keeper: Command, tmp_path: Path
) -> None:
    write(tmp_path, [entry(SUPPLIED, destinations=[{"to": "vault"}, {"to": "vault", "path": ELSEWHERE}])])
    logs = cluster.emulator.client("logs")
    with contextlib.suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=naming.log_group("local", "vault-audit"))
    cluster.emulator.client("secretsmanager").create_secret(Name=naming.secrets_manager("local", SUPPLIED))
    deployer = cluster.deployer(cluster.leader())
    with approle(deployer):
        for name, path in {POLICY: SUPPLIED, f"{POLICY}-elsewhere": ELSEWHERE, f"{POLICY}-not": "harbour/x"}.items():
            rule = f'path "secret/data/{path}" {{ capabilities = ["read"] }}'
            deployer.sys.create_or_update_acl_policy(name, rule)
        deployer.auth.approle.create_or_update_approle("mailer", token_policies=[POLICY])
        found = keeper("evidence", "access", SUPPLIED, "--json")
        assert found.code == 0, found.err
        could = {(one["who"], one["through"]) for one in found.json["could"]}
        first, second = f"vault:secret/{SUPPLIED}", f"vault:secret/{ELSEWHERE}"
        assert ("role mailer of auth/approle/", first) in could
        assert (f"any token with the policy {POLICY}", first) in could
        assert (f"any token with the policy {POLICY}-elsewhere", second) in could, "a copy under another path"
        assert not any("-not" in who for who, _ in could)
        assert ("any root token", first) in could
