"""How a cluster begins, exactly once: made in private by the elected node, declared when nothing is left to lose.

Until the declaration the server listens on the node's own loopback and dies with this program, so no other node can
join it and no client can reach it. A death at any line before leaves a void claim, which the next elected node (or
this one, started again) discards and replaces; a death at any line after finds everything in place. The recovery
shares are in custody and the root token is revoked before the declaration.
"""

from __future__ import annotations

import base64
import ctypes
import json
import resource
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from strongroom_node import custody
from strongroom_node.election import Election, LostClaimError, Record
from strongroom_node.node import Node, until
from strongroom_node.settings import HaltError, log, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom_node.vault import Vault

PATIENCE = 60
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
# A token that carries one of the program's policies and is refused wherever it comes from: 192.0.2.0/24 is nobody's
# (RFC 5737). A validation asks the server what such a token could do, and can do nothing of it.
_UNUSABLE = {
    "allowed_policies_glob": ["strongroom-*"],
    "token_bound_cidrs": ["192.0.2.1/32"],
    "token_explicit_max_ttl": "1m",
    "token_no_default_policy": True,
    "renewable": False,
}
RUNBOOK = "see docs/runbooks/vault-initialisation.md"


def join_or_initialise(node: Node) -> None:
    """Be ready to start as a member of the declared cluster; make and declare it where there is none."""
    election = Election(node.aws, node.settings.table, node.settings.lease_seconds)
    waiting = ""
    while True:
        record = election.record()
        if record and record.declared:
            _become_member(node, election, record)
            return
        _refuse_to_forget(node)
        claim = election.claim(node.instance.id)
        if claim is None:
            if record and record.claim != waiting:
                log("election", f"{record.holder} is elected; waiting for its cluster")
                waiting = record.claim
            time.sleep(1)
            continue
        log("election", f"elected with claim {claim}")
        try:
            _initialise(node, election, claim)
        except LostClaimError as lost:
            log("election", f"{lost}; this attempt is void")


def _initialise(node: Node, election: Election, claim: str) -> None:
    _discard(node)
    _mark(node, "unfinished", claim)
    with _private_server(node) as vault:
        begin: dict[str, Any] = {
            "recovery_shares": len(node.settings.custody),
            "recovery_threshold": node.settings.recovery_threshold,
        }
        wrapping = node.recovery_pgp_keys()
        if wrapping:
            begin["recovery_pgp_keys"] = wrapping
        begun = vault.write("sys/init", **begin)
        log("initialise", "the store is initialised; configuring")
        election.renew(claim)
        with vault.token(begun["root_token"]):
            until(lambda: _active(vault), seconds=PATIENCE, pause=0.2, what="the first unsealing")
            _configure(node, vault)
        log("initialise", "configured; the root token is revoked")
        election.renew(claim)
        encoding = "pgp-base64" if wrapping else "base64"
        versions = custody.deposit(node.aws, node.settings, claim, begun["recovery_keys_base64"], encoding=encoding)
        log("initialise", f"{len(versions)} recovery shares are in custody")
        election.declare(claim, versions)
    log("initialise", f"cluster {claim} is declared")


def _configure(node: Node, vault: Vault) -> None:
    """What the nodes and the deployer need to come in; everything else is the deployer's."""
    settings = node.settings
    for name, rules in settings.policies.items():
        vault.write(f"sys/policies/acl/{name}", policy=rules)
    vault.write("sys/auth/node", type="cert", description="The cluster's own nodes, by their certificates")
    vault.write(
        "auth/node/certs/node",
        certificate=node.files.authority.read_text(),
        allowed_dns_sans=[settings.server_name],
        token_policies=["node"],
        **_lifetime("5m", "10m"),
        token_no_default_policy=True,
    )
    _trust(node, vault, "deployer", settings.deployer_key, settings.deployer_subject)
    _trust(node, vault, "operator", settings.operator_key, "operator")
    vault.write("auth/token/roles/validation", **_UNUSABLE)
    vault.write(
        "sys/storage/raft/autopilot/configuration",
        cleanup_dead_servers=True,
        min_quorum=3,
        dead_server_last_contact_threshold="5m",
        server_stabilization_time="5s",
    )


