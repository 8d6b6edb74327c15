"""Starts a command that dies with its parent: `python tether.py PARENT_PID COMMAND ARGUMENT...`.

The engine may end a language host with SIGKILL, and then nothing in the host runs any more: on Linux the kernel is
asked to end the child too. Elsewhere the command just runs: its connection to the engine breaks, and it fails by that.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h; survives execve


def tethered(command: list[str]) -> list[str]:
    """Give the command line that runs `command` tied to this process (and to the thread that starts it)."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def main(parent: int, command: list[str]) -> None:
    """Become `command`, tied to the process `parent`."""
    if sys.platform == "linux":
        import ctypes  # not needed by who only asks for the command line

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  # an argument list of our own, no shell


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
