"""The Vault cluster: `VaultCluster(context, VaultClusterArgs(...))`."""

from components.vault_cluster.arguments import Placement, SealKey, SecondRegion, VaultArgumentsError, VaultClusterArgs
from components.vault_cluster.cluster import VaultCluster
from components.vault_cluster.distribution import Distribution
from components.vault_cluster.node_files import AuditDevice

__all__ = [
    "AuditDevice",
    "Distribution",
    "Placement",
    "SealKey",
    "SecondRegion",
    "VaultArgumentsError",
    "VaultCluster",
    "VaultClusterArgs",
]
