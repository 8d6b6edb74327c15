"""A Pulumi engine for this machine: found, or fetched, or built, once.

::

    from local.engine import EngineError, ensure

    engine = ensure()    # -> Engine(bin, version, origin); a second call takes a tenth of a second
    engine.bin           # a folder with `pulumi`, `pulumi-language-python` and what they need: put it first on PATH

It belongs to the virtual environment that asked for it (`<venv>/engine/bin`); what was fetched or built lies in the
user's cache and is shared. `python -m local.engine` prints the folder.
"""

from local.engine.errors import EngineError
from local.engine.setup import Engine, ensure

__all__ = ["Engine", "EngineError", "ensure"]
