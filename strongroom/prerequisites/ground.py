"""What all questions are asked about: the account, who asks, and what the stack's file says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from strongroom.catalogue.problem import CatalogueError
from strongroom.operations.doctor.doctor import Finding, failed, not_looked_at
from strongroom.operations.problem import InputError, UseError
from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from strongroom.account import Account, Caller
    from strongroom.bootstrap.foundations import Foundations
    from strongroom.operations.doctor.doctor import Examination
    from strongroom.stack_file import StackFile


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One stack and the account that the credentials belong to."""

    account: Account
    caller: Caller
    stack: StackFile
    foundations: Foundations

    @property
    def vault(self) -> Mapping[str, Any] | None:
        """The stack's cluster, as its file has it; None where it has none."""
        found = self.stack.setting("vault")
        return found if isinstance(found, dict) else None

    def ask(self, service: str, operation: str, *, region: str | None = None, **arguments: Any) -> Any:
        """Call AWS; raises StoreError. All pages at once, where there are pages."""
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).removeprefix("_")
        client = self.account.client(service, region)
        with translated(f"{service}:{operation}", action=f"{_PREFIXES.get(service, service)}:{operation}"):
            if client.can_paginate(method):
                return client.get_paginator(method).paginate(**arguments).build_full_result()
            return getattr(client, method)(**arguments)

    def find(self, service: str, operation: str, *missing: str, **arguments: Any) -> Any:
        """The same; None where AWS answers with one of these codes, which say that there is none."""
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).removeprefix("_")
        try:
            with translated(
                f"{service}:{operation}",
                action=f"{_PREFIXES.get(service, service)}:{operation}",
                passing=lambda error: error.response["Error"]["Code"] in missing,
            ):
                return getattr(self.account.client(service), method)(**arguments)
        except ClientError:
            return None


_PREFIXES = {"service-quotas": "servicequotas"}


def look(examinations: Iterable[Examination]) -> Iterator[Finding]:
    """Ask one after the other. What can't be asked is not looked at, which is never the same as right."""
    for name, examination in examinations:
        try:
            yield from examination()
        except StoreError as error:
            yield not_looked_at(name, f"{error.place}: {error.problem}", error.way_out)
        except CatalogueError as error:
            yield failed(name, f"{len(error.problems)} problems", "strongroom check lists them")
        except (InputError, UseError) as error:
            found, _, way_out = str(error).partition("; ")
            yield failed(name, found, way_out or "correct it")
