"""What the parts of a stack's cluster are called, as the program that built it calls them."""

from __future__ import annotations

from dataclasses import dataclass

from strongroom import naming

SNAPSHOTS = "snapshots/"
CANARY = f"{naming.KV_MOUNT}/data/{naming.VAULT_CANARY}"
RECOVERY_SHARES = 5  # requirement 4.11
_BUCKET_LIMIT = 48


@dataclass(frozen=True)
class Names:
    """Names of one environment's cluster."""

    environment: str

    @property
    def table(self) -> str:
        """The table in which the nodes keep their authority's certificate."""
        return naming.resource(self.environment, "vault")

    def key(self, purpose: str) -> str:
        """Alias of one of its keys: `seal`, `operator`, `data`."""
        return naming.kms_alias(self.environment, f"vault-{purpose}")

    def share(self, number: int) -> str:
        """Secrets Manager's entry of one recovery share, from 1."""
        return naming.secrets_manager(self.environment, f"vault/recovery-share-{number}")

    @property
    def audit_log(self) -> str:
        """The log group that the nodes' audit devices end in."""
        return naming.log_group(self.environment, "vault-audit")

    def snapshots(self, account: str) -> str:
        """The bucket of its snapshots."""
        return self._bucket("snapshots", account)

    def copies(self, account: str) -> str:
        """The bucket of their copies, in the second region."""
        return self._bucket("copies", account)

    def _bucket(self, purpose: str, account: str) -> str:
        return f"{naming.resource(self.environment, f'vault-{purpose}', limit=_BUCKET_LIMIT)}-{account}"
