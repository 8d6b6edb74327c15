"""Starts a command that dies with its parent: `python tether.py PARENT_PID COMMAND ARGUMENT...`.

The engine may end a language host with SIGKILL, and then nothing in the host runs any more: on Linux the kernel is
asked to end the child too. Elsewhere the command just runs: its connection to the engine breaks, and it fails by that.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h; survives execve


def main(parent: int, command: list[str]) -> None:
    """Become `command`, tied to the process `parent`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  # an argument list of our own, no shell


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
