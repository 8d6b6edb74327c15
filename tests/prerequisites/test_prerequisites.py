"""Each question to an account: what AWS may answer, held to AWS's own model of its answers, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from strongroom.account import Account, Caller
from strongroom.bootstrap.foundations import Foundations
from strongroom.catalogue import load
from strongroom.operations.journal import Journal
from strongroom.prerequisites import given, identity, network
from strongroom.prerequisites.ground import Ground, look
from strongroom.stack_file import StackFile
from tests.operations import catalogues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from strongroom.operations.doctor.doctor import Finding

ACCOUNT, REGION = "123456789012", "us-east-1"
DEPLOYER = f"arn:aws:sts::{ACCOUNT}:assumed-role/strongroom-production-deployer/ada"
VAULT: dict[str, Any] = {
    "imageId": "ami-0123456789abcdef0",
    "domainName": "vault.shop.internal",
    "certificateArn": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/7c2f1b1e-5a60-4b7e-9f5e-0a1b2c3d4e5f",
    "distribution": {"sha256": {"x86_64": "0" * 64}},
    "deployerRoles": [f"arn:aws:iam::{ACCOUNT}:role/bootstrap/strongroom-production-deployer"],
}


@dataclass
class Aws:
    """AWS, as far as a test says what it answers; an answer that AWS could not give is refused by its model."""

    folder: Path
    stubs: dict[str, Stubber] = field(default_factory=dict)
    vault: dict[str, Any] | None = field(default_factory=lambda: dict(VAULT))
    arn: str = DEPLOYER

    def answers(self, service: str, operation: str, answer: dict[str, Any]) -> None:
        """The next call of this service is this one, and this is its answer."""
        self._stub(service).add_response(operation, answer)

    def refuses(self, service: str, operation: str, code: str) -> None:
        """The next call of this service is refused."""
        self._stub(service).add_client_error(operation, service_error_code=code, http_status_code=400)

    def _stub(self, service: str) -> Stubber:
        if service not in self.stubs:
            client = boto3.client(
                service,  # type: ignore[call-overload]  # any service, by name
                region_name=REGION,
                aws_access_key_id="nobody",
                aws_secret_access_key="nothing",
            )
            self.stubs[service] = Stubber(client)
            self.stubs[service].activate()
        return self.stubs[service]

    def ask(self, question: Callable[[Ground], Iterator[Finding]]) -> list[Finding]:
        """What is found, as the command finds it."""
        clients = {(name, REGION, False): stub.client for name, stub in self.stubs.items()}
        account = Account(environment="production", region=REGION, _clients=clients)
        caller = Caller(account=ACCOUNT, arn=self.arn, partition="aws")
        foundations = Foundations(
            account=account,
            caller=caller,
            stack=self.stack,
            catalogue=load(self.folder),
            rehearses=("production",),
            journal=Journal(self.folder / "journal.jsonl"),
        )
        ground = Ground(account=account, caller=caller, stack=self.stack, foundations=foundations)
        return list(look([("question", lambda: question(ground))]))

    @property
    def stack(self) -> StackFile:
        """The stack's file."""
        config: dict[str, Any] = {
            "aws:region": REGION,
            "bootstrap:people": [f"arn:aws:iam::{ACCOUNT}:user/ada"],
            "strongroom:roleBoundary": True,
        }
        if self.vault is not None:
            config["strongroom:vault"] = self.vault
        provider = f"awskms://alias/strongroom-production-state?region={REGION}"
        return StackFile(
            name="Pulumi.production.yaml",
            environment="production",
            document={"secretsprovider": provider, "config": config},
        )


@pytest.fixture
def aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Aws:
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_REGION", REGION)
    return Aws(catalogues.write(tmp_path))


def states(findings: list[Finding]) -> list[str]:
    return [one.state for one in findings]


def offers(*zones: str) -> dict[str, Any]:
    return {"InstanceTypeOfferings": [{"InstanceType": "t3.large", "Location": zone} for zone in zones]}


def test_three_zones_that_offer_the_machine_are_enough(aws: Aws) -> None:
    aws.answers("ec2", "describe_instance_type_offerings", offers("us-east-1a", "us-east-1b", "us-east-1c"))
    assert states(aws.ask(network.zones)) == ["ok"]


def test_a_zone_without_the_machine_is_told_with_those_that_have_it(aws: Aws) -> None:
    aws.answers("ec2", "describe_instance_type_offerings", offers("us-east-1a", "us-east-1b", "us-east-1d"))
    (found,) = aws.ask(network.zones)
    assert found.state == "failed"
    assert found.found == "t3.large is not offered in us-east-1c"
    assert "us-east-1d" in found.way_out


