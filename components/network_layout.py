"""How a network is divided: pure arithmetic on CIDR blocks, checked before anything is created (requirement 4.4)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST_ZONES = 3
SUBNET_BITS = 8  # a subnet is 1/256 of the network: /16 gives /24, as requirement 4.4 has it
SMALLEST_NETWORK = 20  # its subnets are /28, the smallest that AWS makes
LARGEST_NETWORK = 16
FIRST_PRIVATE = 1
FIRST_PUBLIC = 101
MOST_ZONES = FIRST_PUBLIC - FIRST_PRIVATE


@dataclass(frozen=True, kw_only=True)
class Zone:
    """One availability zone and its two subnets."""

    name: str
    private: str
    public: str


class LayoutError(pulumi.RunError, ValueError):
    """The network can't be divided as asked; the message lists every problem."""


def lay_out(cidr: str, zones: Sequence[str]) -> tuple[Zone, ...]:
    """Divide a network: block 1 onwards is private, block 101 onwards is public, one of each a zone.

    Raises:
        LayoutError: with every problem.
    """
    found = list(problems(cidr, zones))
    if found:
        raise LayoutError("\n".join(found))
    network = ipaddress.IPv4Network(cidr)
    blocks = list(network.subnets(prefixlen_diff=SUBNET_BITS))
    return tuple(
        Zone(name=zone, private=str(blocks[FIRST_PRIVATE + index]), public=str(blocks[FIRST_PUBLIC + index]))
        for index, zone in enumerate(zones)
    )


def problems(cidr: str, zones: Sequence[str], *, beside: Sequence[str] = ()) -> Iterator[str]:
    """Everything that is wrong with a plan, each with the way out. `beside`: networks that it must not overlap."""
    yield from _zone_problems(zones)
    try:
        network = ipaddress.IPv4Network(cidr)
    except ValueError:
        yield f'network.cidr "{cidr}" is not an IPv4 network; write it like 10.0.0.0/16, no bits after the mask'
        return
    if network.prefixlen > SMALLEST_NETWORK:
        yield f"network.cidr {cidr} is too small for subnets of its 256th part; use /{SMALLEST_NETWORK} or larger"
    if network.prefixlen < LARGEST_NETWORK:
        yield f"network.cidr {cidr} is larger than AWS allows; use /{LARGEST_NETWORK} or smaller"
    if not network.is_private:
        yield f"network.cidr {cidr} is not a private range; use one of RFC 1918, like 10.0.0.0/16"
    for other in beside:
        if network.overlaps(ipaddress.IPv4Network(other)):
            yield f"network.cidr {cidr} overlaps {other}; choose a range of its own"


def _zone_problems(zones: Sequence[str]) -> Iterator[str]:
    if len(zones) < FEWEST_ZONES:
        yield (
            f"network.zones has {len(zones)}; a raft cluster that is to survive the loss of a zone "
            f"needs at least {FEWEST_ZONES} (requirement 4.1)"
        )
    if len(zones) > MOST_ZONES:
        yield f"network.zones has {len(zones)}; at most {MOST_ZONES} fit"
    if len(set(zones)) != len(zones):
        yield f"network.zones names a zone twice: {', '.join(zones)}; name each once"
