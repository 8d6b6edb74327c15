"""What is watched of a Vault cluster: alarms, dashboards and queries, as data; `VaultWatch` brings them into being."""

from components.vault.watch.watch import VaultWatch, VaultWatchArgs

__all__ = ["VaultWatch", "VaultWatchArgs"]
