"""Reads one line from the keyboard without showing it.

`getpass` would cut a paste of several lines at the first one, throw the rest away and say nothing; a terminal cuts a
line at 4096 bytes and says nothing either. Both are refused here.
"""

from __future__ import annotations

import os
import select
import sys
import termios
from contextlib import contextmanager
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_LIMIT = 4095  # N_TTY's buffer, without the newline
_PASTE_SECONDS = 0.15  # the second line of a paste is there by then
_GLANCE_SECONDS = 0.5
_LOCAL_MODES = 3


def read_hidden(prompt: str) -> str:
    """One line as it was typed; raises InputError where the terminal could not hand it over whole."""
    descriptor = sys.stdin.fileno()
    with _silent(descriptor):
        sys.stderr.write(prompt)
        sys.stderr.flush()
        try:
            while not select.select([descriptor], [], [], _GLANCE_SECONDS)[0]:
                pass  # a Ctrl-C that came just before a read would wait for the next key; this one sees it
            line = os.read(descriptor, LINE_LIMIT + 1)
            more = line.endswith(b"\n") and bool(select.select([descriptor], [], [], _PASTE_SECONDS)[0])
        finally:
            termios.tcflush(descriptor, termios.TCIFLUSH)  # what is left of a paste must not reach the shell
            sys.stderr.write("\n")
    if more:
        raise InputError("more than one line was pasted; give a value of several lines with --file or through a pipe")
    if len(line) >= LINE_LIMIT:
        raise InputError("the terminal cuts a line at 4096 bytes; give a longer value with --file or through a pipe")
    try:
        return line.removesuffix(b"\n").decode()
    except UnicodeDecodeError:
        pass
    raise InputError("what was typed is not text in UTF-8; give it with --file")


@contextmanager
def _silent(descriptor: int) -> Iterator[None]:
    """Switch the echo off, and on again whatever happens."""
    before = termios.tcgetattr(descriptor)
    silent = termios.tcgetattr(descriptor)
    silent[_LOCAL_MODES] &= ~termios.ECHO
    try:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
