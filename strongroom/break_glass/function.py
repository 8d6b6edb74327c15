"""The break-glass function of an environment, as the command calls it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from strongroom import naming
from strongroom.break_glass.signing import ourselves, signature
from strongroom.operations.problem import InputError
from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import DeniedError, NotFoundError, UnreachableError
from strongroom.stores.opening import keep_apart

# Once: a signature serves once, and a repeat of the command signs anew.
_ONCE = Config(connect_timeout=5, read_timeout=70, retries={"total_max_attempts": 1})


@dataclass(frozen=True)
class Function:
    """Asks, agrees, opens and ends, as whoever this shell's AWS credentials are of."""

    environment: str

    @property
    def name(self) -> str:
        """The function's name."""
        return naming.resource(self.environment, naming.VAULT_BREAK_GLASS)

    def ask(self, action: str, **facts: Any) -> dict[str, Any]:
        """Have something done.

        Raises:
            InputError: it is not allowed as things stand, or not in order; the function's own words say why.
            StoreError: nobody knows us, there is no function, or AWS failed. Repeating is safe.
        """
        region, keys = ourselves()
        statement = json.dumps({"function": self.name, "action": action, "nonce": secrets.token_hex(16), **facts})
        payload = {"statement": statement, "signature": signature(statement, region=region, keys=keys)}
        return self._meant(self._invoke(region, payload))

    def _invoke(self, region: str, payload: dict[str, Any]) -> dict[str, Any]:
        place = f"lambda:{self.name}"
        with translated("AWS"):
            client = boto3.client("lambda", region_name=region, config=_ONCE)
        keep_apart(self.environment, client.meta.endpoint_url, "AWS_ENDPOINT_URL")
        try:
            with translated(place, action="lambda:InvokeFunction"):
                answer = client.invoke(FunctionName=self.name, Payload=json.dumps(payload).encode())
        except NotFoundError:
            way_out = "set strongroom:vault.breakGlass and pulumi up; until then: docs/runbooks/vault-break-glass.md"
            raise NotFoundError(place=place, problem="there is no such function", way_out=way_out) from None
        told = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError") or not isinstance(told, dict):
            way_out = "repeat the command; by hand: docs/runbooks/vault-break-glass.md"
            raise UnreachableError(place=place, problem="the function failed", way_out=way_out)
        return told

    def _meant(self, told: dict[str, Any]) -> dict[str, Any]:
        refused = told.get("refused")
        if refused is None:
            return told
        problem, way_out = str(refused["problem"]), str(refused["way_out"])
        match refused["kind"]:
            case "caller":
                raise DeniedError(place=f"lambda:{self.name}", problem=problem, way_out=way_out)
            case "service":
                raise UnreachableError(place=f"lambda:{self.name}", problem=problem, way_out=way_out)
        raise InputError(f"{problem}; {way_out}")
