"""Any stack's whole plan, from an empty state: no credentials, no network beyond loopback, nothing left behind."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from local import engine as engines
from local.cloud.paths import PROJECT
from local.cloud.running import backend_url
from local.stack.attached import offline_providers
from local.stack.pulumi_cli import POLICY_PACK, PulumiCli, PulumiError, with_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REAL_CREDENTIALS = ("AWS_", "GITHUB_", "VAULT_", "PULUMI_ACCESS_TOKEN")


def preview(stack: str, report: Path | None = None, events: Path | None = None) -> None:
    """Preview `stack` with the policy pack; with `report`, write the engine's JSON into that file instead.

    `events` gets what the JSON leaves out, the policies' findings among it: one JSON object a line.

    Raises:
        PulumiError: where the program, a provider or a mandatory policy says no.
    """
    with throw_away(stack) as engine:
        engine.select()
        logged = engine.with_environment({"PULUMI_DEBUG_COMMANDS": "true"})  # without it there is no --event-log
        arguments = ["--policy-pack", POLICY_PACK, *(["--event-log", str(events.resolve())] if events else [])]
        if report is None:
            logged.operate("preview", *arguments)
        else:
            _write(logged, report, arguments)


def _write(engine: PulumiCli, report: Path, arguments: Sequence[str]) -> None:
    try:
        plan = engine.operate("preview", *arguments, "--json", stdout=subprocess.PIPE)
    except PulumiError as error:
        report.write_text(error.output)
        raise PulumiError("\n".join([*errors_in(error.output), f"{error}; its report is in {report}"])) from None
    report.write_text(plan)
    print(f"the plan is in {report}")


def errors_in(output: str) -> list[str]:
    """The engine's error messages, from what `--json` printed."""
    try:
        diagnostics = json.loads(output).get("diagnostics", [])
    except ValueError:
        return [output.strip()]
    return [one["message"].strip() for one in diagnostics if one.get("severity") == "error"]


@contextmanager
def throw_away(stack: str) -> Iterator[PulumiCli]:
    """An engine for `stack` with a backend of its own and providers that have no cloud behind them."""
    with (
        tempfile.TemporaryDirectory(prefix="strongroom-preview-") as folder,
        offline_providers(Path(folder)) as providers,
    ):
        state = Path(folder, "state")
        state.mkdir()
        environment = {
            **_without_credentials(),
            "PULUMI_BACKEND_URL": backend_url(state),
            "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(24),  # for a state that is deleted unread
            "PULUMI_HOME": str(Path(folder, "home")),
            "PULUMI_DEBUG_PROVIDERS": providers,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        yield PulumiCli(
            stack=stack,
            environment=with_path(with_path(environment, Path(sys.executable).parent), engines.ensure().bin),
            config_file=Path(folder, f"Pulumi.{stack}.yaml"),
        )


def _without_credentials() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_REAL_CREDENTIALS)}


def known_stacks() -> list[str]:
    """The stacks that have a configuration file."""
    return sorted(path.name.split(".")[1] for path in PROJECT.glob("Pulumi.*.yaml"))
