"""A database login as a value: JSON in the shape that Secrets Manager publishes, with what we add.

    engine, host, port, username, password, dbname       as published; password and username are always there, but for
                   a login that waits for its first password, which its first rotation makes
    masterarn      the superuser's entry, as published; the catalogue's `superuser` comes first, and before both the one
                   that the database service manages (rotation.superusers)
    uri            a connection URL beside or instead of host, port and dbname: its user and password follow the fields
    sslrootcert    authorities that the server's certificate is verified against, PEM (else ROTATION_CA_FILE's)
    tls            "off" for a server on loopback only; everywhere else the certificate is verified, with its name
    user_id        an ElastiCache user: its password is changed by ElastiCache's API (strategy redis)

Every field that is not named here stays as it is, in its place.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
"""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from rotation.errors import RefusedError, SettingsError, ValueShapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rotation.strategies.contract import Change

CLONE = "_clone"  # the second of two users that take turns, as Secrets Manager's own functions call it


@dataclass(frozen=True)
class Login:
    """A user of a database, its password, and where to use them."""

    document: Mapping[str, Any] = field(repr=False)

    @property
    def username(self) -> str:
        """The user."""
        return str(self.document["username"])

    @property
    def password(self) -> str:
        """Its password."""
        return str(self.document["password"])

    @property
    def waits(self) -> bool:
        """Whether it has no password yet: a user that the first rotation makes, or opens."""
        return "password" not in self.document

    @property
    def host(self) -> str:
        """The server; raises ValueShapeError where neither `host` nor `uri` says it."""
        host = self.document.get("host") or self._url.hostname
        if not host:
            raise ValueShapeError(
                "the value has neither host nor a uri with one", way_out="add it: strongroom put PATH"
            )
        return str(host)

    def port(self, default: int) -> int:
        """The port."""
        given = self.document.get("port") or self._url.port or default
        if not str(given).isdigit():
            raise ValueShapeError("port is no number", way_out="correct it: strongroom put PATH")
        return int(given)

    @property
    def dbname(self) -> str | None:
        """The database, where the value says one."""
        return self.document.get("dbname") or unquote(self._url.path.strip("/")) or None

    def get(self, name: str) -> str | None:
        """Another field."""
        found = self.document.get(name)
        return str(found) if found is not None else None

    @property
    def _url(self) -> Any:
        return urlsplit(str(self.document.get("uri", "")))

    @property
    def other_username(self) -> str:
        """The user whose turn is next, of two."""
        return self.username.removesuffix(CLONE) if self.username.endswith(CLONE) else self.username + CLONE

    def with_credentials(self, username: str, password: str) -> Login:
        """The same login for another user or password; a URL in it says the same."""
        changed = dict(self.document) | {"username": username, "password": password}
        if "uri" in changed:
            changed["uri"] = _with_user(str(changed["uri"]), username, password)
        return Login(changed)

    @property
    def uses_tls(self) -> bool:
        """Whether TLS is spoken to the server; raises ValueShapeError where it is off beyond loopback."""
        if self.get("tls") != "off":
            return True
        if not _is_loopback(self.host):
            raise ValueShapeError("tls is off for a server beyond loopback", way_out="take tls out of the value")
        return False

    def context(self, ca_file: str | None) -> ssl.SSLContext | None:
        """How TLS is spoken to the server: certificate and name verified. None: not at all."""
        if not self.uses_tls:
            return None
        pem = self.get("sslrootcert")
        try:
            context = ssl.create_default_context(cafile=None if pem else ca_file, cadata=pem)
        except (ssl.SSLError, OSError, ValueError):
            raise SettingsError(
                "the certificate authorities can't be read", way_out="give PEM: sslrootcert, or ROTATION_CA_FILE"
            ) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    @property
    def text(self) -> str:
        """The value to store."""
        return json.dumps(self.document, ensure_ascii=False)


def parse(text: str, *, may_wait: bool = False) -> Login:
    """Read a value; raises ValueShapeError. `may_wait`: it may be one that has no password yet."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise ValueShapeError("the value is no JSON object", way_out="store username, password, host, ... as JSON")
    wanted = ("username",) if may_wait and "password" not in document else ("username", "password")
    missing = [key for key in wanted if not (isinstance(document.get(key), str) and document[key])]
    if missing:
        raise ValueShapeError(f"the value lacks {' and '.join(missing)}", way_out="add it: strongroom put PATH")
    return Login(document)


def superuser(change: Change, needed_for: str) -> Login:
    """The login that may change this one. On the same server: a tampered value gets no password of ours."""
    own = parse(change.current, may_wait=True)
    if managed := change.services.superusers.get(change.name):
        login = Login({**parse(change.value_of(managed.secret)).document, **managed.server})
    else:
        named = change.settings.superuser or own.get("masterarn")
        login = parse(change.value_of(named) if named else change.superuser(needed_for))
    if (login.host, login.port(0)) != (own.host, own.port(0)):
        raise ValueShapeError(
            "the superuser's entry names another server than this entry",
            way_out="make host and port the same in both, or name another superuser",
        )
    return login


def has_superuser(change: Change) -> bool:
    """Whether one is named, here or in the value."""
    if change.name in change.services.superusers or change.settings.superuser:
        return True
    return bool(parse(change.current, may_wait=True).get("masterarn"))


def with_passwords(*texts: str | None) -> list[Login]:
    """The logins of these values, without those that wait for their first password."""
    return [one for one in (parse(text, may_wait=True) for text in texts if text) if not one.waits]


def first_accepted(logins: Iterable[Login], accepts: Callable[[Login], bool]) -> Login:
    """The first login that the server takes; raises RefusedError where it takes none."""
    for login in logins:
        if accepts(login):
            return login
    raise RefusedError(
        "the server refuses the current, the new and the previous credential",
        way_out="set the current value's password in the database, or name a superuser in the catalogue",
    )


def _with_user(url: str, username: str, password: str) -> str:
    """A URL with another user and password; one that has none keeps none."""
    scheme, slashes, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    userinfo, at, hosts = authority.rpartition("@")
    if not slashes or not at:
        return url
    user = quote(username, safe="") + (f":{quote(password, safe='')}" if ":" in userinfo else "")
    return f"{scheme}://{user}@{hosts}{slash}{path}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
