"""The mirror's identity: who takes it on, each of its calls both ways, and what the workflow is told."""

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from components.mirror import access as mirror_access
from components.mirror import workflow as mirror_workflow
from components.mirror.identity import MirrorIdentity, MirrorIdentityArgs
from components.mirror.settings import MirrorSettings
from components.mirror.workflow import MirrorRefusedError, MirrorWorkflow
from components.settings import Settings, SettingsError
from strongroom import catalogue as catalogues
from strongroom import naming
from strongroom.catalogue import Catalogue, Environment
from tests.components.entries import context
from tests.components.recording import ACCOUNT, Registered, of_type, record
from tests.components.sdk_warnings import IGNORED
from tests.engine import catalogues as catalogues_of_tests

pytestmark = IGNORED
ROOT = Path(__file__).parents[2]
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/secrets"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
ISSUER = "token.actions.githubusercontent.com"
BASE = {"environment": "production", "rehearses": ["production"], "providers": "published", "owner": "platform"}


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    """The catalogue of this repository."""
    return catalogues.load(ROOT / "catalogue")


def workflow(ours: Catalogue, *environments: Environment, **settings: Any) -> MirrorWorkflow:
    told = MirrorSettings.model_validate({"repository": "strongroom/strongroom"} | settings)
    return MirrorWorkflow(settings=told, vault=None, catalogue=ours, environments=environments or ("production",))


def registered(wanted: MirrorWorkflow) -> list[Registered]:
    return record(lambda: MirrorIdentity(context(), MirrorIdentityArgs(workflow=wanted, key_arn=KEY)))


class Role:
    """The role's policies, evaluated as IAM does: a statement has to allow the call, under its conditions."""

    def __init__(self, seen: list[Registered]) -> None:
        documents = [json.loads(policy.inputs["policy"]) for policy in of_type(seen, POLICY)]
        self.statements: list[dict[str, Any]] = [one for document in documents for one in document["Statement"]]

    def may(self, action: str, resource: str, **keys: str) -> bool:
        given = {name.replace("_", ":", 1): value for name, value in keys.items()}
        return any(
            action in one["Action"]
            and any(fnmatchcase(resource, pattern) for pattern in one["Resource"])
            and _holds(one.get("Condition", {}), given)
            for one in self.statements
        )

    def may_read(self, name: str) -> bool:
        return self.may("secretsmanager:GetSecretValue", _entry(name))

    def may_write(self, name: str) -> bool:
        changing = ("CreateSecret", "DeleteSecret", "PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage")
        return any(self.may(f"secretsmanager:{action}", _entry(name)) for action in changing)


def _holds(conditions: Mapping[str, Mapping[str, Any]], given: Mapping[str, str]) -> bool:
    wanted = {key: value for tests in conditions.values() for key, value in tests.items()}
    return all(given.get(key) in ([value] if isinstance(value, str) else value) for key, value in wanted.items())


def _entry(name: str) -> str:
    return f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:{name}-a1B2c3"


@pytest.fixture(scope="module")
def role(ours: Catalogue) -> Role:
    """What the production stack's role may do."""
    return Role(registered(workflow(ours, githubAppKey="alias/app")))


@pytest.mark.parametrize(
    "name",
    [
        "production/wired-chaos/wix/api_key",
        "production/candlefish/jwt/secret",
        "production/sophia/pulumi/access_token",  # the token of ESC, which the run takes out of the store
        "production/occ/shopify/shop_one_prod",  # of a family
        "production/meta/strongroom/fingerprint_key",
        "production/meta/strongroom/ledger/github/0",
    ],
)
def test_it_reads_what_it_delivers_and_its_own_record(role: Role, name: str) -> None:
    assert role.may_read(name)
    assert role.may("secretsmanager:DescribeSecret", _entry(name))