def _trust(node: Node, vault: Vault, name: str, key: str, subject: str) -> None:
    """Let in, as `name`, whoever may sign with a key in KMS: a method, its public key, one role, one policy."""
    answer = node.aws.call("kms", "GetPublicKey", KeyId=key)
    lines = base64.encodebytes(base64.b64decode(answer["PublicKey"])).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{lines}-----END PUBLIC KEY-----\n"
    vault.write(f"sys/auth/{name}", type="jwt", description=f"Whoever may sign with the {name} key in KMS")
    vault.write(f"auth/{name}/config", jwt_validation_pubkeys=[pem], jwt_supported_algs=["RS256"])
    vault.write(
        f"auth/{name}/role/{name}",
        role_type="jwt",
        user_claim="sub",
        bound_subject=subject,
        bound_audiences=[node.settings.server_name],
        token_policies=[name],
        **_lifetime("15m", "1h"),
    )


def _lifetime(usual: str, longest: str) -> dict[str, str]:
    return {"token_ttl": usual, "token_max_ttl": longest}


@contextmanager
def _private_server(node: Node) -> Iterator[Vault]:
    """The server on this node's loopback only, as a child that can't outlive this program."""
    configuration = node.files.fill("bootstrap.hcl", node.instance)
    binary = node.files.binaries / node.settings.binary
    user = None if node.on_loopback else node.settings.user
    server = subprocess.Popen(
        [str(binary), "server", f"-config={configuration}"],
        cwd=node.files.audit,
        preexec_fn=_bind_to_parent,  # noqa: PLW1509 (this program has no threads)
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    try:
        vault = node.vault()
        until(lambda: _answers(vault, server), seconds=PATIENCE, pause=0.2, what="the start of the private server")
        yield vault
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _bind_to_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answers(vault: Vault, server: subprocess.Popen[bytes]) -> bool | None:
    if server.poll() is not None:
        raise HaltError(f"the server left with code {server.returncode} while starting; its own lines above say why")
    return True if vault.health() else None


def _active(vault: Vault) -> bool | None:
    health = vault.health()
    return True if health and health["initialized"] and not health["sealed"] and not health["standby"] else None


def _become_member(node: Node, election: Election, record: Record) -> None:
    state, claim = _marked(node)
    if claim and claim != record.claim:
        if state != "unfinished":
            raise HaltError(f"this node's data is of cluster {claim}, the table says {record.claim}; {RUNBOOK}")
        _discard(node)
    elif not claim and _holds_data(node):
        raise HaltError(f"{node.files.raft} holds data of an unknown cluster; {RUNBOOK}")
    _raft_folder(node)
    _mark(node, "member", record.claim)
    if not record.published:
        custody.publish(node.aws, record.custody)
        election.mark_published(record.claim)
        log("custody", "the shares of this cluster are the current ones")


def _refuse_to_forget(node: Node) -> None:
    """A member whose cluster the table does not know never joins a new one: the table is wrong, not the data."""
    state, claim = _marked(node)
    if state == "member":
        raise HaltError(
            f"this node's data is of cluster {claim}, and table {node.settings.table} declares none; {RUNBOOK}"
        )
    if not claim and _holds_data(node):
        raise HaltError(f"{node.files.raft} holds data of an unknown cluster; {RUNBOOK}")


def _discard(node: Node) -> None:
    """Remove what an unfinished attempt left. Never called for a member's data."""
    if _holds_data(node):
        log("election", "discarding the store of an attempt that was never declared")
    shutil.rmtree(node.files.raft, ignore_errors=True)
    _raft_folder(node)


def _raft_folder(node: Node) -> None:
    node.files.raft.mkdir(parents=True, exist_ok=True)
    if not node.on_loopback:
        shutil.chown(node.files.raft, user=node.settings.user, group=node.settings.user)


def _holds_data(node: Node) -> bool:
    return node.files.raft.exists() and any(node.files.raft.iterdir())


def _mark(node: Node, state: str, claim: str) -> None:
    write(node.files.marker, json.dumps({"state": state, "claim": claim}).encode(), mode=0o600)


def _marked(node: Node) -> tuple[str, str]:
    if not node.files.marker.exists():
        return "", ""
    told = json.loads(node.files.marker.read_text())
    return told["state"], told["claim"]
