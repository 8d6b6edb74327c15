"""ElastiCache's users: at most two passwords each, changed by its API, arriving at the servers some time later.

https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyUser.html
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from rotation.errors import BusyError, PermissionMissingError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rotation.services import Services

_POLL_SECONDS = 2.0


def set_passwords(services: Services, user_id: str, passwords: Sequence[str]) -> None:
    """Have exactly these passwords accepted, and wait until they are."""
    client = services.elasticache()
    with _calling():
        _wait(services, client, user_id)
        client.modify_user(UserId=user_id, AuthenticationMode={"Type": "password", "Passwords": list(passwords)})
        _wait(services, client, user_id)


def demand(services: Services, user_id: str) -> None:
    """See whether there is such a user, and whether its function may look."""
    with _calling():
        services.elasticache().describe_users(UserId=user_id)


def _wait(services: Services, client: object, user_id: str) -> None:
    waited = 0.0
    while (status := client.describe_users(UserId=user_id)["Users"][0]["Status"]) != "active":  # type: ignore[attr-defined]  # its stubs are no dependency
        if waited >= services.patience:
            raise BusyError(f"the ElastiCache user {user_id} is {status}", way_out="the step is repeated")
        services.sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS


@contextmanager
def _calling() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code.startswith("AccessDenied"):
            raise PermissionMissingError(
                "the function's role may not change the ElastiCache user",
                way_out="allow elasticache:ModifyUser and elasticache:DescribeUsers on the user in the function's role",
            ) from None
        raise UnreachableError(
            f"ElastiCache failed with {code}", way_out="see whether user_id names a user of this region"
        ) from None
    except BotoCoreError as error:
        raise UnreachableError(
            f"ElastiCache can't be reached ({type(error).__name__})", way_out="check the function's network"
        ) from None
