"""The table: each fact is an item of its own, written once and never again, by this function alone.

Key: `request` (a request's number) and `part` (`request`, `approval#...`, `outcome`, `end`); used signatures stand
under the request `signature` until DynamoDB forgets them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNATURE = "signature"
_KEPT = timedelta(hours=1)  # longer than a signature is believed


@dataclass(frozen=True, kw_only=True)
class Records:
    """A table in DynamoDB, by boto3's client."""

    client: Any
    table: str

    def put(self, request: str, part: str, facts: Mapping[str, Any]) -> bool:
        """Write a fact down; False where this part stood there already, and goes on standing there."""
        return self._put({"request": {"S": request}, "part": {"S": part}, "facts": {"S": json.dumps(facts)}})

    def use(self, signature: str, now: datetime) -> bool:
        """Take a signature into account; False where it served before."""
        forget = str(int((now + _KEPT).timestamp()))
        return self._put({"request": {"S": SIGNATURE}, "part": {"S": signature}, "forget": {"N": forget}})

    def _put(self, item: Mapping[str, Any]) -> bool:
        try:
            self.client.put_item(
                TableName=self.table,
                Item=item,
                ConditionExpression="attribute_not_exists(#part)",
                ExpressionAttributeNames={"#part": "part"},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def of(self, request: str) -> dict[str, dict[str, Any]]:
        """All that is written down of a request, by part; empty where there is none."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            ConsistentRead=True,
            KeyConditionExpression="#request = :request",
            ExpressionAttributeNames={"#request": "request"},
            ExpressionAttributeValues={":request": {"S": request}},
        )
        return {item["part"]["S"]: json.loads(item["facts"]["S"]) for page in pages for item in page["Items"]}

    def every(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All requests: there are never many."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for page in self.client.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True):
            for item in page["Items"]:
                if item["request"]["S"] != SIGNATURE:
                    parts = found.setdefault(item["request"]["S"], {})
                    parts[item["part"]["S"]] = json.loads(item["facts"]["S"])
        return found
