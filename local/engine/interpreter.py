"""The Python that a program or a policy pack asks for in its runtime options."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi.runtime.proto.language_pb2 import ProgramInfo

UNDERSTOOD = {"virtualenv", "toolchain"}


class OptionError(Exception):
    """A runtime option that this host cannot follow; the message is for the user."""


class Interpreter:
    """A Python, and the environment that a child of it gets."""

    def __init__(self, info: "ProgramInfo") -> None:
        options: dict[str, Any] = dict(info.options.items())
        if unknown := sorted(set(options) - UNDERSTOOD):
            raise OptionError(
                f"runtime option {', '.join(unknown)} is not understood by strongroom's language host; "
                "leave it out, or install the Pulumi CLI with its own pulumi-language-python"
            )
        if (toolchain := options.get("toolchain") or "pip") not in {"pip", "uv"}:
            raise OptionError(f"runtime option toolchain is {toolchain!r}; strongroom's language host knows pip and uv")
        self.executable = sys.executable
        self._variables: dict[str, str] = {}
        if name := options.get("virtualenv") or (".venv" if toolchain == "uv" else ""):
            self._activate(str(name), Path(info.root_directory))

    def _activate(self, name: str, root: Path) -> None:
        folder = root / name
        python = folder / "bin" / "python"
        if not python.is_file():
            raise OptionError(
                f"runtime option virtualenv is {name!r}, but {folder} is not a virtual environment; "
                f"create it with `python3 -m venv {folder}` and install the dependencies, or leave the option out"
            )
        self.executable = str(python)
        path = os.environ.get("PATH", os.defpath)
        self._variables = {"VIRTUAL_ENV": str(folder), "PATH": f"{folder / 'bin'}{os.pathsep}{path}"}

    def environment(self, base: Mapping[str, str], **more: str) -> dict[str, str]:
        """Give `base` with the virtual environment activated and `more` set."""
        return {key: value for key, value in base.items() if key != "PYTHONHOME"} | self._variables | more
