"""The layout of a network, on literal ranges."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network_layout import LayoutError, Zone, lay_out, problems

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")


def test_the_range_of_the_requirement_gives_its_subnets() -> None:
    assert lay_out("10.0.0.0/16", ZONES) == (
        Zone(name="us-east-1a", private="10.0.1.0/24", public="10.0.101.0/24"),
        Zone(name="us-east-1b", private="10.0.2.0/24", public="10.0.102.0/24"),
        Zone(name="us-east-1c", private="10.0.3.0/24", public="10.0.103.0/24"),
    )


def test_the_smallest_range_gives_the_smallest_subnets_that_aws_makes() -> None:
    assert lay_out("10.9.16.0/20", ZONES)[0] == Zone(name="us-east-1a", private="10.9.16.16/28", public="10.9.22.80/28")


@pytest.mark.parametrize(
    ("cidr", "zones", "told"),
    [
        ("10.0.0.0/21", ZONES, "too small"),
        ("10.0.0.0/15", ZONES, "larger than AWS allows"),
        ("10.0.0.1/16", ZONES, "not an IPv4 network"),
        ("ten", ZONES, "not an IPv4 network"),
        ("8.8.0.0/16", ZONES, "not a private range"),
        ("10.0.0.0/16", ZONES[:2], "at least 3"),
        ("10.0.0.0/16", ("a", "b", "b"), "names a zone twice"),
    ],
)
def test_a_bad_plan_is_refused_with_the_way_out(cidr: str, zones: tuple[str, ...], told: str) -> None:
    with pytest.raises(LayoutError, match=told):
        lay_out(cidr, zones)


def test_an_overlapping_neighbour_is_named() -> None:
    assert list(problems("10.0.0.0/16", ZONES, beside=("10.1.0.0/16", "10.0.128.0/20"))) == [
        "network.cidr 10.0.0.0/16 overlaps 10.0.128.0/20; choose a range of its own"
    ]


def test_all_problems_are_listed_at_once() -> None:
    assert len(list(problems("9.0.0.0/24", ("a", "a")))) == 4


@given(prefix=st.integers(16, 20), second=st.integers(0, 255), count=st.integers(3, 26))
def test_subnets_never_overlap_and_never_leave_their_network(prefix: int, second: int, count: int) -> None:
    cidr = f"10.{second}.0.0/{prefix}"
    zones = lay_out(cidr, [f"zone-{number}" for number in range(count)])
    subnets = [ipaddress.ip_network(block) for zone in zones for block in (zone.private, zone.public)]
    assert all(subnet.subnet_of(ipaddress.ip_network(cidr)) for subnet in subnets)  # type: ignore[arg-type]  # both IPv4
    assert not any(a.overlaps(b) for i, a in enumerate(subnets) for b in subnets[i + 1 :])
