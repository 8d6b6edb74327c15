"""One tree's plan for a stack: its resources, and what the policy pack says of them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strongroom.audit.finding import findings
from strongroom.audit.places import places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.audit.finding import Finding


_EMPTY_WORDS = ("pulumi preview ended", "error: preview failed")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A resource that a plan would create. Secret inputs read `[secret]`; what only an update knows, one fixed word."""

    urn: str
    type: str
    inputs: Mapping[str, Any]
    protected: bool

    @property
    def name(self) -> str:
        """The last part of its URN."""
        return self.urn.rpartition("::")[2]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a tree makes of a stack from nothing; `failure` says why it is not whole.

    A plan that only mandatory policies stop is whole: they are among its findings.
    """

    resources: Mapping[str, Planned]
    findings: Sequence[Finding] = ()
    environments: Sequence[str] = ()
    catalogue: str = "catalogue"
    failure: str = ""

    @property
    def mandatory(self) -> int:
        """How many findings stop an update."""
        return sum(one.mandatory for one in self.findings)


def plan_of(tree: Path, stack: str) -> Plan:
    """The plan of a tree by that tree's own code, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="strongroom-plan-") as folder:
        report, events = Path(folder, "plan.json"), Path(folder, "events")
        command = ["-m", "local.stack", "preview", stack, "--json", str(report), "--events", str(events)]
        done = subprocess.run(
            [sys.executable, *command], cwd=tree, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        failed = done.stderr.strip() if done.returncode else ""
        plan = read(_content(report), _content(events), failure=_said(failed))
        # Where nothing else says why it failed, its last words do: a failed preview is never taken for a whole one.
        return plan if plan.failure or plan.mandatory else replace(plan, failure=failed)


def read(report: str, events: str, *, failure: str = "") -> Plan:
    """A plan from what `preview` wrote: the engine's JSON, and its events, a line each."""
    try:
        plan = json.loads(report)
    except ValueError:
        return Plan(resources={}, failure=failure or "the engine wrote no plan")
    config = plan.get("config") or {}
    states = [step["newState"] for step in plan.get("steps") or [] if step.get("newState")]
    where = places({"deployment": {"resources": states}})
    resources = [_planned(state) for state in states if state.get("custom") and not _is_provider(state["type"])]
    return Plan(
        resources={one.urn: one for one in resources},
        findings=findings([json.loads(line) for line in events.splitlines() if line.strip()], where),
        environments=json.loads(config.get("strongroom:rehearses") or "[]"),
        catalogue=config.get("strongroom:catalogue") or "catalogue",
        failure=failure,
    )


def _planned(state: Mapping[str, Any]) -> Planned:
    return Planned(
        urn=state["urn"],
        type=state["type"],
        inputs=state.get("inputs") or {},
        protected=bool(state.get("protect")),
    )


def _is_provider(token: str) -> bool:
    return token.startswith("pulumi:")


def _said(errors: str) -> str:
    """What went wrong, without the lines that name a file which is gone by then, or say only that something did."""
    said = [line for line in errors.strip().splitlines() if not line.startswith(_EMPTY_WORDS)]
    return "\n".join(said)


def _content(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
