"""The `systemctl` of a node on loopback: it reads the node's own unit files and runs what they say.

`python units.py ROOT start|stop|reload|enable|daemon-reload ...`. Started for each node as the program
`systemctl` on its PATH. It follows ExecStartPre, ExecStart, Restart, RestartSec, StartLimitBurst, OnFailure, KillSignal
and the two calendars that our timers use; users, hardening and resource limits need a machine and are left out.
Standard library only: it starts often.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

CALENDARS = {"hourly": 3600.0, "daily": 86400.0}
START_WITHIN = 900.0
STOP_WITHIN = 30.0
SERVER = "vault.service"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_BEFORE_OTHERS = -10


class Unit:
    """One unit of one node: its file, the state that its runner keeps, its log."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.name = name
        self.file = root / "etc/systemd/system" / name
        self.state = root / "run/units" / f"{name}.json"
        self.log = root / "var/log/units" / f"{name}.log"

    def settings(self) -> list[tuple[str, str]]:
        """`Key=value` lines in their order."""
        lines = (line.strip() for line in self.file.read_text().splitlines())
        pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith(("#", "[")))
        return [(key, value) for key, _, value in pairs]

    def get(self, key: str, default: str = "") -> str:
        """The last value of a key."""
        return dict(self.settings()).get(key, default)

    def commands(self, key: str) -> list[list[str]]:
        """The command lines of a key, with paths moved under the node's root."""
        return [self._here(shlex.split(value)) for name, value in self.settings() if name == key]

    def read_state(self) -> dict[str, object]:
        """What the runner last wrote: `runner`, `main` (process ids) and `phase`."""
        try:
            return dict(json.loads(self.state.read_text()))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    def write_state(self, phase: str, main: int = 0) -> None:
        """Say where the runner is."""
        self.state.parent.mkdir(parents=True, exist_ok=True)
        draft = self.state.with_suffix(".draft")
        draft.write_text(json.dumps({"runner": os.getpid(), "main": main, "phase": phase}))
        draft.replace(self.state)

    def running(self) -> int:
        """Process id of the runner, or 0."""
        told = self.read_state()
        runner = int(str(told.get("runner", 0)))
        return runner if runner and told.get("phase") not in ("done", "failed") and _alive(runner) else 0

    def _here(self, command: list[str]) -> list[str]:
        program, *arguments = command
        moved = self.root / program.lstrip("/")
        if Path(program).name.startswith("python3"):
            program = sys.executable
        elif moved.exists():
            program = str(moved)
        return [program, *(re.sub(r"(^|=)/", rf"\g<1>{self.root}/", argument) for argument in arguments)]


def run(unit: Unit) -> int:
    """Be the runner of a unit until it is done or told to stop."""
    signal.signal(signal.SIGTERM, _leave)
    unit.write_state("waiting")
    for name in unit.get("After").split():
        while Unit(unit.root, name).read_state().get("phase") in ("starting", "restarting"):
            time.sleep(0.1)
    if unit.name.endswith(".timer"):
        return _tick(unit)
    oneshot = unit.get("Type") == "oneshot"
    burst, within = int(unit.get("StartLimitBurst", "0")), float(unit.get("StartLimitIntervalSec", "10"))
    begun: list[float] = []
    while True:
        begun = [*(at for at in begun if time.monotonic() - at < within), time.monotonic()]
        code = _once(unit)
        if unit.get("Restart", "no") == "no" or (code == 0 and unit.get("Restart") == "on-failure"):
            break
        if burst and sum(time.monotonic() - at < within for at in begun) >= burst:
            if unit.get("OnFailure"):
                main([str(unit.root), "start", unit.get("OnFailure")])
            break
        unit.write_state("restarting")
        time.sleep(float(unit.get("RestartSec", "1")))
    unit.write_state("done" if code == 0 else "failed")
    return code if oneshot else 0


def _once(unit: Unit) -> int:
    unit.write_state("starting")
    for command in unit.commands("ExecStartPre"):
        code = _spawn(unit, command).wait()
        if code:
            return code
    code = 0
    for command in unit.commands("ExecStart"):
        process = _spawn(unit, command)
        unit.write_state("starting" if unit.get("Type") == "oneshot" else "active", process.pid)
        code = _wait(process)
        if code:
            break
    return code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the process; where this runner is told to stop, stop the process first."""
    try:
        return process.wait()
    except SystemExit:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def _tick(unit: Unit) -> int:
    unit.write_state("active")
    while True:
        time.sleep(CALENDARS[unit.get("OnCalendar")])
        main([str(unit.root), "start", unit.name.replace(".timer", ".service")])


def _spawn(unit: Unit, command: list[str]) -> subprocess.Popen[bytes]:
    unit.log.parent.mkdir(parents=True, exist_ok=True)
    with unit.log.open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=unit.root / unit.get("WorkingDirectory", "/").lstrip("/"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_begin_server if unit.name == SERVER else _begin,  # noqa: PLW1509 (this program has no threads)
        )


def _begin() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _begin_server() -> None:
    """On EC2 it has a machine of its own: here it would lose its leadership when it waits a second for a processor."""
    _begin()
    with contextlib.suppress(PermissionError):  # the administrator alone may put a process before others
        os.setpriority(os.PRIO_PROCESS, 0, _BEFORE_OTHERS)


def _leave(*_: object) -> None:
    sys.exit(0)


def start(unit: Unit, *, block: bool) -> int:
    """Start a unit's runner, and wait until the unit is up (or, a task, over)."""
    if not unit.file.exists():
        return 0  # a unit of the machine image, which this node on loopback has not
    if unit.running():
        return 0
    unit.state.unlink(missing_ok=True)
    command = [sys.executable, __file__, str(unit.root), "run", unit.name]
    runner = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + START_WITHIN
    while block and time.monotonic() < deadline:
        phase = unit.read_state().get("phase")
        if phase in ("active", "done", "failed"):
            return 1 if phase == "failed" else 0
        if runner.poll() is not None and not unit.read_state():
            return 1
        time.sleep(0.05)
    return 0


def stop(unit: Unit) -> int:
    """Stop a unit and wait until it is gone."""
    runner = unit.running()
    if runner:
        os.kill(runner, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN + 5
        while _alive(runner) and time.monotonic() < deadline:
            time.sleep(0.05)
    return 0


def reload(unit: Unit) -> int:
    """Send SIGHUP to the unit's main process."""
    process = int(str(unit.read_state().get("main", 0)))
    if process and _alive(process):
        os.kill(process, signal.SIGHUP)
        return 0
    return 1


def _alive(process: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return not re.search(r"^State:\s+[ZX]", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return False


def main(arguments: list[str]) -> int:
    """One `systemctl` command for the node under ROOT."""
    root, verb, *rest = arguments
    units = [Unit(Path(root), name) for name in rest if not name.startswith("--")]
    if verb == "run":
        return run(units[0])
    if verb == "start" or (verb == "enable" and "--now" in rest):
        return max((start(unit, block="--no-block" not in rest) for unit in units), default=0)
    if verb == "stop":
        return max((stop(unit) for unit in units), default=0)
    if verb == "reload":
        return max((reload(unit) for unit in units), default=0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
