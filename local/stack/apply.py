"""`make up` and `make down`: the program applied to the local cloud, and everything gone again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import yaml

from local import cloud
from local.cloud.paths import PROJECT
from local.stack.pulumi_cli import POLICY_PACK, PulumiCli, PulumiError
from local.stack.seeding import seed_github, seed_projects
from local.stack.summary import status_page, summary
from strongroom.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STACK = "local"


def up(directory: Path | None = None, *arguments: str, configuration: Mapping[str, Any] | None = None) -> None:
    """Start the cloud and apply the program; what an earlier run left half done is finished.

    Raises:
        CatalogueError: where the catalogue is wrong, before anything is started.
        PulumiError: where the program, a provider or a mandatory policy says no.
    """
    catalogue = load(_catalogue_folder(configuration or {}))
    running = cloud.start(directory)
    engine = of_cloud(running, configuration)
    engine.select()
    seed_github(engine.environment, catalogue)
    seed_projects(running.layout.projects, catalogue)
    print("applying the program with the policy pack", flush=True)
    engine.operate("up", "--yes", "--skip-preview", "--policy-pack", POLICY_PACK, *arguments)
    page = status_page(engine.environment, _catalogue_folder(configuration or {}), running.directory)
    print(summary(engine.ask("stack", "export")["deployment"]["resources"], page))


def down(directory: Path | None = None) -> None:
    """Destroy the stack, end every process, remove every file."""
    try:
        engine = of_cloud(cloud.Cloud.load(directory))
        engine.select()
        print("destroying the stack", flush=True)
        engine.operate("destroy", "--yes", "--skip-preview")
    except cloud.NoCloudError:
        pass  # what the stack described is gone with the cloud already
    except (PulumiError, cloud.CloudError) as error:
        # All that this stack ever made lives in the cloud that is removed next, so nothing real is orphaned.
        print(f"the stack was not destroyed step by step ({error}); removing the cloud whole", file=sys.stderr)
    cloud.stop(directory)


def of_cloud(running: cloud.Cloud, configuration: Mapping[str, Any] | None = None) -> PulumiCli:
    """The engine, set up for the stack that lives in a running cloud."""
    return PulumiCli(
        stack=STACK,
        environment=running.environment(inherit=True),
        config_file=running.layout.stack_configuration,
        configuration=configuration or {},
    )


def _catalogue_folder(configuration: Mapping[str, Any]) -> Path:
    own = yaml.safe_load((PROJECT / f"Pulumi.{STACK}.yaml").read_text())["config"]
    return PROJECT / str({**own, **configuration}.get("strongroom:catalogue") or "catalogue")
