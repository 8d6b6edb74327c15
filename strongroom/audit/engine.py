"""Runs the pack through the engine's own command: over a state file, a stack, or the preview of one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strongroom.audit.places import places
from strongroom.operations.problem import InputError, UseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from strongroom.audit.finding import Place

_MOST_LINES = 20  # of what the engine said when it failed


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the engine said: its events, and where the resources are declared."""

    events: Sequence[Mapping[str, Any]]
    places: Mapping[str, Place]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The engine's command, and the pack that it runs."""

    pack: Path
    executable: str

    @classmethod
    def find(cls, pack: Path) -> Engine:
        """The command on PATH, or the one that this virtual environment set up.

        Raises:
            UseError: where there is no command or no pack.
        """
        own = Path(sys.prefix, "engine", "bin")
        executable = shutil.which("pulumi") or shutil.which("pulumi", path=str(own))
        if executable is None:
            raise UseError("no pulumi command is found; run `python -m local engine`, or put one on PATH")
        if not (pack / "PulumiPolicy.yaml").is_file():
            raise UseError(f"{pack} is no policy pack; give its folder with --policy-pack")
        return cls(pack=pack.resolve(), executable=executable)

    def of_state(self, file: Path) -> Answer:
        """Audit an export: offline, with a home of its own, so that nothing of this machine's login is needed."""
        state = _read(file)
        with _folder() as home:
            environment = {**os.environ, "PULUMI_HOME": home, "PULUMI_BACKEND_URL": f"file://{home}"}
            events = self._events("policy", "analyze", "--file", str(file.resolve()), environment=environment)
        return Answer(events=events, places=places(state))

    def of_stack(self, stack: str) -> Answer:
        """Audit what a stack is now, with this shell's login."""
        exported = self._run("stack", "export", "--stack", stack)
        if exported.returncode:
            raise InputError(_failure(exported))
        events = self._events("policy", "analyze", "--stack", stack)
        return Answer(events=events, places=places(json.loads(exported.stdout)))

    def of_preview(self, stack: str | None) -> Answer:
        """Audit what the next update would make of a stack, the selected one where none is named."""
        named = ["--stack", stack] if stack else []
        # The plan has the lines but no violations, the log of events the violations but no lines.
        with _folder() as folder:
            log = Path(folder, "events")
            environment = {**os.environ, "PULUMI_DEBUG_COMMANDS": "true"}  # without it there is no --event-log
            done = self._judge("preview", *named, "--event-log", str(log), environment=environment)
            events = self._checked(done, log.read_text(encoding="utf-8") if log.exists() else "")
        return Answer(events=events, places=places(_planned(done.stdout)))

    def _events(self, *command: str, environment: Mapping[str, str] | None = None) -> Sequence[Mapping[str, Any]]:
        done = self._judge(*command, environment=environment)
        return self._checked(done, done.stdout)

    def _judge(self, *command: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return self._run(*command, "--policy-pack", str(self.pack), "--json", environment=environment)

    def _checked(self, done: subprocess.CompletedProcess[str], said: str) -> Sequence[Mapping[str, Any]]:
        events = [event for line in said.splitlines() if (event := _event(line))]
        # A mandatory violation fails the command as an error does; only the end of its events tells them apart.
        if any("policyEvent" not in event and _is_error(event) for event in events):
            raise InputError("\n".join(_errors(events)))
        if done.returncode and not any("summaryEvent" in event for event in events):
            raise InputError(_failure(done))
        return events

    def _run(self, *command: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        # A pack that the shell names as well would be a second one to the engine, and every finding told twice.
        inherited = {k: v for k, v in (environment or os.environ).items() if k != "PULUMI_OPTION_POLICY_PACK"}
        found = os.pathsep.join([str(Path(self.executable).parent), str(Path(sys.prefix, "bin")), inherited["PATH"]])
        return subprocess.run(
            [self.executable, *command, "--non-interactive"],
            env={**inherited, "PATH": found, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def _read(file: Path) -> Mapping[str, Any]:
    try:
        state = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None
    except ValueError:
        raise InputError(f"{file}: not JSON; give what `pulumi stack export` wrote") from None
    if not isinstance(state, dict) or "deployment" not in state:
        raise InputError(f"{file}: no state; give what `pulumi stack export` wrote")
    return state


@contextmanager
def _folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="strongroom-audit-") as folder:
        yield folder


def _planned(plan: str) -> Mapping[str, Any]:
    """The resources of a plan in the form of a state; none where there is no plan."""
    try:
        steps = json.loads(plan).get("steps") or []
    except ValueError:
        steps = []
    return {"deployment": {"resources": [step["newState"] for step in steps if step.get("newState")]}}


def _event(line: str) -> Mapping[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _is_error(event: Mapping[str, Any]) -> bool:
    diagnostic = event.get("diagnosticEvent") or {}
    return diagnostic.get("severity") == "error" and "preview failed" not in str(diagnostic.get("message", ""))


def _errors(events: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    return [str(event["diagnosticEvent"].get("message", "")).strip() for event in events if _is_error(event)]


def _failure(done: subprocess.CompletedProcess[str]) -> str:
    said = [line for line in done.stderr.splitlines() if line.strip()]
    first = next((number for number, line in enumerate(said) if line.startswith("error")), 0)
    return "\n".join(["the engine could not audit it:", *said[first : first + _MOST_LINES]])
