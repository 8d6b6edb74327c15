"""The values that the engine itself writes, by the address of their delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.source import Constant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pulumi

    from strongroom.catalogue import Delivery


def of(deliveries: Iterable[Delivery], generated: Mapping[str, pulumi.Output[str]]) -> dict[str, pulumi.Input[str]]:
    """Value of each delivery: what the catalogue says of a constant, else what was generated for its path."""
    return {
        delivery.address: source.value
        if isinstance(source := delivery.secret.source, Constant)
        else generated[delivery.secret.path]
        for delivery in deliveries
    }
