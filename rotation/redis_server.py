"""A Redis server, as far as the passwords of its ACL users go."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from rotation.errors import PermissionMissingError, RefusedError, UnreachableError, ValueShapeError
from rotation.telemetry import logger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotation.login import Login
    from rotation.services import Services

PORT = 6379


@contextmanager
def session(services: Services, login: Login) -> Iterator[Any]:
    """A connection, TLS verified, that has logged in; what goes wrong is translated."""
    from redis import exceptions

    client = services.redis(
        host=login.host,
        port=login.port(PORT),
        username=login.username,
        password=login.password,
        decode_responses=True,
        **_tls(services, login),
    )
    try:
        yield client
    except exceptions.NoPermissionError:
        raise PermissionMissingError(
            f"Redis does not let {login.username} change a user",
            way_out="give it +acl|getuser +acl|setuser +acl|save, or name a superuser in the catalogue",
        ) from None
    except exceptions.AuthenticationError:
        raise RefusedError(
            f"Redis refuses the user {login.username}",
            way_out="compare the entry's value with the user's passwords; the superuser's entry, if it is that one",
        ) from None
    except exceptions.ResponseError as error:
        # The first word of Redis's answer is its code; the rest may quote what it was sent.
        raise UnreachableError(
            f"Redis failed with {str(error).split(' ', 1)[0]}", way_out="see the server's log"
        ) from None
    except (exceptions.RedisError, OSError) as error:
        raise UnreachableError(
            f"Redis at {login.host}:{login.port(PORT)} can't be reached ({type(error).__name__})",
            way_out="check that it runs, the way there, and its certificate's name and issuer",
        ) from None
    finally:
        client.close()


def accepts(services: Services, login: Login) -> bool:
    """Whether the server lets this login in."""
    from redis import exceptions

    try:
        with session(services, login) as client:
            try:
                client.ping()
            except exceptions.NoPermissionError:
                return True  # it is in, and may not ping
    except RefusedError:
        return False
    return True


def passwords(client: Any, user: str) -> set[str]:
    """The hashes of the passwords that a user has; raises ValueShapeError where there is no such user."""
    found = client.acl_getuser(user)
    if found is None:
        raise ValueShapeError(
            f"Redis has no user {user}", way_out="create it, or correct the value: strongroom put PATH"
        )
    return set(found["passwords"])


def hashed(password: str) -> str:
    """A password as Redis keeps it; the password itself is never sent to change it."""
    return sha256(password.encode()).hexdigest()


def add(client: Any, user: str, password: str) -> None:
    """Have one more password accepted."""
    client.execute_command("ACL", "SETUSER", user, f"#{hashed(password)}")


def keep_only(client: Any, user: str, password: str) -> None:
    """Have one password accepted and no other, in one step."""
    client.execute_command("ACL", "SETUSER", user, "resetpass", f"#{hashed(password)}")


def persist(client: Any, user: str) -> None:
    """Have the change outlive a restart: in the server's ACL file, or in its configuration file."""
    from redis import exceptions

    for words in (("ACL", "SAVE"), ("CONFIG", "REWRITE")):
        try:
            client.execute_command(*words)
        except exceptions.ResponseError:
            continue  # it has no such file, or this user may not
        return
    logger.warning(
        "Redis keeps its users in memory only: a restart brings old passwords back",
        extra={"user": user, "way_out": "give it an aclfile, and the user +acl|save"},
    )


def _tls(services: Services, login: Login) -> dict[str, Any]:
    if not login.uses_tls:
        return {}
    verified = {"ssl": True, "ssl_cert_reqs": "required", "ssl_check_hostname": True}
    pem = login.get("sslrootcert")
    return verified | ({"ssl_ca_data": pem} if pem else {"ssl_ca_certs": services.ca_file})
