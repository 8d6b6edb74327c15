"""A cluster that was told what `pulumi up` tells it: every resource, through the provider, as the deployer."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from components.vault.configuration import VaultConfiguration
from local.providers.vault.package import PACKAGE as VAULT
from strongroom import naming
from tests.components.recording import record
from tests.local.providers.engine import engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.context import Context
    from components.vault.configuration import VaultConfigurationArgs
    from tests.vault.rig import Rig

METHODS = ("approle", "github-actions", "people")


@contextmanager
def approle(deployer: Any) -> Iterator[None]:
    """The AppRole method for one test, in place of how another configured it; gone afterwards."""
    deployer.sys.disable_auth_method("approle")
    deployer.sys.enable_auth_method("approle")
    try:
        yield
    finally:
        deployer.sys.disable_auth_method("approle")


def configure(cluster: Rig, context: Context, wanted: VaultConfigurationArgs) -> None:
    """Configure it, in place of how another test configured the same cluster."""
    registered = record(lambda: VaultConfiguration(context, wanted))
    leader = cluster.leader()
    deployer = cluster.deployer(leader)
    for method in METHODS:
        deployer.sys.disable_auth_method(method)
    for environment in ("local", "production"):  # the server has one limit for a path, whatever it is called
        for limit in ("everything", *(f"logins-{method}" for method in METHODS)):
            deployer.delete(f"sys/quotas/rate-limit/{naming.resource(environment, limit)}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULT_ADDR", f"https://{leader.address}:8200")
        patch.setenv("VAULT_CACERT", str(cluster.authority()))
        patch.setenv("VAULT_TOKEN", deployer.token)
        with engine_for(VAULT) as engine:
            for resource in registered:
                # The engine is mounted by the fixture before, for the other tests; by the deployer as well.
                if resource.type.startswith("vault:") and resource.type != "vault:index/mount:Mount":
                    engine.create(resource.type, resource.inputs, name=resource.name)
