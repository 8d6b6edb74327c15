"""Bootstrap against a real emulator: what it makes, that it repeats, and what it leaves alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.stores.proxy import Fault, aws_error

if TYPE_CHECKING:
    from tests.bootstrap.conftest import Project

pytestmark = pytest.mark.real

DENIED = Fault(
    status=403, body=b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
)
NOTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})


def does(project: Project) -> dict[str, str]:
    """What a dry run would do, by part."""
    parts = project("--dry-run", "--json").json["parts"]
    return {one["part"].replace(project.account, "ACCOUNT"): one["does"] for one in parts}


def test_a_dry_run_says_everything_and_makes_nothing(project: Project) -> None:
    done = project("--dry-run")
    assert done.code == 0
    for part in ("KMS key alias/strongroom-local-state", f"bucket {project.bucket}", "role strongroom-local-deployer"):
        assert f"make    {part}" in done.err
    assert f"for arn:aws:iam::{project.account}:user/ada with MFA" in done.err
    assert "nothing was changed" in done.out.decode()
    assert project.aws("kms").list_keys()["Keys"] == []
    assert project.aws("s3").list_buckets()["Buckets"] == []
    assert project.aws("iam").list_roles()["Roles"] == []
    assert project.command.records() == []


def test_nobody_who_agrees_means_nothing_is_made(project: Project) -> None:
    done = project()
    assert done.code == 2
    assert "add --yes" in done.err
    assert project.aws("kms").list_keys()["Keys"] == []


def test_what_was_made_is_as_it_should_be_and_a_second_run_changes_nothing(project: Project) -> None:
    assert project("--yes").code == 0
    s3, name = project.aws("s3"), project.bucket
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    rule = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    key = project.aws("kms").describe_key(KeyId="alias/strongroom-local-state")["KeyMetadata"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key["Arn"]}
    assert rule["BucketKeyEnabled"]
    assert all(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    kept = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"][0]["NoncurrentVersionExpiration"]
    assert kept["NoncurrentDays"] == 90
    assert project.aws("kms").get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]
    before = project.whole()
    again = project("--yes")
    assert "nothing was changed" in again.out.decode()
    assert project.whole() == before
    assert [one["result"] for one in project.command.records()] == ["begun", "done", "unchanged"]


def test_only_who_deploys_reads_the_state(project: Project) -> None:
    project("--yes")
    readers = [
        f"arn:aws:iam::{project.account}:role/bootstrap/strongroom-local-deployer",
        f"arn:aws:iam::{project.account}:role/strongroom-break-glass",
    ]
    policy = json.loads(project.aws("s3").get_bucket_policy(Bucket=project.bucket)["Policy"])
    by_name = {one["Sid"]: one for one in policy["Statement"]}
    assert by_name["EncryptedTransportOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert "s3:GetObject" in by_name["OnlyWhoDeploys"]["Action"]
    assert by_name["OnlyWhoDeploys"]["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": readers}}
    assert by_name["NobodyErasesTheStatesPast"]["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": readers[1:]}}
    key = json.loads(
        project.aws("kms").get_key_policy(
            KeyId=project.aws("kms").describe_key(KeyId="alias/strongroom-local-state")["KeyMetadata"]["KeyId"],
            PolicyName="default",
        )["Policy"]
    )
    decrypting = [one for one in key["Statement"] if "kms:Decrypt" in one["Action"]]
    assert [one["Condition"] for one in decrypting] == [{"ArnEquals": {"aws:PrincipalArn": readers}}]


def test_the_deployer_is_taken_on_with_mfa_or_by_one_workflow(project: Project) -> None:
    project("--yes")
    role = project.aws("iam").get_role(RoleName="strongroom-local-deployer")["Role"]
    people, workflows = role["AssumeRolePolicyDocument"]["Statement"]
    assert people["Principal"] == {"AWS": [f"arn:aws:iam::{project.account}:user/ada"]}
    assert people["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    subject = workflows["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    assert subject == ["repo:shop/infrastructure:environment:deploy-production"]
    assert role["MaxSessionDuration"] == 3600
    attached = project.aws("iam").list_attached_role_policies(RoleName="strongroom-local-deployer")["AttachedPolicies"]
    assert {one["PolicyName"].rpartition("-")[0] for one in attached} == {"strongroom-local-deployer"}


def spoil(project: Project) -> None:
    """Change what somebody might change by hand."""
    iam, kms = project.aws("iam"), project.aws("kms")
    key = kms.describe_key(KeyId="alias/strongroom-local-state")["KeyMetadata"]["KeyId"]
    kms.disable_key_rotation(KeyId=key)
    project.aws("s3").put_bucket_versioning(Bucket=project.bucket, VersioningConfiguration={"Status": "Suspended"})
    iam.attach_role_policy(
        RoleName="strongroom-local-deployer", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    iam.put_role_policy(
        RoleName="strongroom-local-deployer",
        PolicyName="more",
        PolicyDocument=NOTHING,
    )


def test_what_somebody_changed_by_hand_is_told_and_mended(project: Project) -> None:
    project("--yes")
    before = project.whole()
    spoil(project)
    steps = {one["part"]: one for one in project("--dry-run", "--json").json["parts"] if one["does"] == "change"}
    assert {name.partition(" ")[0]: one["details"] for name, one in steps.items()} == {
        "KMS": ["yearly rotation"],
        "bucket": ["versioning"],
        "role": ["policies", "no policy of its own"],
    }
    assert project("--yes").code == 0
    assert project.whole() == before
    assert set(does(project).values()) == {"keep"}


def test_a_policy_that_grows_gets_a_new_version_however_many_it_has(project: Project) -> None:
    project("--yes")
    arn = f"arn:aws:iam::{project.account}:policy/bootstrap/strongroom-local-boundary"
    wanted = project.policy("boundary")
    for _ in range(4):
        project.aws("iam").create_policy_version(PolicyArn=arn, PolicyDocument=NOTHING, SetAsDefault=True)
    assert project.policy("boundary") != wanted
    assert project("--yes").code == 0
    assert project.policy("boundary") == wanted


# Where a run is cut short: before the alias, among the bucket's settings, among the policies, as the role gets them.
CUTS = [("CreateAlias", 0), ("?publicAccessBlock", 1), ("POST /", 14), ("POST /", 30)]


@pytest.mark.parametrize(("operation", "after"), CUTS)
def test_a_run_that_was_cut_short_is_gone_on_with(project: Project, operation: str, after: int) -> None:
    denied = aws_error("AccessDeniedException") if operation == "CreateAlias" else DENIED
    project.proxy.fail(operation, denied, after=after)
    cut = project("--yes")
    assert cut.code == 3, "the fault has to be met"
    assert "AWS denies it" in cut.err
    project.proxy.faults.clear()
    assert project("--yes").code == 0
    assert set(does(project).values()) == {"keep"}
    assert len(project.aws("kms").list_keys()["Keys"]) == 1, "the key of the first run is used"


def test_a_key_whose_making_was_not_answered_is_found_again(project: Project) -> None:
    project.proxy.fail("CreateKey", Fault(lost=True), times=1)
    assert project("--yes").code == 3
    assert project("--yes").code == 0
    assert len(project.aws("kms").list_keys()["Keys"]) == 1


def test_a_bucket_that_was_begun_and_is_untagged_is_ours(project: Project) -> None:
    project.proxy.fail("?publicAccessBlock", DENIED, after=1)
    assert project("--yes").code == 3
    project.proxy.faults.clear()
    project.aws("s3").delete_bucket_tagging(Bucket=project.bucket)
    assert (
        "tags"
        in next(one for one in project("--dry-run", "--json").json["parts"] if "bucket" in one["part"])["details"]
    )
    assert project("--yes").code == 0
    project.aws("s3").delete_bucket_tagging(Bucket=project.bucket)
    assert project("--yes").code == 1, "nothing is begun any more: who took the tags off took the bucket over"


def make_bucket(project: Project) -> str:
    project.aws("s3").create_bucket(Bucket=project.bucket)
    return f"bucket {project.bucket}"


def make_key(project: Project) -> str:
    key = project.aws("kms").create_key()["KeyMetadata"]["KeyId"]
    project.aws("kms").create_alias(AliasName="alias/strongroom-local-state", TargetKeyId=key)
    return "KMS key alias/strongroom-local-state"


def make_role(project: Project) -> str:
    trust: dict[str, Any] = {"Version": "2012-10-17", "Statement": []}
    project.aws("iam").create_role(RoleName="strongroom-local-deployer", AssumeRolePolicyDocument=json.dumps(trust))
    return "role strongroom-local-deployer"


@pytest.mark.parametrize("make", [make_bucket, make_key, make_role])
def test_what_is_not_ours_is_told_and_never_changed(project: Project, make: Any) -> None:
    part = make(project)
    done = project("--yes")
    assert done.code == 1
    assert done.err.startswith(f"{part}: ")
    assert "tag it" in done.err
    assert len(project.aws("iam").list_policies(Scope="Local")["Policies"]) == 0, "nothing is made beside it"


def test_a_providers_of_somebody_else_is_used_as_it_is(project: Project) -> None:
    project.aws("iam").create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"]
    )
    assert project("--yes").code == 0
    assert does(project)["provider token.actions.githubusercontent.com"] == "keep"


def test_everything_wrong_with_the_file_is_told_at_once(project: Project) -> None:
    project.describe(bootstrap={"stateDays": 2, "github": [{"repository": "shop"}], "more": 1})
    done = project("--yes")
    assert done.code == 1
    for key in ("stateDays", "github.0.repository", "github.0.environment", "more"):
        assert f"Pulumi.local.yaml: bootstrap:{key}: " in done.err
    project.describe(bootstrap={"people": ["ada", f"arn:aws:iam::{project.account}:root"]})
    assert project("--yes").err.count("is nobody in particular") == 2


def test_who_only_stands_for_somebody_is_refused(project: Project) -> None:
    project.describe(
        bootstrap={"people": ["arn:aws:iam::222222222222:user/ada"]},
        vault={"breakGlassRole": "arn:aws:iam::222222222222:role/strongroom-break-glass"},
    )
    done = project("--yes")
    assert done.code == 1
    assert "bootstrap:people" in done.err
    assert "vault.breakGlassRole" in done.err
    assert project.aws("kms").list_keys()["Keys"] == []
