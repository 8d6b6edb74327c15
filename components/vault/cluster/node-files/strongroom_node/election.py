"""Which node initialises: a claim in DynamoDB that is taken, and later declared, by conditional writes only.

A cluster exists from the moment its claim is *declared*, and that is the last thing an elected node does. Whatever an
undeclared claim left behind (a half-made raft store, shares in custody under its id) belongs to no cluster and is
discarded. The lease only says when another node may try; no safety hangs on anybody's clock.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

from strongroom_node.aws import Aws, AwsError
from strongroom_node.settings import HaltError

KEY = {"id": {"S": "cluster"}}
REFUSED = "ConditionalCheckFailedException"


class LostClaimError(Exception):
    """Another node has taken over; this one's unfinished cluster is void."""


@dataclass(frozen=True)
class Record:
    """What the table says: the claim, whose it is, and whether it is a cluster already."""

    claim: str
    holder: str
    declared: bool
    published: bool
    custody: dict[str, str]


class Election:
    """The one item of the cluster in the table."""

    def __init__(self, aws: Aws, table: str, lease_seconds: int) -> None:
        self._aws = aws
        self._table = table
        self._lease = lease_seconds

    def record(self) -> Record | None:
        """The item as it is now (consistent read)."""
        answer = self._aws.call("dynamodb", "GetItem", TableName=self._table, Key=KEY, ConsistentRead=True)
        item = answer.get("Item")
        if not item:
            return None
        return Record(
            claim=item["claim"]["S"],
            holder=item["holder"]["S"],
            declared=item["state"]["S"] == "declared",
            published="published" in item,
            custody=json.loads(item.get("custody", {}).get("S", "{}")),
        )

    def claim(self, holder: str) -> str | None:
        """Try to be elected; the new claim's id, or None where another node holds a live claim or a cluster exists.

        A node that holds the claim itself gets a new one: its earlier attempt died, and is void from here on.
        """
        claim = str(uuid.uuid4())
        now = time.time()
        free = "attribute_not_exists(id) OR (#state = :claimed AND (lease < :now OR holder = :holder))"
        item = {
            **KEY,
            "claim": {"S": claim},
            "holder": {"S": holder},
            "state": {"S": "claimed"},
            "lease": self._until(now),
        }
        values = {":claimed": {"S": "claimed"}, ":now": {"N": f"{now:.0f}"}, ":holder": {"S": holder}}
        try:
            self._aws.call(
                "dynamodb",
                "PutItem",
                TableName=self._table,
                Item=item,
                ConditionExpression=free,
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=values,
            )
        except AwsError as error:
            if error.code != REFUSED:
                raise
            # A repeated request of ours can be refused because its first sending had arrived.
            record = self.record()
            return claim if record and record.claim == claim else None
        return claim

    def renew(self, claim: str) -> None:
        """Keep the claim for another lease.

        Raises:
            LostClaimError: it is not ours any more.
        """
        self._update(claim, "SET lease = :lease", {":lease": self._until(time.time())})

    def declare(self, claim: str, custody: dict[str, str]) -> None:
        """Make the claim a cluster. `custody` says which version of which entry holds each recovery share.

        Raises:
            LostClaimError: it is not ours any more; the cluster that was made under it must be discarded.
        """
        values = {":declared": {"S": "declared"}, ":custody": {"S": json.dumps(custody, sort_keys=True)}}
        try:
            self._update(claim, "SET #state = :declared, custody = :custody REMOVE lease", values)
        except LostClaimError:
            record = self.record()
            if not (record and record.claim == claim and record.declared):
                raise

    def mark_published(self, claim: str) -> None:
        """Note that custody's readers see this cluster's shares as the current ones."""
        self._aws.call(
            "dynamodb",
            "UpdateItem",
            TableName=self._table,
            Key=KEY,
            UpdateExpression="SET published = :yes",
            ConditionExpression="claim = :claim",
            ExpressionAttributeValues={":yes": {"BOOL": True}, ":claim": {"S": claim}},
        )

    def _until(self, now: float) -> dict[str, str]:
        return {"N": f"{now + self._lease:.0f}"}

    def _update(self, claim: str, expression: str, values: dict[str, dict[str, Any]]) -> None:
        try:
            self._aws.call(
                "dynamodb",
                "UpdateItem",
                TableName=self._table,
                Key=KEY,
                UpdateExpression=expression,
                ConditionExpression="claim = :claim AND #state = :claimed",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={**values, ":claim": {"S": claim}, ":claimed": {"S": "claimed"}},
            )
        except AwsError as error:
            if error.code != REFUSED:
                raise
            raise LostClaimError(f"claim {claim} was taken over") from None


def kept_once(aws: Aws, table: str, key: str, value: str) -> str:
    """Keep a public value in the table unless one is there; the one that is there afterwards (first writer wins)."""
    item = {"id": {"S": key}, "value": {"S": value}}
    try:
        aws.call("dynamodb", "PutItem", TableName=table, Item=item, ConditionExpression="attribute_not_exists(id)")
    except AwsError as error:
        if error.code != REFUSED:
            raise
    found = kept(aws, table, key)
    if found is None:
        raise HaltError(f"table {table}: item {key} was written and is not there")
    return found


def kept(aws: Aws, table: str, key: str) -> str | None:
    """A public value of the table, or None."""
    answer = aws.call("dynamodb", "GetItem", TableName=table, Key={"id": {"S": key}}, ConsistentRead=True)
    item = answer.get("Item")
    return str(item["value"]["S"]) if item else None
