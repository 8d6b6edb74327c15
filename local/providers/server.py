"""The providers process: one gRPC server a package, on loopback, ports chosen by the system."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from local.providers.lifecycle import Lifecycle
from local.providers.servicer import Servicer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.providers.journal import Journal
    from local.providers.resource import Package

_WORKERS: Final = 32
_GRACE: Final = 2.0
_LARGEST: Final = 400 * 1024 * 1024  # bytes: what the engine itself allows
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", _LARGEST),
    ("grpc.max_send_message_length", _LARGEST),
    ("grpc.so_reuseport", 0),
)


@contextmanager
def serving(packages: Mapping[str, Package[Any]], journal: Journal) -> Iterator[dict[str, int]]:
    """Serve every package until the block ends; gives the port of each."""
    servers, ports = [], {}
    try:
        for name, package in packages.items():
            server = grpc.server(ThreadPoolExecutor(_WORKERS, thread_name_prefix=name), options=_OPTIONS)
            servicer = Servicer(package, Lifecycle(package, journal))
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
            ports[name] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            servers.append(server)
        yield ports
    finally:
        for stopped in [server.stop(_GRACE) for server in servers]:
            stopped.wait()
