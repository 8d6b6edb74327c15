"""Who writes a value, and where: derived from the entry, never chosen by hand.

| source             | rotates | value in the store of record | deliveries are written by                        |
|--------------------|---------|------------------------------|--------------------------------------------------|
| generated          | no      | engine                       | engine into github-environment,                  |
|                    |         |                              | mirror into the rest                             |
| generated          | yes     | engine once, then rotation   | mirror                                           |
| supplied           | any     | a person                     | mirror                                           |
| external           | any     | an import                    | mirror                                           |
| derived            | -       | none: computed               | mirror                                           |
| constant           | -       | none: the catalogue          | as for generated that does not rotate            |

A value that something else changes is never written by the engine twice: an `up` can't put an old value back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from strongroom.catalogue.destination import Destination
    from strongroom.catalogue.secret import Secret

Writer = Literal["engine", "mirror"]
StoreWriter = Literal["engine", "engine-once", "person", "import", "none"]

ENGINE_KINDS = frozenset({"github-environment"})  # what the program has a component for; the mirror writes the rest


def store_writer(secret: Secret) -> StoreWriter:
    """Who writes the value into the store of record."""
    match secret.source.origin:
        case "generated":
            return "engine" if secret.rotation is None else "engine-once"
        case "supplied":
            return "person"
        case "external":
            return "import"
        case _:
            return "none"


def delivery_writer(secret: Secret, destination: Destination) -> Writer:
    """Who writes the value into a destination."""
    engine_holds_it = secret.source.origin == "constant" or store_writer(secret) == "engine"
    return "engine" if engine_holds_it and destination.to in ENGINE_KINDS and not secret.is_family else "mirror"
