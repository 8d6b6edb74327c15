"""Machines of several local stacks share the loopback network."""

from __future__ import annotations

import socket

from local.providers.autoscaling.fleet import PORTS, free_address


def test_a_machine_leaves_an_address_alone_where_another_stacks_machine_listens() -> None:
    first = free_address(())
    with socket.create_server((first, PORTS["cluster"])):
        assert free_address(()) != first


def test_a_machine_leaves_the_addresses_of_its_own_group_alone_though_nothing_listens_there_yet() -> None:
    first = free_address(())
    assert free_address({first}) != first