@pytest.mark.parametrize(
    "name",
    [
        "production/vault/recovery-share-1",
        "production/strongroom/vault/deployer_login",
        "production/strongroom/mirror/dispatch_token",  # EventBridge's
        "production/strongroom/pipeline/webhook_key",  # written by the engine
        "production/project/odin/openai_api_key",  # for developers' machines
        "production/meta/gcloud/service_account_key",
        "production/wired-chaos/wix/api_key/more",
        "staging/wired-chaos/wix/api_key",
        "staging/meta/strongroom/fingerprint_key",
        "production/anything",
    ],
)
def test_it_reads_nothing_else(role: Role, name: str) -> None:
    assert not role.may_read(name)
    assert not role.may("secretsmanager:DescribeSecret", _entry(name))


def test_it_writes_its_own_record_and_no_entry(role: Role, ours: Catalogue) -> None:
    assert role.may_write("production/meta/strongroom/ledger/github/0")
    assert not role.may_write("staging/meta/strongroom/ledger/github/0")
    assert not [secret.path for secret in ours.secrets if role.may_write(f"production/{secret.path}")]
    assert not role.may("secretsmanager:DeleteSecret", _entry("production/meta/strongroom/fingerprint_key"))


def test_it_lists_entries_and_nothing_else_of_everything(role: Role) -> None:
    everywhere = [action for one in role.statements if "*" in one["Resource"] for action in one["Action"]]
    assert everywhere == ["secretsmanager:ListSecrets"]


def test_it_uses_the_key_by_way_of_secrets_manager_only(role: Role) -> None:
    assert role.may("kms:Decrypt", KEY, kms_ViaService="secretsmanager.us-east-1.amazonaws.com")
    assert not role.may("kms:Decrypt", KEY)
    assert not role.may("kms:Decrypt", KEY, kms_ViaService="s3.us-east-1.amazonaws.com")
    assert not role.may("kms:Decrypt", f"{KEY}-other", kms_ViaService="secretsmanager.us-east-1.amazonaws.com")


def test_it_signs_with_the_key_of_the_app_only(role: Role, ours: Catalogue) -> None:
    assert role.may("kms:Sign", f"{KEY}-any", kms_ResourceAliases="alias/app")
    assert not role.may("kms:Sign", f"{KEY}-any", kms_ResourceAliases="alias/other")
    assert not role.may("kms:Sign", f"{KEY}-any")
    by_arn = Role(registered(workflow(ours, githubAppKey=KEY)))
    assert by_arn.may("kms:Sign", KEY)
    assert not by_arn.may("kms:Sign", f"{KEY}-other")
    assert not Role(registered(workflow(ours))).may("kms:Sign", KEY, kms_ResourceAliases="alias/app")


def test_only_the_repository_s_own_environment_takes_it_on(ours: Catalogue) -> None:
    (role,) = of_type(registered(workflow(ours)), ROLE)
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert role.inputs["name"] == "strongroom-production-mirror"
    assert role.inputs["maxSessionDuration"] == 3600
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"}
    assert statement["Condition"] == {
        "StringEquals": {
            f"{ISSUER}:aud": "sts.amazonaws.com",
            f"{ISSUER}:sub": ["repo:strongroom/strongroom:environment:production"],
        }
    }


def test_the_account_s_provider_is_made_where_none_is_named(ours: Catalogue) -> None:
    (made,) = of_type(registered(workflow(ours)), PROVIDER)
    assert made.inputs["url"] == f"https://{ISSUER}"
    assert made.inputs["clientIdLists"] == ["sts.amazonaws.com"]
    there = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
    assert not of_type(registered(workflow(ours, oidcProviderArn=there)), PROVIDER)


@pytest.mark.parametrize("stack", ["local", "staging", "production"])
def test_the_stacks_of_this_repository_have_a_mirror_whose_policies_fit(stack: str, ours: Catalogue) -> None:
    settings = stack_settings(stack)
    wanted = mirror_workflow.of_stack(context(environment=stack), settings, ours)
    assert wanted is not None
    policies = [policy.inputs["policy"] for policy in of_type(registered(wanted), POLICY)]
    assert sum(map(len, policies)) < 10_240
    assert set(wanted.places()) == set(settings.rehearses)