def answer_ranges(aws: Aws, *, vpc: str = "10.9.0.0/16", peer: str = "10.8.0.0/16", route: str = "10.7.0.0/16") -> None:
    aws.answers("ec2", "describe_vpcs", {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": vpc}]})
    peering = {
        "VpcPeeringConnectionId": "pcx-1",
        "AccepterVpcInfo": {"VpcId": "vpc-2", "CidrBlock": peer},
        "RequesterVpcInfo": {"VpcId": "vpc-1", "CidrBlock": vpc},
    }
    aws.answers("ec2", "describe_vpc_peering_connections", {"VpcPeeringConnections": [peering]})
    routes = [{"DestinationCidrBlock": "0.0.0.0/0"}, {"DestinationCidrBlock": route, "TransitGatewayId": "tgw-1"}]
    aws.answers("ec2", "describe_route_tables", {"RouteTables": [{"RouteTableId": "rtb-1", "Routes": routes}]})


def test_a_range_that_nobody_has_is_free(aws: Aws) -> None:
    answer_ranges(aws)
    assert states(aws.ask(network.room)) == ["ok"]


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ({"vpc": "10.0.128.0/17"}, "vpc-1 10.0.128.0/17"),
        ({"peer": "10.0.4.0/24"}, "pcx-1 10.0.4.0/24"),
        ({"route": "10.0.0.0/8"}, "a route of rtb-1 10.0.0.0/8"),
    ],
)
def test_a_range_that_meets_another_is_told_with_whose_it_is(aws: Aws, taken: dict[str, str], said: str) -> None:
    answer_ranges(aws, **taken)
    (found,) = aws.ask(network.room)
    assert found.state == "failed"
    assert said in found.found


def test_the_stacks_own_network_is_no_obstacle(aws: Aws) -> None:
    tags = [{"Key": "Project", "Value": "strongroom"}, {"Key": "Environment", "Value": "production"}]
    aws.answers("ec2", "describe_vpcs", {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Tags": tags}]})
    aws.answers("ec2", "describe_vpc_peering_connections", {"VpcPeeringConnections": []})
    aws.answers("ec2", "describe_route_tables", {"RouteTables": []})
    assert states(aws.ask(network.room)) == ["ok"]


def image(**changes: str) -> dict[str, Any]:
    return {"Images": [{"ImageId": VAULT["imageId"], "State": "available", "Architecture": "x86_64", **changes}]}


def test_an_image_that_the_pinned_server_runs_on_is_right(aws: Aws) -> None:
    aws.answers("ec2", "describe_images", image())
    assert states(aws.ask(given.image)) == ["ok"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Images": []}, "there is no ami-"),
        (image(Architecture="arm64"), "is for aarch64, the server is pinned for x86_64"),
        (image(State="pending"), "is pending"),
    ],
)
def test_an_image_that_would_not_start_the_server_is_told(aws: Aws, answer: dict[str, Any], said: str) -> None:
    aws.answers("ec2", "describe_images", answer)
    (found,) = aws.ask(given.image)
    assert found.state == "failed"
    assert said in found.found


def test_an_image_that_does_not_exist_is_missing_and_not_unasked(aws: Aws) -> None:
    aws.refuses("ec2", "describe_images", "InvalidAMIID.NotFound")
    assert states(aws.ask(given.image)) == ["failed"]


def certificate(days: int = 200, **changes: Any) -> dict[str, Any]:
    ends = datetime.now(UTC) + timedelta(days=days)
    known = {"Status": "ISSUED", "DomainName": "vault.shop.internal", "NotAfter": ends, **changes}
    return {"Certificate": known}


@pytest.mark.parametrize(
    "answer", [certificate(), certificate(DomainName="x.test", SubjectAlternativeNames=["*.shop.internal"])]
)
def test_an_issued_certificate_for_the_domain_is_right(aws: Aws, answer: dict[str, Any]) -> None:
    aws.answers("acm", "describe_certificate", answer)
    assert states(aws.ask(given.certificate)) == ["ok"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (certificate(Status="PENDING_VALIDATION"), "PENDING_VALIDATION"),
        (certificate(DomainName="*.internal"), "not for vault.shop.internal"),
        (certificate(days=3), "it ends on"),
    ],
)
def test_a_certificate_that_clients_would_refuse_is_told(aws: Aws, answer: dict[str, Any], said: str) -> None:
    aws.answers("acm", "describe_certificate", answer)
    (found,) = aws.ask(given.certificate)
    assert found.state == "failed"
    assert said in found.found


def trails(**changes: Any) -> dict[str, Any]:
    trail = {"Name": "all", "TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/all", "HomeRegion": "eu-west-1"}
    return {"trailList": [{**trail, "IsMultiRegionTrail": True, **changes}]}


def test_a_trail_that_records_this_region_is_right(aws: Aws) -> None:
    aws.answers("cloudtrail", "describe_trails", trails())
    aws.answers("cloudtrail", "get_trail_status", {"IsLogging": True})
    assert states(aws.ask(given.trail)) == ["ok"]


