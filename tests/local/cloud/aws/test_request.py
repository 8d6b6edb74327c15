"""What a request asks for is told from its envelope."""

import asyncio
from typing import Any

import botocore.session
import pytest

from local.cloud.aws.request import Request


def asked(method: str = "POST", body: bytes = b"", query: bytes = b"", **headers: str) -> Request:
    """Pass a request through, body and all."""
    encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    request = Request({"method": method, "path": "/", "query_string": query, "headers": encoded}, receive)
    asyncio.run(request.receive())
    return request


@pytest.mark.parametrize(
    ("request_", "operation", "changes"),
    [
        (asked(x_amz_target="secretsmanager.PutSecretValue"), "PutSecretValue", True),
        (asked(x_amz_target="secretsmanager.GetSecretValue"), "GetSecretValue", False),
        (asked(x_amz_target="TrentService.GenerateDataKeyWithoutPlaintext"), "GenerateDataKeyWithoutPlaintext", False),
        (asked(x_amz_target="DynamoDB_20120810.Query"), "Query", False),
        (asked(body=b"Action=CreateRole&Version=2010-05-08&RoleName=x"), "CreateRole", True),
        (asked(body=b"Version=2010-05-08&Action=ListRoles"), "ListRoles", False),
        (asked(body=b"Action=GetSessionToken"), "GetSessionToken", True),
        (asked("GET", query=b"Action=DeleteRole"), "DeleteRole", True),
        (asked("PUT", body=b"an object that says Action=GetObject"), "PUT", True),
        (asked("GET"), "GET", False),
        (asked("HEAD"), "HEAD", False),
    ],
)
def test_an_operation_and_its_effect_are_recognised(request_: Request, operation: str, changes: bool) -> None:
    assert (request_.operation, request_.changes) == (operation, changes)


def test_no_operation_that_changes_something_is_taken_for_a_read() -> None:
    """Every operation of the services whose state matters, by its name alone."""
    reads = ("Get", "List", "Describe", "BatchGet", "Decrypt", "Encrypt", "ReEncrypt", "GenerateDataKey", "GenerateMac")
    others = ("GenerateRandom", "Sign", "Verify", "Simulate", "Lookup", "Search", "Filter", "Query", "Scan")
    aws = botocore.session.get_session()
    wrong = [
        f"{service}:{operation}"
        for service in ("secretsmanager", "kms", "ssm", "iam", "dynamodb", "events", "logs", "sns", "sqs", "ec2")
        for operation in aws.get_service_model(service).operation_names
        if not asked(x_amz_target=f"x.{operation}").changes and not operation.startswith(reads + others)
    ]
    assert wrong == []


def test_the_service_is_the_one_that_the_signature_is_for() -> None:
    signature = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host"
    assert (asked(authorization=signature).service, asked().service) == ("secretsmanager", "-")
