"""What can go wrong in a store: each error names the place, the problem and the way out, and never a value."""

from __future__ import annotations


class StoreError(Exception):
    """A store did not do what was asked; the command ends with exit code 3.

    `place` is the entry or the store, `problem` what happened, `way_out` what the reader can do about it.
    """

    def __init__(self, *, place: str, problem: str, way_out: str) -> None:
        super().__init__(f"{place}: {problem}; {way_out}")
        self.place = place
        self.problem = problem
        self.way_out = way_out


class NotFoundError(StoreError):
    """The entry, or the version asked for, does not exist."""


class DeniedError(StoreError):
    """The caller is not known to the store, or lacks a permission."""


class ThrottledError(StoreError):
    """The store asked to slow down, and went on asking through every retry."""


class UnreachableError(StoreError):
    """No answer: nothing listens, the name does not resolve, or the time ran out."""


class ConflictError(StoreError):
    """Somebody else wrote between the look and the write; their value stands."""


class PendingDeletionError(StoreError):
    """The entry is scheduled for deletion and takes no value until it is restored."""


class ReadBackError(StoreError):
    """What the store gives back is not what was written."""


class RefusedError(StoreError):
    """The store answered, and would not do it, for a reason of its own."""


class WrongPlaceError(StoreError):
    """The environment and the store's address don't belong together; nothing was asked of the store."""
