"""A Pulumi engine for this machine: found, or fetched, or built, once.

::

    from local.engine import EngineError, ensure

    engine = ensure()    # -> Engine(bin, version, origin); a second call takes a tenth of a second
    engine.bin           # a folder with `pulumi`, `pulumi-language-python` and what they need: put it first on PATH

It belongs to the virtual environment that asked for it (`<venv>/engine/bin`); what was fetched or built lies in the
user's cache and is shared. `python -m local.engine` prints the folder.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.engine.errors import EngineError
    from local.engine.setup import Engine, ensure

__all__ = ["Engine", "EngineError", "ensure"]


def __getattr__(name: str) -> object:
    """Load the set-up when it is asked for: the language host, which starts twice a command, needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from local.engine import setup

    return getattr(setup, name)
