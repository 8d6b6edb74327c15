"""The local providers against what is known of the published plugins: schemas of the SDKs, facts of their source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from local.plugins.differences import EVERY, compared, differences
from local.plugins.sdk import PACKAGES, extract, written
from local.providers.schema import schema_of
from local.providers.vault.package import PACKAGE as VAULT
from tests.local.plugins.program import used
from tests.local.providers.engine import CheckFailedError, Engine, engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = {one.token: one for one in EVERY}
UNREAD = {"vault:aws/authBackendRole:AuthBackendRole"}  # only an old text of it was at hand
MOUNT, LOGIN = "vault:index/mount:Mount", "vault:index/authBackend:AuthBackend"
JWT, QUOTA = "vault:jwt/authBackend:AuthBackend", "vault:index/quotaRateLimit:QuotaRateLimit"


@pytest.fixture(scope="module")
def vault() -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("VAULT_ADDR", "VAULT_TOKEN"):
            patch.delenv(name, raising=False)
        with engine_for(VAULT) as engine:
            yield engine


@pytest.mark.parametrize("package", PACKAGES)
def test_the_schemas_are_those_of_the_installed_sdks(package: str) -> None:
    """Where this fails, look at what the new SDK changed, then run `python -m local.plugins --write`."""
    assert written(package).read_text(encoding="utf-8") == extract(package)


def test_the_facts_name_every_type_that_the_program_makes() -> None:
    assert used() - UNREAD == FACTS.keys()


@pytest.mark.parametrize("token", sorted(FACTS))
def test_the_facts_name_every_input_of_the_sdk_and_no_other(token: str) -> None:
    assert FACTS[token].read | {*FACTS[token].unread} == schema_of(token).inputs.fields.keys()


def test_the_local_providers_do_what_is_known_of_the_plugins() -> None:
    assert differences() == []


def test_a_difference_is_told_by_its_type_and_input() -> None:
    row, facts = VAULT.types[MOUNT], FACTS[MOUNT]
    other = replace(row, rules=replace(row.rules, replace_on=("path",), computed=()), defaults={})
    told = list(compared(other, facts))
    assert f"{MOUNT}: path: is replaced here, not by the plugin" in told
    assert f"{MOUNT}: type: is replaced by the plugin" in told
    assert f"{MOUNT}: sealWrap: is computed by the plugin" in told
    assert f"{MOUNT}: externalEntropyAccess: defaults to None here, to False in the plugin" in told


def test_a_difference_that_is_accepted_and_gone_is_told() -> None:
    facts = replace(FACTS[MOUNT], accepted={"description": "for a reason"})
    assert [words for words in compared(VAULT.types[MOUNT], facts) if "description: a difference is accepted" in words]


@pytest.mark.parametrize(
    ("token", "inputs", "reason"),
    [
        (LOGIN, {"type": "approle", "path": "approle/"}, "path: no slash"),
        (LOGIN, {"type": "approle", "path": "/approle"}, "path: no slash"),
        (JWT, {"oidcDiscoveryUrl": "https://a", "path": "people/"}, "path: no slash"),
        (JWT, {"oidcDiscoveryUrl": "https://a", "type": "saml"}, "type: use jwt or oidc"),
        (JWT, {"boundIssuer": "https://a"}, "oidcDiscoveryUrl: give one of"),
        (JWT, {"jwtValidationPubkeys": []}, "oidcDiscoveryUrl: give one of"),
        (JWT, {"oidcDiscoveryUrl": "https://a", "jwtValidationPubkeys": ["x"]}, "conflicts with jwtValidationPubkeys"),
        (JWT, {"oidcDiscoveryUrl": "https://a", "oidcClientSecretWoVersion": 1}, "only together with"),
        (QUOTA, {"rate": -1.0}, "rate: at least 0"),
        (QUOTA, {"rate": 1.0, "interval": 0}, "interval: at least 1"),
        (QUOTA, {"rate": 1.0, "groupBy": "name"}, "groupBy: use ip, none"),
        (QUOTA, {"rate": 1.0, "secondaryRate": 2.0}, "secondaryRate: only with groupBy"),
    ],
)
def test_what_the_plugin_refuses_is_refused(token: str, inputs: dict[str, Any], reason: str, vault: Engine) -> None:
    with pytest.raises(CheckFailedError, match=reason):
        vault.preview(token, inputs)
