"""What is examined elsewhere: the stores of record and GitHub. Everything here only reads."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.operations.doctor.doctor import Finding, clock, failed, left_out, ok
from strongroom.operations.scope import LOCAL
from strongroom.stores.aws_errors import translated as aws_translated
from strongroom.stores.vault_errors import translated as vault_translated
from strongroom.stores.vault_sign_in import is_due, is_due_by_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.destinations.opening import Opener
    from strongroom.stores.contract import Store
    from strongroom.stores.vault import Vault

_OLDEST_VAULT = (1, 15)  # requirement 4.5
_SOON = 3600  # seconds that a token should still live
_FEW = 100  # requests that GitHub should still allow
_ROOT = ":root"
_WRITES = ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage", "secretsmanager:GetSecretValue")


def secrets_manager(open_store: Callable[[Kind], Store], environment: str) -> Iterator[Finding]:
    """Reachable, known to it, allowed to list and to write, and of one time with it."""
    from strongroom.stores import aws_client

    name = "Secrets Manager"
    store = open_store("secrets-manager")
    caller = store.caller()
    yield ok(f"{name}: credentials", f"{store.place} knows us as {caller}")
    if caller.endswith(_ROOT) and environment != LOCAL:
        yield failed(f"{name}: identity", "this is the account's root user", "sign in with a role (aws sso login)")
    count = len(store.entries())
    yield ok(f"{name}: permission to list", f"{count} entries of {environment}")
    with aws_translated(store.place):
        answer: Any = aws_client.sts().get_caller_identity()
    yield clock("AWS", answer["ResponseMetadata"]["HTTPHeaders"].get("date"))
    yield _may_write(caller, environment)


def _may_write(caller: str, environment: str) -> Finding:
    """What IAM itself says, without writing anything; it may not tell."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    name = "Secrets Manager: permission to write"
    if environment == LOCAL:
        return left_out(name, "the emulator's identities have no policies; the first put shows it")
    entry = f"arn:aws:secretsmanager:*:*:secret:{environment}/*"
    try:
        simulation: Any = boto3.client("iam", region_name=os.environ.get("AWS_REGION")).simulate_principal_policy(
            PolicySourceArn=_role_of(caller), ActionNames=list(_WRITES), ResourceArns=[entry]
        )
    except (BotoCoreError, ClientError):
        return left_out(name, "IAM does not tell (iam:SimulatePrincipalPolicy); the first put shows it")
    denied = [one["EvalActionName"] for one in simulation["EvaluationResults"] if one["EvalDecision"] != "allowed"]
    if denied:
        return failed(name, f"denied: {', '.join(denied)}", "ask for them, or use another AWS_PROFILE")
    return ok(name, "IAM allows it")


def _role_of(caller: str) -> str:
    """The role behind the ARN of a session of it; any other ARN is itself what policies are attached to."""
    if ":assumed-role/" not in caller:
        return caller
    account, role = caller.split(":")[4], caller.split("/")[1]
    return f"arn:aws:iam::{account}:role/{role}"


def vault(open_store: Callable[[Kind], Store], paths: Iterable[str], *, is_record: bool) -> Iterator[Finding]:
    """Reachable, unsealed, new enough; our token lives, and may do with the entries what the command does."""
    store: Vault = open_store("vault")  # type: ignore[assignment]  # what was asked for
    with vault_translated(store.place):
        response: Any = store.client.sys.read_health_status(method="GET")
        health = response if isinstance(response, dict) else response.json()
    if health.get("sealed"):
        yield failed("Vault: sealed", f"{store.place} is sealed", "see docs/runbooks/vault-quorum-loss.md")
        return
    yield _vault_version(str(health.get("version", "")))
    yield _vault_clock(health)
    with vault_translated(store.place):
        token: Any = store.client.auth.token.lookup_self()["data"]
    yield from _vault_token(store, token)
    chosen = [naming.KV_MOUNT + "/data/" + path for path in paths][:1]
    if is_record and chosen:
        with vault_translated(store.place):
            may: Any = store.client.adapter.post("v1/sys/capabilities-self", json={"paths": chosen})
        held = set(may.get(chosen[0], ()) if isinstance(may, dict) else may.json().get(chosen[0], ()))
        missing = [] if "root" in held else sorted({"read", "create", "update"} - held)
        name = "Vault: permission to write"
        yield (
            failed(name, f"lacking {', '.join(missing)} on {chosen[0]}", "ask for a policy that grants it")
            if missing
            else ok(name, chosen[0])
        )


def _vault_version(number: str) -> Finding:
    said = re.match(r"(\d+)\.(\d+)", number)
    parts = (int(said[1]), int(said[2])) if said else (0, 0)
    if parts < _OLDEST_VAULT:
        wanted = ".".join(map(str, _OLDEST_VAULT))
        return failed("Vault: version", number or "not told", f"update it to {wanted}: docs/runbooks/vault-upgrade.md")
    return ok("Vault: version", number)


def _vault_clock(health: Any) -> Finding:
    seconds = health.get("server_time_utc")
    if not isinstance(seconds, int):
        return left_out("clock against Vault", "the server tells no time")
    return clock("Vault", f"{datetime.fromtimestamp(seconds, UTC):%a, %d %b %Y %H:%M:%S} GMT")


def _vault_token(store: Vault, token: Any) -> Iterator[Finding]:
    policies = ", ".join(token.get("policies") or ())
    yield ok("Vault: credentials", f"{store.place} knows us as {store.caller()} ({policies})")
    left = int(token.get("ttl") or 0)
    if "root" in (token.get("policies") or ()) and store.environment != LOCAL:
        yield failed("Vault: identity", "this is a root token", "revoke it, and sign in as yourself (vault login)")
    if 0 < left < _SOON and not (is_due() or is_due_by_key()):  # who signs in for each run gets the next one
        yield failed("Vault: token", f"it ends in {left // 60} minutes", "sign in again (vault login)")


def github(opener: Opener, places: Iterable[str]) -> Iterator[Finding]:
    """Reachable, with a token that sees the places of the catalogue, and requests left."""
    client = opener.github
    answer = client.send("GET", "rate_limit", "GitHub")
    limits = answer.response.json().get("resources", {}).get("core", {})
    left = limits.get("remaining")
    yield ok("GitHub: credentials", f"{client.endpoint} accepts the token")
    yield clock("GitHub", answer.response.headers.get("date"))
    if isinstance(left, int) and left < _FEW:
        until = f"{datetime.fromtimestamp(int(limits.get('reset', 0)), UTC):%H:%MZ}"
        yield failed("GitHub: limit", f"{left} requests left", f"wait until {until}")
    elif isinstance(left, int):
        yield ok("GitHub: limit", f"{left} requests left")
    for address in places:
        yield _sees(opener, address, "GitHub")


def platform(opener: Opener, label: str, places: Iterable[str]) -> Iterator[Finding]:
    """Each place is reached with what we have: a token that sees it, or a file and a certificate to seal with."""
    for address in places:
        yield _sees(opener, address, label)


def _sees(opener: Opener, address: str, label: str) -> Finding:
    from strongroom.destinations.kubernetes import SealedSecrets
    from strongroom.stores.errors import StoreError

    try:
        place = opener.open(address)
        count = len(place.look([], everything=label == "GitHub"))
        if isinstance(place, SealedSecrets):
            return ok(f"{label}: {address}", f"{place.certificate.name} seals for it")
    except StoreError as error:
        return failed(f"{label}: {address}", error.problem, error.way_out)
    if label == "GitHub":
        return ok(f"{label}: {address}", f"{count} secrets and variables listed")
    return ok(f"{label}: {address}", "reached and read")
