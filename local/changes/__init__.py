"""What a change of the repository does to a stack: two plans from an empty state, compared, and what people then do.

    python -m local.stack changes production --base origin/main

Neither credentials nor the stack's state are needed, so a pull request from anywhere gets its answer.
"""

from local.changes.comment import LONGEST, headline, render
from local.changes.measure import Changes, measure

__all__ = ["LONGEST", "Changes", "headline", "measure", "render"]