def stack_settings(stack: str) -> Settings:
    written = [yaml.safe_load((ROOT / file).read_text())["config"] for file in ("Pulumi.yaml", f"Pulumi.{stack}.yaml")]
    told = {key.removeprefix("strongroom:"): value for part in written for key, value in part.items()}
    return Settings.load(told.get, told.get)


def test_the_workflow_is_told_all_that_it_asks_for_and_nothing_else(ours: Catalogue) -> None:
    settings = stack_settings("production")
    assert settings.mirror
    assert settings.vault
    complete = settings.mirror.model_copy(update={"github_app": "app", "fly_token_entry": "candlefish/jwt/secret"})
    wanted = mirror_workflow.of_stack(context(), settings.model_copy(update={"mirror": complete}), ours)
    assert wanted
    told = wanted.variables(context(), "production", "role")
    asked = (ROOT / ".github/workflows/mirror.yml").read_text()
    assert sorted(told) == sorted(naming.MIRROR_VARIABLES)
    assert not [name for name in told if f"vars.{name} " not in asked]
    assert told["MIRROR_VAULT_ADDR"] == "https://vault.production.strongroom.internal"
    assert told["MIRROR_VAULT_ROLE"] == "strongroom-production-mirror-strongroom-strongroom-production"


def test_an_environment_is_not_told_of_what_another_one_has(ours: Catalogue) -> None:
    wanted = mirror_workflow.of_stack(context(environment="local"), stack_settings("local"), ours)
    assert wanted
    told = {environment: set(wanted.variables(context(), environment, "role")) for environment in wanted.environments}
    assert told["production"] - told["staging"] == {
        "MIRROR_PULUMI_TOKEN_ENTRY",  # the entry is production's only
        "MIRROR_VAULT_ADDR",
        "MIRROR_VAULT_ROLE",
    }


def test_a_repository_that_the_catalogue_does_not_declare_is_left_to_people(ours: Catalogue) -> None:
    assert workflow(ours).places() == {"production": "strongroom/strongroom/environments/production"}
    assert workflow(ours, repository="elsewhere/mirror").places() == {}


def test_many_entries_are_named_by_folders_in_which_all_are_read() -> None:
    paths = {f"harbour/service{n:03}/api_key" for n in range(100)} | {f"mail/s{n:03}/token" for n in range(100)}
    named = mirror_access.patterns(context(), paths, {"mail/other/login"}, room=15_000)
    assert "harbour/*" in named
    assert "mail/*" not in named
    assert len(named) == 101


def test_few_entries_are_named_one_by_one() -> None:
    assert mirror_access.patterns(context(), {"b/a/x", "b/a/y"}, ()) == ["b/a/x", "b/a/y"]


@pytest.mark.parametrize("folder", ["meta", "vault"])
def test_no_folder_is_named_that_holds_more_than_entries(folder: str) -> None:
    with pytest.raises(mirror_access.TooManyEntriesError):
        mirror_access.patterns(context(), {f"{folder}/{n}" for n in range(3)}, (), room=100)


def refusal(ours: Catalogue, told: Iterable[tuple[str, Any]]) -> str:
    settings = Settings.model_validate({**BASE, "mirror": dict(told)})
    with pytest.raises(MirrorRefusedError) as refused:
        mirror_workflow.of_stack(context(), settings, ours)
    return str(refused.value)


def test_what_is_computed_is_read_at_its_source_and_a_destination_is_written(tmp_path: Path) -> None:
    dsn: dict[str, Any] = {
        "path": "harbour/db/dsn",
        "description": "Opens the database of the harbour application",
        "type": "database",
    }
    host: dict[str, Any] = {
        **dsn,
        "path": "harbour/db/host",
        "type": "setting",
        "source": {"origin": "derived", "secret": "harbour/db/dsn", "extract": "dsn.host"},
        "destinations": [{"to": "fly", "app": "harbour"}],
    }
    kept_here = [dsn | {"source": {"origin": "supplied", "where": "Atlas > Database access"}, "destinations": []}, host]
    kept_in_vault = [{**kept_here[0], "path": "quay/db/dsn", "destinations": [{"to": "secrets-manager"}]}]
    for name, store, secrets in (("harbour", "secrets-manager", kept_here), ("quay", "vault", kept_in_vault)):
        workspace: dict[str, Any] = {
            "workspace": name,
            "title": name,
            "description": f"The organisation {name}",
            "owner": "platform",
        }
        workspace |= {"store": store, "environments": ["production"], "secrets": secrets}
        (tmp_path / f"{name}.yaml").write_text(json.dumps(workspace))
    role = Role(registered(workflow(catalogues.load(tmp_path))))
    assert role.may_read("production/harbour/db/dsn")
    assert not role.may_read("production/harbour/db/host")
    assert role.may_write("production/quay/db/dsn")
    assert not role.may_write("production/harbour/db/dsn")


