"""A PostgreSQL server, as far as passwords go."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rotation.errors import PermissionMissingError, RefusedError, RotationError, UnreachableError, UntestedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotation.login import Login
    from rotation.services import Services

PORT = 5432
MAX_NAME_BYTES = 63
_REFUSED = ("28P01", "28000")
_ITERATIONS = 4096  # of SCRAM, as PostgreSQL's own default


@contextmanager
def session(services: Services, login: Login) -> Iterator[Any]:
    """A connection, TLS verified; raises RefusedError or UnreachableError. What goes wrong inside it is translated."""
    from pg8000.exceptions import DatabaseError, InterfaceError

    try:
        connection = services.postgres(
            user=login.username,
            password=login.password,
            host=login.host,
            port=login.port(PORT),
            database=login.dbname or "postgres",
            ssl_context=login.context(services.ca_file),
        )
    except DatabaseError as error:
        raise _refusal(error, login) from None
    except (InterfaceError, OSError) as error:
        raise _unreachable(login, error) from None
    try:
        yield connection
    except DatabaseError as error:
        raise _denial(error) from None
    except (InterfaceError, OSError) as error:
        raise _unreachable(login, error) from None
    finally:
        _close(connection)


def accepts(services: Services, login: Login) -> bool:
    """Whether the server lets this login in, and answers it."""
    try:
        with session(services, login) as connection:
            connection.run("select 1")
    except RefusedError:
        return False
    return True


@contextmanager
def alone(services: Services, login: Login, role: str, *, keep: bool = True) -> Iterator[Any]:
    """A session that is one `transaction`."""
    with session(services, login) as connection, transaction(connection, role, keep=keep):
        yield connection


@contextmanager
def transaction(connection: Any, role: str, *, keep: bool = True) -> Iterator[None]:
    """A transaction in which nobody else of ours changes this role; rolled back where `keep` is false."""
    connection.run("start transaction")
    try:
        connection.run("select pg_advisory_xact_lock(hashtext('strongroom rotation'), hashtext(:role))", role=role)
        yield
    except BaseException:
        _roll_back(connection)
        raise
    connection.run("commit" if keep else "rollback")


def set_password(connection: Any, role: str, password: str) -> None:
    """Change a role's password. The server gets a SCRAM verifier: no log of its statements can hold the password."""
    connection.run(f"alter role {_name(role)} password {_text(verifier(password))}")


def remove_password(connection: Any, role: str) -> None:
    """Have no password accepted for a role any more; who is logged in stays so."""
    connection.run(f"alter role {_name(role)} password null")


def exists(connection: Any, role: str) -> bool:
    """Whether there is such a role."""
    return bool(connection.run("select 1 from pg_catalog.pg_roles where rolname = :role", role=role))


def create_owner(connection: Any, role: str, database: str | None) -> None:
    """A role that logs in, and owns the database if nobody but the superuser does yet: no other one loses it."""
    if not exists(connection, role):
        connection.run(f"create role {_name(role)} login")
    unclaimed = "select 1 from pg_catalog.pg_database where datname = :name and pg_get_userbyid(datdba) = current_user"
    if database and role != _who(connection) and connection.run(unclaimed, name=database):
        connection.run(f"grant {_name(role)} to current_user")  # who hands over has to be able to act as the other
        connection.run(f"alter database {_name(database)} owner to {_name(role)}")


def create_twin(connection: Any, twin: str, of: str) -> None:
    """A role that logs in and then acts as another: what it creates belongs to that one."""
    connection.run(f"create role {_name(twin)} login in role {_name(of)}")
    connection.run(f"alter role {_name(twin)} set role to {_text(of)}")


def _who(connection: Any) -> str:
    return str(connection.run("select current_user")[0][0])


def verifier(password: str) -> str:
    """A password as PostgreSQL keeps it (RFC 5803). Ours are ASCII, which SASLprep leaves as it is."""
    from base64 import b64encode

    from scramp import ScramMechanism

    salt, stored, server, iterations = ScramMechanism("SCRAM-SHA-256").make_auth_info(
        password, iteration_count=_ITERATIONS
    )
    salt64, stored64, server64 = (b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${iterations}:{salt64}${stored64}:{server64}"


def _name(text: str) -> str:
    from pg8000.native import identifier

    return str(identifier(text))


def _text(text: str) -> str:
    from pg8000.native import literal

    return str(literal(text))


def _code(error: Exception) -> str:
    told = error.args[0] if error.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def _refusal(error: Exception, login: Login) -> RotationError:
    code = _code(error)
    if code in _REFUSED:
        return RefusedError(
            f"PostgreSQL refuses the user {login.username} ({code})",
            way_out="compare the entry's value with the role's password; the superuser's entry, if it is that one",
        )
    return UnreachableError(
        f"PostgreSQL let nobody in ({code or type(error).__name__})",
        way_out="look at the server: does the database exist, does it have connections left?",
    )


def _denial(error: Exception) -> RotationError:
    code = _code(error)
    if code == "42501":
        return PermissionMissingError(
            "PostgreSQL does not let this user change the role (42501)",
            way_out="name a superuser in the catalogue that has CREATEROLE and admin of the role",
        )
    if code in ("22023", "23514"):
        return UntestedError(
            f"PostgreSQL does not take the new password ({code})",
            way_out="set format and length in the catalogue so that the server's password check is content",
        )
    return UnreachableError(
        f"PostgreSQL failed with {code or type(error).__name__}", way_out="look at the server's log"
    )


def _unreachable(login: Login, error: Exception) -> UnreachableError:
    return UnreachableError(
        f"PostgreSQL at {login.host}:{login.port(PORT)} can't be reached ({type(error).__name__})",
        way_out="check that it runs, that the function's network leads there, and its certificate's name and issuer",
    )


def _roll_back(connection: Any) -> None:
    try:
        connection.run("rollback")
    except Exception:  # noqa: BLE001 - the connection is lost, and with it the transaction
        return


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:  # noqa: BLE001 - closed already
        return
