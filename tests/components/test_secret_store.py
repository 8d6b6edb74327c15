"""SecretStore: a place for every value, a value only where the engine makes it."""

from typing import Any

import pytest

from components.generated_key import INITIAL_STAGE
from components.secret_store import SecretStore, SecretStoreArgs
from strongroom.catalogue import Secret
from tests.components.entries import ROTATION, SUPPLIED, context, entry
from tests.components.recording import Registered, of_type, record

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
PASSWORD = "random:index/randomPassword:RandomPassword"


def registered(*secrets: Secret, **overrides: Any) -> list[Registered]:
    wanted = SecretStoreArgs(workspace="candlefish", secrets=secrets, key_arn="arn:aws:kms:key")
    return record(lambda: SecretStore(context(**overrides), wanted))


def test_an_entry_is_named_for_its_environment_and_path() -> None:
    (secret,) = of_type(registered(entry()), SECRET)
    assert secret.inputs["name"] == "production/candlefish/jwt/secret"
    assert secret.inputs["kmsKeyId"] == "arn:aws:kms:key"
    assert secret.inputs["recoveryWindowInDays"] == 30


def test_an_entry_says_who_answers_for_it() -> None:
    (secret,) = of_type(registered(entry(owner="security-team")), SECRET)
    assert secret.inputs["tags"]["Owner"] == "security-team"
    assert secret.inputs["tags"]["Workspace"] == "candlefish"


def test_a_supplied_value_has_a_place_and_never_passes_through_the_program() -> None:
    seen = registered(entry(source=SUPPLIED))
    assert len(of_type(seen, SECRET)) == 1
    assert not of_type(seen, VERSION)
    assert not of_type(seen, PASSWORD)


def test_a_generated_value_is_base64_of_48_random_bytes() -> None:
    (password,) = of_type(registered(entry()), PASSWORD)
    assert password.inputs == {
        "length": 64,
        "lower": True,
        "upper": True,
        "numeric": True,
        "special": True,
        "overrideSpecial": "+/",
    }


@pytest.mark.parametrize(
    ("source", "length", "special", "letters"),
    [
        ({"format": "hex", "bytes": 32}, 64, "abcdef", False),
        ({"format": "base64url", "bytes": 24}, 32, "-_", True),
        ({"format": "alphanumeric", "bytes": 16}, 22, "", True),
    ],
)
def test_other_formats_keep_their_alphabet_and_their_strength(
    source: dict[str, Any], length: int, special: str, letters: bool
) -> None:
    (password,) = of_type(registered(entry(source={"origin": "generated", **source})), PASSWORD)
    assert password.inputs["length"] == length
    assert password.inputs["overrideSpecial"] == special
    assert password.inputs["special"] is bool(special)
    assert password.inputs["lower"] is password.inputs["upper"] is letters


def test_the_engine_labels_what_it_wrote_so_that_it_never_writes_it_again() -> None:
    (version,) = of_type(registered(entry(rotation=ROTATION)), VERSION)
    assert version.inputs["versionStages"] == ["AWSCURRENT", INITIAL_STAGE]


def test_a_derived_value_a_constant_and_a_family_have_no_place_of_their_own() -> None:
    derived = entry("occ/chatwoot/postgres_host", source={"origin": "derived", "secret": "a/b", "extract": "dsn.host"})
    constant = entry("occ/app/region", type="setting", source={"origin": "constant", "value": "us-east-1"})
    family = entry("occ/shopify/*_staging", source=SUPPLIED)
    assert not of_type(registered(derived, constant, family), SECRET)


def test_a_supplied_secret_costs_one_resource() -> None:
    seen = registered(entry("a/b/c", source=SUPPLIED), entry("a/b/d", source=SUPPLIED))
    assert len(seen) == 1 + 2, [one.type for one in seen]
