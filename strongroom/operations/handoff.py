"""The handoff of a workspace as executed checks (requirements 1.15 to 1.18): each was done, or says what is left."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from strongroom.operations.evidence_check import manifest_hash, problems
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from strongroom.catalogue import Workspace
    from strongroom.catalogue.workspace import Pipeline
    from strongroom.operations.journal import Journal
    from strongroom.operations.listing import Listed
    from strongroom.operations.verify import Finding

State = Literal["passed", "failed", "open"]
PATIENCE = 900  # seconds that a dry run may take
_CHANGES = {"stored", "delivered", "deleted", "restored", "removed", "rotated"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the checklist; `way_out` is what to do where it did not pass."""

    name: str
    state: State
    found: str
    way_out: str = ""


def populated(listed: Sequence[Listed]) -> Check:
    """Every entry has its value (1.15)."""
    missing = [one.secret.path for one in listed if one.status != "active"]
    found = f"{len(listed) - len(missing)} of {len(listed)} active"
    if missing:
        workspace = listed[0].workspace.workspace
        return _failed("populated", f"{found}; not active: {', '.join(missing)}", f"strongroom provision {workspace}")
    return Check(name="populated", state="passed", found=found)


def arrived(findings: Sequence[Finding]) -> Check:
    """Every value is where it has to be."""
    seen = [one for one in findings if one.state != "elsewhere"]
    wrong = [f"{one.address} ({one.state})" for one in seen if one.state not in ("same", "present")]
    found = f"{len(seen) - len(wrong)} of {len(seen)} deliveries as the catalogue says"
    if len(seen) < len(findings):
        found += f", {len(findings) - len(seen)} on other machines"
    if wrong:
        return _failed("arrived", f"{found}; not: {', '.join(wrong)}", "strongroom mirror, then strongroom verify")
    return Check(name="arrived", state="passed", found=found)


def dry_run(pipeline: Pipeline, environment: str, *, skipped: str | None = None) -> Check:
    """The pipeline's own dry run with the catalogue's command (1.16). Its output may hold values: it is not kept."""
    name = f"dry run: {pipeline.name}"
    shown = " ".join(pipeline.command)
    if skipped:
        return Check(name=name, state="open", found=f"left out: {skipped}", way_out=f"run it: {shown}")
    try:
        done = subprocess.run(
            pipeline.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "STRONGROOM_ENVIRONMENT": environment},
        )
    except FileNotFoundError:
        return _failed(name, f"there is no program {pipeline.command[0]} here", "install it, or set your PATH")
    except OSError as error:
        return _failed(name, f"it can't be started: {error.strerror}", f"see why: {shown}")
    except subprocess.TimeoutExpired:
        return _failed(name, f"it did not end in {PATIENCE // 60} minutes", f"see why: {shown}")
    if done.returncode:
        return _failed(name, f"it ended with {done.returncode}", f"see why: {shown}")
    return Check(name=name, state="passed", found=f"it ended with 0: {shown}")


def flag(name: str, command: Sequence[str]) -> Check:
    """Whether a feature flag is prepared (1.18): the catalogue's command, with the flag's name behind it."""
    label = f"feature flag {name}"
    if not command:
        way_out = "say in the catalogue how to ask for it: handoff.flag_check"
        return Check(name=label, state="open", found="nothing here can ask for it", way_out=way_out)
    try:
        done = subprocess.run(
            [*command, name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _failed(label, f"it can't be asked for ({type(error).__name__})", f"see why: {' '.join(command)} {name}")
    if done.returncode:
        return _failed(label, "it is not prepared", f"prepare it; asked with {' '.join(command)} {name}")
    return Check(name=label, state="passed", found="it is prepared")


def exported(workspace: Workspace, environment: str, journal: Journal) -> tuple[Check, str | None]:
    """The audit log was exported after the last change, and is as it was written (1.17); and the manifest's hash."""
    name, way_out = "evidence", f"strongroom evidence export --workspace {workspace.workspace}"
    if journal.breaks():
        return _failed(name, "the journal's chain is broken", "find out who changed it: strongroom doctor"), None
    last = None
    for record in journal.records():
        if record.get("workspace") != workspace.workspace or record.get("environment") != environment:
            continue
        if record.get("command") == "evidence":
            last = record
        elif last and record.get("result") in _CHANGES:
            last = {"outdated": True}
    if last is None:
        return _failed(name, "nothing was exported yet", way_out), None
    if "outdated" in last:
        return _failed(name, "values were changed after the last export", way_out), None
    folder = Path(str(last["folder"]))
    try:
        wrong = problems(folder, journal, str(last["manifest"]))
    except InputError as error:
        return _failed(name, str(error), way_out), None
    if wrong:
        return _failed(name, "; ".join(wrong), way_out), None
    return Check(name=name, state="passed", found=f"{folder}, as it was exported"), manifest_hash(folder)


def announced(workspace: Workspace, journal: Journal, manifest: str | None) -> Iterator[Check]:
    """The release channel was told of this very export, and there is a ticket to attach it to (1.17, 1.18)."""
    handoff = workspace.handoff
    if handoff is None:
        return
    if handoff.ticket:
        yield Check(name="ticket", state="passed", found=handoff.ticket)
    else:
        way_out = f"name it in {workspace.workspace}.yaml: handoff.ticket"
        yield _failed("ticket", "no deployment ticket is named", way_out)
    told: Sequence[Mapping[str, Any]] = [
        record
        for record in journal.records()
        if record.get("command") == "handoff" and record.get("result") == "announced"
        if manifest and record.get("manifest") == manifest
    ]
    name = f"told {handoff.release_channel}"
    if told:
        yield Check(name=name, state="passed", found=f"on {told[-1]['at'][:16]}, {told[-1].get('how', '')}")
    else:
        way_out = f"strongroom handoff {workspace.workspace} --announce, or --announced LINK once you told it yourself"
        yield Check(name=name, state="open", found="nobody told it of this export yet", way_out=way_out)


def _failed(name: str, found: str, way_out: str) -> Check:
    return Check(name=name, state="failed", found=found, way_out=way_out)
