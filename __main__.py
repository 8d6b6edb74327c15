"""The program: one stack's infrastructure, from the catalogue. `pulumi up --stack production`."""

import os
from collections.abc import Mapping
from pathlib import Path

import pulumi

from components import encryption_keys, engine_values, github_organisation, guard, secret_store
from components.alerts import Alerts, AlertsArgs
from components.data import connections
from components.demands import demand_possible
from components.encryption_keys import EncryptionKeys
from components.mirror import workflow as mirror_workflow
from components.mirror.identity import MirrorIdentity, MirrorIdentityArgs
from components.rotation import rotation
from components.settings import Settings
from components.stack_context import stack_context
from strongroom import catalogue as catalogues

config = pulumi.Config("strongroom")
settings = Settings.load(config.get, config.get_object)
guard.refuse_wrong_environment(settings, pulumi.get_stack(), os.environ, dry_run=pulumi.runtime.is_dry_run())
try:
    catalogue = catalogues.load(Path(settings.catalogue))
except catalogues.CatalogueError as error:
    raise pulumi.RunError(str(error)) from None

held, workspaces = catalogue.select(settings.rehearses), catalogue.workspaces
context = stack_context(settings)
demand_possible(settings, workspaces, held, context.region)
workflow = mirror_workflow.of_stack(context, settings, catalogue)
keys = EncryptionKeys(context, encryption_keys.of_stack(context))
alerts = Alerts(context, AlertsArgs(settings=settings.alerts, key_arn=keys.arns["alarms"])) if settings.alerts else None
stores = secret_store.of_workspaces(context, workspaces, held, keys.arns["secrets"])

root, api_url = Path(__file__).parent, os.environ.get("GITHUB_BASE_URL")
rotated = rotation.Rotated(secrets=held, stores=stores, keys=keys.arns, root=root, api_url=api_url)

told: Mapping[str, Mapping[str, pulumi.Input[str]]] = {}
if workflow:
    mirror = MirrorIdentity(context, MirrorIdentityArgs(workflow=workflow, key_arn=keys.arns["secrets"]))
    told = mirror.written
    pulumi.export("mirror", mirror.variables)

ours = [delivery for delivery in catalogue.deliveries(settings.rehearses) if delivery.writer == "engine"]
values = engine_values.of(ours, {path: value for store in stores for path, value in store.generated.items()})
github_organisation.of_workspaces(workspaces, settings, deliveries=ours, values=values, variables=told)

network = None
if settings.vault and alerts:
    from components.vault.vault import Vault, VaultArgs  # EC2's part of the SDK takes two seconds to load

    wanted = VaultArgs(
        settings=settings.vault,
        keys=keys.arns,
        alerts=alerts,
        workspaces=workspaces,
        secrets=held,
        rotations=rotated.functions if settings.rotation else {},
    )
    vault = Vault(context, wanted)
    network = vault.network
    pulumi.export("vault", vault.address)
    pulumi.export("vault balancer", vault.balancer)

servers = connections.of_stack(context, settings, rotated, alerts=alerts, network=network)
rotation.of_stack(context, settings.rotation, alerts, rotated, servers)

pulumi.export("environment", settings.environment)
pulumi.export("keys", keys.arns)
pulumi.export("entries", sum(len(store.arns) for store in stores))
pulumi.export("written by the engine", len(values))
