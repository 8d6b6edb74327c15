"""All services together: the one table from types to actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.deployer.data import CACHES, DATABASES
from strongroom.deployer.foundation import FOUNDATION, LOOK, STATE
from strongroom.deployer.functions import EVENTS, FUNCTIONS, QUEUES, SCHEDULES, TOPICS
from strongroom.deployer.identities import IDENTITIES
from strongroom.deployer.keys import KEYS, SECRETS
from strongroom.deployer.machines import BALANCER, SCALING
from strongroom.deployer.network import NETWORK
from strongroom.deployer.observation import LOGS, METRICS
from strongroom.deployer.storage import BUCKETS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from strongroom.deployer.model import Needs

SERVICES = (
    FOUNDATION,
    NETWORK,
    SCALING,
    BALANCER,
    BUCKETS,
    TABLES,
    KEYS,
    SECRETS,
    FUNCTIONS,
    EVENTS,
    SCHEDULES,
    TOPICS,
    QUEUES,
    IDENTITIES,
    LOGS,
    METRICS,
    DATABASES,
    CACHES,
)
ALWAYS = (STATE, LOOK)
TYPES: Mapping[str, Needs] = {name: needs for service in SERVICES for name, needs in service.types.items()}
BOUNDS = tuple(bound for service in SERVICES for bound in service.bounds)


def actions(types: Iterable[str]) -> frozenset[str]:
    """What is needed to make, read, change and delete resources of these types, beside what always is."""
    return frozenset(action for name in (*ALWAYS, *types) for action in TYPES[name].actions)
