"""The Vault cluster: `VaultCluster(context, VaultClusterArgs(...))`."""

from components.vault.cluster.arguments import Placement, SealKey, SecondRegion, VaultArgumentsError, VaultClusterArgs
from components.vault.cluster.cluster import VaultCluster
from components.vault.cluster.distribution import Distribution
from components.vault.cluster.node_files import AuditDevice

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
