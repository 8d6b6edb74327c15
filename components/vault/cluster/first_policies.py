"""The policies that exist before anybody has configured anything: the nodes', the deployer's and the operator's."""

from __future__ import annotations

from strongroom import naming

CANARY = f"{naming.KV_MOUNT}/data/{naming.VAULT_CANARY}"
TRIED = naming.VAULT_VALIDATION

NODE = f"""\
# A node about its own cluster: take a snapshot, see its peers, step down, step out.
path "{CANARY}" {{ capabilities = ["create", "update"] }}
path "sys/storage/raft/snapshot" {{ capabilities = ["read"] }}
path "sys/storage/raft/autopilot/state" {{ capabilities = ["read"] }}
path "sys/storage/raft/remove-peer" {{ capabilities = ["update"] }}
path "sys/step-down" {{ capabilities = ["update", "sudo"] }}
path "auth/token/revoke-self" {{ capabilities = ["update"] }}
"""

OPERATOR = f"""\
# A person, or the drill, about the cluster: how it is, who may do what in it, and a snapshot of it. No secret, no
# change, no restore. What a validation needs: a place of its own, and tokens to ask about that nobody can use.
# (A list is asked for with a slash at its end, which a path with + has to have, too.)
path "sys/ha-status" {{ capabilities = ["read"] }}
path "sys/storage/raft/autopilot/state" {{ capabilities = ["read"] }}
path "sys/storage/raft/snapshot" {{ capabilities = ["read"] }}
path "sys/audit" {{ capabilities = ["read", "sudo"] }}
path "{CANARY}" {{ capabilities = ["create", "read", "update"] }}
path "{naming.KV_MOUNT}/data/{TRIED}/*" {{ capabilities = ["create", "read", "update"] }}
path "{naming.KV_MOUNT}/metadata/{TRIED}/*" {{ capabilities = ["create", "delete", "list", "read", "update"] }}
path "sys/policies/acl" {{ capabilities = ["list"] }}
path "sys/policies/acl/*" {{ capabilities = ["read"] }}
path "sys/auth" {{ capabilities = ["read"] }}
path "auth/+/role/" {{ capabilities = ["list"] }}
path "auth/+/role/+" {{ capabilities = ["read"] }}
path "auth/+/certs/" {{ capabilities = ["list"] }}
path "auth/+/certs/+" {{ capabilities = ["read"] }}
path "auth/token/create/{naming.VAULT_UNUSABLE}" {{ capabilities = ["update"] }}
path "sys/capabilities-accessor" {{ capabilities = ["update"] }}
path "auth/token/lookup-self" {{ capabilities = ["read"] }}
path "auth/token/revoke-self" {{ capabilities = ["update"] }}
"""

DEPLOYER = """\
# The program's short-lived identity: it configures, and reads no secret.
path "sys/mounts" { capabilities = ["read"] }
path "sys/mounts/secret" { capabilities = ["create", "read", "update", "delete"] }
path "sys/mounts/secret/tune" { capabilities = ["read", "update"] }
path "sys/auth" { capabilities = ["read"] }
path "sys/policies/acl" { capabilities = ["list"] }
path "sys/policies/acl/strongroom-*" { capabilities = ["create", "read", "update", "delete"] }
path "sys/quotas/config" { capabilities = ["create", "read", "update"] }
path "sys/quotas/rate-limit/*" { capabilities = ["create", "read", "update", "delete"] }
path "secret/config" { capabilities = ["create", "read", "update"] }
path "secret/data/*" { capabilities = ["create", "update"] }
path "secret/metadata/*" { capabilities = ["create", "read", "update", "delete", "list"] }
path "auth/token/create" { capabilities = ["update"] }
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
"""

AUTH_METHODS = ("approle", "github-actions", "people", "break-glass", "aws")
_AUTH = """\
path "sys/auth/{mount}" {{ capabilities = ["create", "read", "update", "delete", "sudo"] }}
path "sys/auth/{mount}/tune" {{ capabilities = ["read", "update", "sudo"] }}
path "sys/mounts/auth/{mount}" {{ capabilities = ["read"] }}
path "sys/mounts/auth/{mount}/tune" {{ capabilities = ["read", "update"] }}
path "auth/{mount}/config" {{ capabilities = ["create", "read", "update", "delete"] }}
path "auth/{mount}/role/*" {{ capabilities = ["create", "read", "update", "delete"] }}
"""
_VAULT_ALONE = """\
path "auth/aws/config/client" { capabilities = ["create", "read", "update", "delete"] }
path "sys/audit" { capabilities = ["read", "sudo"] }
path "sys/audit/*" { capabilities = ["create", "read", "update", "delete", "sudo"] }
"""


def first_policies(distribution: str) -> dict[str, str]:
    """Rules by policy name.

    OpenBao has no AWS method, and its audit devices stand in the server's file, where no token can change them.
    """
    methods = "".join(_AUTH.format(mount=mount) for mount in AUTH_METHODS)
    more = _VAULT_ALONE if distribution == "vault" else ""
    return {"node": NODE, "deployer": DEPLOYER + methods + more, "operator": OPERATOR}
