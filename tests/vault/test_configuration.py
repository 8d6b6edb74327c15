"""What VaultConfiguration registers, applied to the real cluster as the deployer, and tried by its clients."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hvac.exceptions import Forbidden, VaultError

from components.vault.configuration import GithubActions, People
from tests.components.entries import context
from tests.components.test_vault_configuration import arguments
from tests.vault.configured import configure

if TYPE_CHECKING:
    from tests.vault.rig import Rig

pytestmark = pytest.mark.real
ISSUER = "https://ci.test"
SIGNER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def configured(cluster: Rig) -> Rig:
    """The cluster after every registered resource was created through the provider, as the deployer."""
    public = SIGNER.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    github = GithubActions(
        mirror_repository="example/strongroom",
        mirror_environment="production",
        issuer=ISSUER,
        public_keys=(public.decode().strip(),),
    )
    people = People(issuer=ISSUER, audience="vault", group="maintainers", public_keys=(public.decode().strip(),))
    wanted = arguments(github=github, people=people, machine_cidrs=("127.0.0.0/8",))
    configure(cluster, context(), wanted)
    return cluster


def test_a_workflow_reads_its_workspace_and_nothing_else(configured: Rig) -> None:
    leader = configured.leader()
    writer = configured.deployer(leader)
    writer.secrets.kv.v2.create_or_update_secret("candlefish/jwt/secret", {"value": "one"})
    writer.secrets.kv.v2.create_or_update_secret("project/consilio/stripe_api_key", {"value": "two"})
    client = _workflow(
        configured, "candlefish/platform", "production", "read-candlefish-candlefish-platform-production"
    )
    assert client.secrets.kv.v2.read_secret_version("candlefish/jwt/secret", raise_on_deleted_version=True)["data"][
        "data"
    ] == {"value": "one"}
    with pytest.raises(Forbidden):
        client.secrets.kv.v2.read_secret_version("project/consilio/stripe_api_key", raise_on_deleted_version=True)
    with pytest.raises(Forbidden):
        client.secrets.kv.v2.create_or_update_secret("candlefish/jwt/secret", {"value": "three"})


def test_another_environment_of_the_same_repository_is_refused(configured: Rig) -> None:
    with pytest.raises(VaultError):
        _workflow(configured, "candlefish/platform", "staging", "read-candlefish-candlefish-platform-production")


def test_the_mirror_writes_what_it_can_not_read(configured: Rig) -> None:
    client = _workflow(configured, "example/strongroom", "production", "mirror-example-strongroom-production")
    client.secrets.kv.v2.create_or_update_secret("candlefish/jwt/secret", {"value": "mirrored"})
    with pytest.raises(Forbidden):
        client.secrets.kv.v2.read_secret_version("candlefish/jwt/secret", raise_on_deleted_version=True)


def test_a_member_of_the_group_puts_and_reads_a_value_and_nobody_else_does(configured: Rig) -> None:
    member = _person(configured, ["maintainers", "others"])
    member.secrets.kv.v2.create_or_update_secret("candlefish/jwt/secret", {"value": "by hand"})
    read = member.secrets.kv.v2.read_secret_version("candlefish/jwt/secret", raise_on_deleted_version=True)
    assert read["data"]["data"] == {"value": "by hand"}
    with pytest.raises(Forbidden):
        member.sys.read_policy("strongroom-production-operators")
    with pytest.raises(VaultError):
        _person(configured, ["others"])


def test_the_deployer_reads_no_secret_and_changes_no_bound_of_its_own(configured: Rig) -> None:
    deployer = configured.deployer(configured.leader())
    with pytest.raises(Forbidden):
        deployer.secrets.kv.v2.read_secret_version("candlefish/jwt/secret", raise_on_deleted_version=True)
    for path in ("sys/policies/acl/deployer", "auth/deployer/role/deployer", "auth/node/certs/node"):
        with pytest.raises(Forbidden):
            deployer.write_data(path, data={"policy": "", "token_policies": "root"})


def _person(cluster: Rig, groups: list[str]) -> Any:
    """Log in with an identity provider's token."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "vault",
        "sub": "somebody",
        "email": "somebody@example.com",
        "groups": groups,
        "iat": now,
        "exp": now + 300,
    }
    client = cluster.client(cluster.leader())
    client.auth.jwt.jwt_login(role="strongroom-production-operators", jwt=_signed(claims), path="people")
    return client


def _workflow(cluster: Rig, repository: str, environment: str, role: str) -> Any:
    """Log in as a workflow's run would."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "https://vault.example.internal",
        "sub": f"repo:{repository}:environment:{environment}",
        "repository": repository,
        "environment": environment,
        "iat": now,
        "exp": now + 300,
    }
    client = cluster.client(cluster.leader())
    client.auth.jwt.jwt_login(role=f"strongroom-production-{role}", jwt=_signed(claims), path="github-actions")
    return client


def _signed(claims: dict[str, Any]) -> str:
    text = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    return f"{text}.{_encoded(SIGNER.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
