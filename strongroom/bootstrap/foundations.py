"""All that bootstrap makes for one environment, in the order in which it is made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.bootstrap import documents
from strongroom.bootstrap.bucket import StateBucket
from strongroom.bootstrap.identity import Issuer, Policy, Role
from strongroom.bootstrap.key import StateKey
from strongroom.bootstrap.part import Marks
from strongroom.catalogue.writer import store_writer
from strongroom.deployer import boundary, policy
from strongroom.deployer.model import Place
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.account import Account, Caller
    from strongroom.bootstrap.part import Part, Step
    from strongroom.catalogue import Catalogue, Environment
    from strongroom.operations.journal import Journal
    from strongroom.stack_file import StackFile

_UNKNOWN_KEY = "arn:{}:kms:{}:{}:key/00000000-0000-0000-0000-000000000000"  # as long as a key's ARN


@dataclass
class Foundations:
    """What has to be there before the program can be applied, for one stack in one account."""

    account: Account
    caller: Caller
    stack: StackFile
    catalogue: Catalogue
    rehearses: Sequence[Environment]
    journal: Journal

    def __post_init__(self) -> None:
        self.deployers = self.stack.deployers()
        owner = str(self.stack.setting("owner") or "platform-team")
        self._marks = Marks(environment=self.environment, owner=owner)
        self.key = StateKey(self.account, self._marks, self.stack.state_alias(), self._root, self._readers())
        self.bucket = StateBucket(
            account=self.account,
            marks=self._marks,
            bucket=self.bucket_name,
            users=self._readers(),
            break_glass=self._break_glass,
            days=self.deployers.state_days,
            key_arn=lambda: self.key.arn,
            begun=self._begun,
            owner=self.caller.account,
            partition=self.caller.partition,
        )

    @property
    def environment(self) -> str:
        """Which one."""
        return self.stack.environment

    @property
    def bucket_name(self) -> str:
        """Of the state; not among the names that the deployer may change, and the account makes it unique."""
        return f"{naming.PROJECT}-state-{self.environment}-{self.caller.account}"

    @property
    def role_arn(self) -> str:
        """Of the deployer."""
        return self._iam("role", "deployer")

    @property
    def boundary_arn(self) -> str:
        """Of what every role of the program is made with."""
        return naming.boundary(self.caller.partition, self.caller.account, self.environment)

    @property
    def issuer_arn(self) -> str:
        """Of the account's trust in GitHub's workflows."""
        return f"arn:{self.caller.partition}:iam::{self.caller.account}:oidc-provider/{documents.ISSUER}"

    @property
    def callers_arn(self) -> str:
        """Of what people's roles need to call break-glass."""
        return self._iam("policy", f"{naming.VAULT_BREAK_GLASS}-callers")

    def place(self) -> Place:
        """What the deployer's policies name; a key that is not made yet has an ARN of the same length."""
        unknown = _UNKNOWN_KEY.format(self.caller.partition, self.stack.region, self.caller.account)
        return Place(
            project=naming.PROJECT,
            environment=self.environment,
            account=self.caller.account,
            region=self.stack.region,
            partition=self.caller.partition,
            second_region=self.stack.second_region,
            state_bucket=self.bucket_name,
            state_key=self.key.arn or unknown,
            boundary=self.boundary_arn,
            written=tuple(self._written()),
        )

    def parts(self) -> Iterator[Part]:
        """Each, after what it needs."""
        yield self.key
        yield self.bucket
        if self.deployers.github:
            yield Issuer(self.account, self._marks, self.issuer_arn)
        yield self._policy(
            self.boundary_arn, lambda: boundary.document(self.place()), "The most of the program's roles"
        )
        count = len(policy.documents(self.place()))
        arns = tuple(self._iam("policy", f"deployer-{number}") for number in range(1, count + 1))
        for number, arn in enumerate(arns):
            yield self._policy(arn, lambda number=number: self._page(number), "What applying the program needs")
        if self.stack.setting("vault", "breakGlass"):
            yield self._policy(self.callers_arn, self._callers, "Calls break-glass; attach it to the roles of people")
        trust = documents.trust(self.deployers, self.issuer_arn)
        yield Role(self.account, self._marks, self.role_arn.rpartition("/")[2], trust, lambda: arns)

    def plan(self) -> list[Step]:
        """What would be done, part by part; raises InputError with everything that is not ours."""
        steps = [part.look() for part in self.parts()]
        if others := [step for step in steps if step.does == "not ours"]:
            raise InputError(*(f"{step.part}: {'; '.join(step.details)}" for step in others))
        return steps

    def _policy(self, arn: str, text: object, description: str) -> Policy:
        return Policy(self.account, self._marks, arn, text, description)  # type: ignore[arg-type]  # a lambda with a default

    def _callers(self) -> str:
        function = naming.resource(self.environment, naming.VAULT_BREAK_GLASS)
        place = f"arn:{self.caller.partition}:lambda:{self.stack.region}:{self.caller.account}"
        return json.dumps(documents.callers(f"{place}:function:{function}"))

    def _page(self, number: int) -> str:
        return policy.documents(self.place())[number]

    def _iam(self, kind: str, purpose: str) -> str:
        name = naming.resource(self.environment, purpose)
        return f"arn:{self.caller.partition}:iam::{self.caller.account}:{kind}/{naming.BOOTSTRAP}/{name}"

    @property
    def _root(self) -> str:
        return f"arn:{self.caller.partition}:iam::{self.caller.account}:root"

    @property
    def _break_glass(self) -> str | None:
        found = self.stack.setting("vault", "breakGlassRole")
        return str(found) if found else None

    def _readers(self) -> tuple[str, ...]:
        return (self.role_arn, *([self._break_glass] if self._break_glass else []))

    def _written(self) -> Iterator[str]:
        """Entries whose values the engine writes, once or ever."""
        for secret in self.catalogue.select(self.rehearses):
            if not secret.is_family and store_writer(secret) in ("engine", "engine-once"):
                yield secret.path

    def _begun(self) -> bool:
        return self.journal.unfinished(command="bootstrap", bucket=self.bucket_name) is not None