def test_a_trail_that_was_stopped_or_is_elsewhere_is_told(aws: Aws) -> None:
    aws.answers("cloudtrail", "describe_trails", trails())
    aws.answers("cloudtrail", "get_trail_status", {"IsLogging": False})
    assert aws.ask(given.trail)[0].found == "all records nothing now"
    aws.answers("cloudtrail", "describe_trails", trails(IsMultiRegionTrail=False))
    assert aws.ask(given.trail)[0].found == f"none records {REGION}"


@pytest.mark.parametrize(
    ("inputs", "state"),
    [('{"s3BucketName": "sessions"}', "ok"), ('{"s3BucketName": "", "cloudWatchLogGroupName": ""}', "failed")],
)
def test_sessions_have_to_be_written_down(aws: Aws, inputs: str, state: str) -> None:
    aws.answers("ssm", "get_document", {"Content": f'{{"inputs": {inputs}}}'})
    assert states(aws.ask(given.sessions)) == [state]


def test_sessions_that_nobody_set_up_are_told(aws: Aws) -> None:
    aws.refuses("ssm", "get_document", "InvalidDocument")
    assert states(aws.ask(given.sessions)) == ["failed"]


@pytest.mark.parametrize(("most", "state"), [(2.0, "ok"), (1.0, "failed")])
def test_a_quota_is_held_against_what_is_there_and_what_is_wanted(aws: Aws, most: float, state: str) -> None:
    aws.answers("service-quotas", "get_service_quota", {"Quota": {"Value": most}})
    findings = aws.ask(lambda ground: iter([network.room_in(ground, network.VPCS, used=1, wanted=1)]))
    assert [(one.name, one.state) for one in findings] == [("quota: VPCs", state)]


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (f"arn:aws:iam::{ACCOUNT}:root", "the root user"),
        (f"arn:aws:iam::{ACCOUNT}:user/ada", "a user with an access key"),
    ],
)
def test_who_may_do_everything_or_has_a_key_that_stays_does_not_deploy(aws: Aws, arn: str, said: str) -> None:
    aws.arn = arn
    (found,) = aws.ask(identity.caller)
    assert found.state == "failed"
    assert said in found.found
    assert "role_arn = " in found.way_out


def test_an_administrator_is_told_by_name(aws: Aws) -> None:
    aws.arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/ada"
    policy = {"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    aws.answers("iam", "list_attached_role_policies", {"AttachedPolicies": [policy]})
    findings = aws.ask(identity.caller)
    assert states(findings) == ["failed", "failed"]
    assert findings[1].found == "AdministratorAccess"
    aws.refuses("iam", "list_attached_role_policies", "AccessDenied")
    assert states(aws.ask(identity.caller)) == ["failed", "not looked at"]


def test_the_deployers_role_is_right(aws: Aws) -> None:
    assert states(aws.ask(identity.caller)) == ["ok"]


def test_another_account_and_every_placeholder_are_told_at_once(aws: Aws) -> None:
    aws.vault = {
        **VAULT,
        "imageId": "ami-00000000000000000",
        "breakGlassRole": "arn:aws:iam::222222222222:role/strongroom-break-glass",
    }
    (found,) = aws.ask(identity.placeholders)
    assert "strongroom:vault.imageId: ami-00000000000000000" in found.found
    assert "strongroom:vault.breakGlassRole: " in found.found
    (other,) = aws.ask(identity.account)
    assert other.found == f"credentials of {ACCOUNT}, and Pulumi.production.yaml names 222222222222"


def test_a_region_of_other_tools_is_told(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(aws.ask(identity.region)) == ["ok"]
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    assert states(aws.ask(identity.region)) == ["failed"]


@pytest.mark.parametrize("code", ["AccessDenied", "UnauthorizedOperation", "RequestLimitExceeded", "InternalFailure"])
def test_what_can_not_be_asked_is_not_looked_at_and_never_fine(aws: Aws, code: str) -> None:
    for service, operation in (
        ("ec2", "describe_instance_type_offerings"),
        ("ec2", "describe_vpcs"),
        ("ec2", "describe_images"),
        ("acm", "describe_certificate"),
        ("cloudtrail", "describe_trails"),
        ("ssm", "get_document"),
    ):
        aws.refuses(service, operation, code)
    questions = (network.zones, network.room, given.image, given.certificate, given.trail, given.sessions)
    for question in questions:
        (found,) = aws.ask(question)
        assert found.state == "not looked at", question
        assert found.way_out


def test_a_stack_without_a_vault_leaves_its_questions_out(aws: Aws) -> None:
    aws.vault = None
    for question in (network.zones, network.room, given.image, given.certificate, given.sessions):
        assert states(aws.ask(question)) == ["left out"]
