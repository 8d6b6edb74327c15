"""What people recorded belongs to an environment of the entry and to a gate that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.nearest import suggestion
from strongroom.catalogue.status import Blocked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft
    from strongroom.catalogue.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse a status of nothing, and an approval that nobody can give."""
    for entry in draft.entries:
        for environment, status in entry.secret.status.items():
            if environment not in entry.secret.environments:
                present = " and ".join(entry.secret.environments)
                yield entry.problem(
                    f"status is for {environment}, the secret is in {present}",
                    "correct status or environments",
                    "status",
                    environment,
                )
            approval = status.approval if isinstance(status, Blocked) else None
            gates = entry.workspace.gates if entry.workspace is not None else None
            if approval is not None and gates is not None and approval not in gates:
                yield entry.problem(
                    f'approval "{approval}" is not a gate of the workspace',
                    suggestion(approval, gates, "declare it under gates"),
                    "status",
                    environment,
                    "approval",
                )