def test_every_problem_is_told_before_anything_is_made(ours: Catalogue) -> None:
    told = {
        "repository": "strongroom/strongroom",
        "githubApp": "Iv1.app",
        "flyTokenEntry": "nobody/knows/it",
        "pulumiTokenEntry": "strongroom/pipeline/region",  # a constant: no entry of the store
    }
    said = refusal(ours, told.items())
    assert "nothing was changed" in said
    assert [line.split()[1] for line in said.splitlines()[1:]] == ["githubApp", "flyTokenEntry", "pulumiTokenEntry"]


def test_the_mirror_of_vault_and_of_aws_are_one(ours: Catalogue) -> None:
    settings = stack_settings("production")
    assert settings.mirror
    other = settings.mirror.model_copy(update={"repository": "strongroom/other"})
    with pytest.raises(MirrorRefusedError, match="one workflow mirrors"):
        mirror_workflow.of_stack(context(), settings.model_copy(update={"mirror": other}), ours)
    elsewhere = settings.model_copy(update={"rehearses": ("staging",)})
    with pytest.raises(MirrorRefusedError, match=r"mirrorEnvironment is production, .*; use staging"):
        mirror_workflow.of_stack(context(), elsewhere, ours)


def test_a_variable_of_the_workflow_is_nobody_else_s(tmp_path: Path) -> None:
    place = {"to": "github-environment", "repository": catalogues_of_tests.REPOSITORY}
    taken = catalogues_of_tests.entry("harbour/aws/role", name="MIRROR_AWS_ROLE", destinations=[place])
    told = {"repository": catalogues_of_tests.REPOSITORY}
    loaded = catalogues.load(catalogues_of_tests.write(tmp_path / "catalogue", [taken]))
    assert '"harbour/aws/role" is delivered to harbour/app/environments/production as MIRROR_AWS_ROLE' in refusal(
        loaded, told.items()
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("repository", "strongroom"),
        ("repository", "strongroom/*"),
        ("oidcProviderArn", "arn:aws:iam::123456789012:oidc-provider/gitlab.com"),
        ("githubAppKey", "1234abcd"),
        ("githubAppKey", "arn:aws:kms:us-east-1:123456789012:key/*"),
        ("flyTokenEntry", "*"),
        ("unknown", "x"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(key: str, value: str) -> None:
    told: dict[str, Any] = {**BASE, "mirror": {"repository": "strongroom/strongroom", key: value}}
    with pytest.raises(SettingsError, match=rf"strongroom:mirror\.{key}: "):
        Settings.load(told.get, told.get)


def test_a_stack_without_a_mirror_makes_no_identity(ours: Catalogue) -> None:
    assert mirror_workflow.of_stack(context(), Settings.model_validate(BASE), ours) is None


def test_the_workflow_is_told_of_the_role_once_it_may_do_its_work(ours: Catalogue) -> None:
    told: list[str] = []

    def program() -> None:
        made = MirrorIdentity(context(), MirrorIdentityArgs(workflow=workflow(ours), key_arn=KEY))
        written = made.written["strongroom/strongroom/environments/production"]
        pulumi.Output.from_input(written["MIRROR_AWS_ROLE"]).apply(told.append)

    record(program)
    assert told == [f"arn:aws:mock::{ACCOUNT}:mirror"]
