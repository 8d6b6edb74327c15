"""What is known of GitHub environments by their names."""

from __future__ import annotations

import re

_PRODUCTION = re.compile(r"(?:^|[-_/])(?:prod|production|live)(?:$|[-_/])", re.IGNORECASE)


def is_production(environment: str) -> bool:
    """Whether the name of an environment says that it is production."""
    return bool(_PRODUCTION.search(environment))
