"""What a person got wrong, told without repeating a value."""

from __future__ import annotations


class InputError(Exception):
    """Bad input: everything that is wrong at once, each with its way out. The command ends with exit code 1."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UseError(Exception):
    """Wrong use of the command, as opposed to a wrong value; the command ends with exit code 2."""
