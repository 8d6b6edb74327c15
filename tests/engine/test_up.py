"""`up` with the real engine: what exists afterwards, and what a second one does."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import pytest

from local.stack.pulumi_cli import PulumiError
from tests.engine import catalogues

if TYPE_CHECKING:
    from tests.engine.local_stack import LocalStack

pytestmark = pytest.mark.real
SECRET = "aws:secretsmanager/secret:Secret"


def test_every_entry_has_its_place_and_a_second_up_changes_nothing(applied: LocalStack) -> None:
    applied.up("--expect-no-changes")
    assert applied.secret_names() == [
        "local/harbour/app/session_key",
        "local/harbour/app/signing_key",
        "local/harbour/mail/api_key",
    ]


def test_a_refresh_after_an_up_finds_no_drift(applied: LocalStack) -> None:
    applied.refresh("--expect-no-changes")


def test_a_generated_value_arrives_on_github_as_it_is_in_the_store(applied: LocalStack) -> None:
    value = applied.current(catalogues.GENERATED)
    wanted = {"repository": catalogues.REPOSITORY, "environment": "production", "name": "SESSION_KEY"}
    with applied.github() as github:
        revealed = github.post("/_reveal", json=wanted).json()
    assert len(value) == 64
    assert revealed["sha256"] == hashlib.sha256(value.encode()).hexdigest()


def test_what_the_mirror_writes_is_not_written_by_the_engine(applied: LocalStack) -> None:
    with applied.github() as github:
        listed = github.get(f"/repos/{catalogues.REPOSITORY}/environments/production/secrets").json()
    assert [secret["name"] for secret in listed["secrets"]] == ["SESSION_KEY"]


def test_the_mirror_s_role_is_there_and_its_workflow_is_told_which_it_is(applied: LocalStack) -> None:
    iam, name = applied.aws("iam"), "strongroom-local-mirror"
    role = iam.get_role(RoleName=name)["Role"]
    (trusted,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Principal"]["Federated"] in [
        one["Arn"] for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    ]
    documents = [
        iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
    ]
    allowed = {one["Sid"]: one["Resource"] for document in documents for one in document["Statement"]}
    read = [arn.rpartition(":")[2] for arn in allowed["Entries"]]
    assert read == [f"local/{catalogues.ROTATING}-??????", f"local/{catalogues.SUPPLIED}-??????"]
    assert allowed["Key"] == [
        applied.aws("kms").describe_key(KeyId="alias/strongroom-local-secrets")["KeyMetadata"]["Arn"]
    ]
    with applied.github() as github:
        listed = github.get(f"/repos/{catalogues.REPOSITORY}/environments/production/variables").json()["variables"]
    told = {variable["name"]: variable["value"] for variable in listed}
    assert told["MIRROR_AWS_ROLE"] == role["Arn"]
    assert told["MIRROR_AWS_REGION"] == "us-east-1"


def decision(stack: LocalStack, action: str, resource: str) -> str:
    """What the emulator's IAM says to a call of the mirror's role; of conditions it knows nothing."""
    answer = stack.aws("iam").simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::000000000000:role/strongroom-local-mirror",
        ActionNames=[action],
        ResourceArns=[resource],
    )
    return str(answer["EvaluationResults"][0]["EvalDecision"])


def test_the_mirror_s_role_is_let_in_where_it_works_and_nowhere_else(applied: LocalStack) -> None:
    arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:{}-a1b2c3".format
    read, write = "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"
    assert decision(applied, read, arn(f"local/{catalogues.SUPPLIED}")) == "allowed"
    assert decision(applied, write, arn(f"local/{catalogues.SUPPLIED}")) == "implicitDeny"
    assert decision(applied, write, arn("local/meta/strongroom/fingerprint_key")) == "allowed"
    for name in (f"local/{catalogues.GENERATED}", f"staging/{catalogues.SUPPLIED}", "local/vault/recovery-share-1"):
        assert decision(applied, read, arn(name)) == "implicitDeny"


def test_an_up_never_puts_a_rotated_value_back(applied: LocalStack) -> None:
    first, second = (secrets.token_urlsafe(32) for _ in range(2))
    store = applied.aws("secretsmanager")
    # Two rotations: after the second one no version of the engine's is current or previous any more.
    for rotated in (first, second):
        store.put_secret_value(SecretId=f"local/{catalogues.ROTATING}", SecretString=rotated)
    applied.up("--expect-no-changes")
    applied.refresh()
    applied.up()
    assert applied.current(catalogues.ROTATING) == second


def test_an_up_never_touches_a_supplied_value(applied: LocalStack) -> None:
    value = secrets.token_urlsafe(32)
    applied.aws("secretsmanager").put_secret_value(SecretId=f"local/{catalogues.SUPPLIED}", SecretString=value)
    applied.refresh()
    applied.up("--expect-no-changes")
    assert applied.current(catalogues.SUPPLIED) == value


def test_removing_an_entry_is_refused_while_protected_and_then_deletes_what_it_owns_and_nothing_else(
    stack: LocalStack,
) -> None:
    stack.configuration["strongroom:protect"] = True
    stack.up()
    foreign = "local/harbour/mail/made_by_hand"
    stack.aws("secretsmanager").create_secret(Name=foreign, SecretString=secrets.token_hex())
    fewer = [one for one in catalogues.entries() if one["path"] != catalogues.SUPPLIED]
    stack.declare(fewer)
    with pytest.raises(PulumiError) as refused:
        stack.up()
    assert "protect" in refused.value.output
    assert "local/harbour/mail/api_key" in stack.secret_names()

    stack.configuration["strongroom:protect"] = False
    stack.declare(catalogues.entries())
    stack.up()
    stack.declare(fewer)
    stack.up()
    assert stack.secret_names() == ["local/harbour/app/session_key", "local/harbour/app/signing_key", foreign]


def test_a_bad_catalogue_changes_nothing_and_names_every_problem(applied: LocalStack) -> None:
    names, known = applied.secret_names(), applied.resources(SECRET)
    bad = catalogues.entry("harbour/mail/other", description="Secret")
    gone = [one for one in catalogues.entries() if one["path"] != catalogues.SUPPLIED]
    applied.declare([*gone, catalogues.entry("harbour/mail/new"), bad, catalogues.entry("Harbour/Mail")])
    try:
        with pytest.raises(PulumiError) as refused:
            applied.up()
    finally:
        applied.declare(catalogues.entries())
    assert "harbour.yaml:" in refused.value.output
    assert "2 problems; nothing was changed" in refused.value.output
    assert "Traceback" not in refused.value.output
    assert applied.secret_names() == names
    assert applied.resources(SECRET) == known
    assert known, "there was something to lose"
