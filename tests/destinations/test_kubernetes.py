"""Sealed Secrets: the controller opens what was sealed, nobody else does; a file changes only where it must."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr
from ruamel.yaml import YAML

from local.platforms.clusters import Controller, unsealed
from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.kubernetes import Cluster, SealedSecrets
from strongroom.destinations.opening import Opener
from strongroom.destinations.sealing import SealingCertificate, label_of, size_of
from strongroom.stores.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from strongroom.destinations.sealing import Scope

KEY = Key(kind="secret", name="API_KEY")
SCOPES: tuple[Scope, ...] = ("strict", "namespace-wide", "cluster-wide")
KUBESEAL = "github.com/bitnami-labs/sealed-secrets/cmd/kubeseal@v0.18.0"


@pytest.fixture(scope="module")
def controller() -> Controller:
    """A cluster's controller."""
    return Controller.make()


@pytest.fixture
def place(tmp_path: Path, controller: Controller) -> SealedSecrets:
    """A secret of that cluster, not there yet."""
    folder = tmp_path / "gitops"
    folder.mkdir()
    (tmp_path / "certificate.pem").write_text(controller.certificate)
    cluster = Cluster(name="kitchen", certificate=tmp_path / "certificate.pem", folder=folder)
    return SealedSecrets(cluster, "bazaar", "app")


def parcel(text: str | None = None, key: Key = KEY) -> Parcel:
    """A value on its way, with a fingerprint."""
    value = text if text is not None else secrets.token_urlsafe(24)
    return Parcel(key=key, value=SecretStr(value), fingerprint=marked(value))


def marked(value: str) -> str:
    """The fingerprint of a value, as good as the mirror's."""
    return hashlib.sha256(value.encode()).hexdigest()[:20]


def opened(place: SealedSecrets, controller: Controller) -> dict[str, str]:
    """What the controller makes of the file."""
    return unsealed(controller.key, YAML(typ="safe").load(place.file.read_text()))


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("text", ["short", "", "ünïcödé\n🔑", "x" * 200_000], ids=["short", "empty", "unicode", "long"])
def test_the_controller_opens_what_was_sealed_in_every_scope(
    place: SealedSecrets, controller: Controller, scope: Scope, text: str
) -> None:
    place.cluster = replace(place.cluster, scope=scope)
    place.deliver(parcel(text), None)
    assert opened(place, controller) == {"API_KEY": text}


def test_no_other_controller_opens_it_nor_this_one_under_another_name(
    place: SealedSecrets, controller: Controller
) -> None:
    place.deliver(parcel(), None)
    with pytest.raises(ValueError, match=r"Encryption|Decryption"):
        opened(place, Controller.make())
    text = place.file.read_text()
    place.file.write_text(text.replace("name: app", "name: other"))
    with pytest.raises(ValueError, match=r"Encryption|Decryption"):
        opened(place, controller)


def test_the_file_holds_no_value_and_says_whose_it_is(place: SealedSecrets) -> None:
    sent = parcel()
    place.deliver(sent, None)
    text = place.file.read_text()
    assert sent.value.get_secret_value() not in text
    assert "app.kubernetes.io/managed-by: strongroom" in text
    assert sent.fingerprint in text


def test_the_same_value_is_not_sealed_again(place: SealedSecrets) -> None:
    sent = parcel()
    first = place.deliver(sent, None)
    before = place.file.read_bytes()
    assert place.deliver(sent, place.look([KEY])[KEY]) == first
    assert place.deliver(sent, None) == first, "an interrupted run knows nothing of it"
    assert place.file.read_bytes() == before


def test_what_was_sealed_by_hand_is_seen_and_not_overwritten_unseen(
    place: SealedSecrets, controller: Controller
) -> None:
    place.deliver(parcel(), None)
    seen = place.look([KEY])[KEY]
    certificate = SealingCertificate.read(place.cluster.certificate, "here")
    foreign = certificate.seal(SecretStr("by hand"), label_of("strict", "bazaar", "app"))
    data = YAML(typ="safe").load(place.file.read_text())
    place.file.write_text(place.file.read_text().replace(data["spec"]["encryptedData"]["API_KEY"], foreign))
    assert place.look([KEY])[KEY].changed != seen.changed
    with pytest.raises(ConflictError):
        place.deliver(parcel(), seen)
    assert opened(place, controller) == {"API_KEY": "by hand"}


def test_the_rest_of_a_file_stays_as_somebody_wrote_it(place: SealedSecrets, controller: Controller) -> None:
    place.deliver(parcel(), None)
    text = place.file.read_text().replace("spec:\n", "spec:  # mind the gap\n").replace("type: Opaque", "type:  Opaque")
    place.file.write_text(text + "# the end\n")
    other = Key(kind="secret", name="OTHER.KEY")
    place.deliver(parcel("two", key=other), None)
    assert place.file.read_text().endswith("type:  Opaque\n# the end\n")
    assert "spec:  # mind the gap" in place.file.read_text()
    assert opened(place, controller)["OTHER.KEY"] == "two"
    place.remove(KEY)
    assert set(opened(place, controller)) == {"OTHER.KEY"}
    place.remove(other)
    assert not place.file.exists(), "nothing is left of what was ours alone"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (("kind: SealedSecret", "kind: Secret"), "it is no SealedSecret"),
        (("name: app", "name: web"), "it is not the one of bazaar/app"),
        (("  annotations:\n", '  annotations:\n    sealedsecrets.bitnami.com/cluster-wide: "true"\n'), "cluster-wide"),
        (("spec:", "spec: ["), "not one readable YAML document"),
    ],
    ids=["kind", "name", "scope", "syntax"],
)
def test_a_file_that_is_something_else_is_refused_and_left_alone(
    place: SealedSecrets, damage: tuple[str, str], said: str
) -> None:
    place.deliver(parcel(), None)
    place.file.write_text(place.file.read_text().replace(*damage, 1))
    before = place.file.read_bytes()
    for attempt in (lambda: place.look([KEY]), lambda: place.deliver(parcel(), None), lambda: place.remove(KEY)):
        with pytest.raises(RefusedError, match=said):
            attempt()
    assert place.file.read_bytes() == before


def _elliptic() -> str:
    from local.servers.certificates import for_loopback

    return for_loopback().server


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        (lambda: Controller.make(timedelta(minutes=30)).certificate, "expired on "),
        (lambda: Controller.make(since=timedelta(hours=-1)).certificate, "is not valid before "),
        (_elliptic, "has no RSA key"),
        (lambda: "no certificate", "holds no certificate"),
        (lambda: None, "can't be read: No such file"),
    ],
    ids=["expired", "early", "elliptic", "text", "missing"],
)
def test_nothing_is_sealed_with_a_certificate_that_is_none(place: SealedSecrets, certificate: Any, said: str) -> None:
    text = certificate()
    place.cluster.certificate.unlink()
    if text is not None:
        place.cluster.certificate.write_text(text)
    for attempt in (place.demand_ready, lambda: place.deliver(parcel(), None)):
        with pytest.raises(RefusedError, match=said) as refused:
            attempt()
        assert "kubeseal --fetch-cert" in str(refused.value)
    assert not place.file.exists()


def test_a_secret_does_not_outgrow_what_kubernetes_takes(place: SealedSecrets) -> None:
    place.deliver(parcel("x" * 600_000), None)
    with pytest.raises(RefusedError, match="over the 1 MB"):
        place.deliver(parcel("x" * 600_000, key=Key(kind="secret", name="OTHER")), None)


def test_a_folder_that_is_not_checked_out_is_told(place: SealedSecrets) -> None:
    place.cluster.folder.rmdir()
    for attempt in (place.demand_ready, lambda: place.deliver(parcel(), None)):
        with pytest.raises(RefusedError, match="there is no folder"):
            attempt()


def test_the_size_of_a_value_shows_through_its_seal(place: SealedSecrets) -> None:
    certificate = SealingCertificate.read(place.cluster.certificate, "here")
    assert [size_of(certificate.seal(SecretStr("x" * n), "a/b")) for n in (0, 1, 1000)] == [0, 1, 1000]
    assert size_of("no seal!") == 0


@pytest.mark.skipif(not os.environ.get("STRONGROOM_SOAK"), reason="builds kubeseal; STRONGROOM_SOAK=1 runs it")
@pytest.mark.parametrize("scope", SCOPES)
def test_kubeseal_itself_opens_what_was_sealed_and_we_open_what_it_seals(
    place: SealedSecrets, controller: Controller, scope: Scope, tmp_path: Path
) -> None:
    program = kubeseal(tmp_path)
    place.cluster = replace(place.cluster, scope=scope)
    sent = parcel("ünïcödé 🔑")
    place.deliver(sent, None)
    key = tmp_path / "key.pem"
    private = serialization.load_pem_private_key(controller.key.encode(), None)
    assert isinstance(private, rsa.RSAPrivateKey)
    pkcs1 = serialization.PrivateFormat.TraditionalOpenSSL
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, pkcs1, serialization.NoEncryption()))
    command = [program, "--recovery-unseal", "--recovery-private-key", str(key), "--format", "yaml"]
    with place.file.open() as manifest:
        done = subprocess.run(command, stdin=manifest, capture_output=True, check=True, text=True)
    assert b64decode(YAML(typ="safe").load(done.stdout)["data"]["API_KEY"]).decode() == sent.value.get_secret_value()
    sealing = [program, "--raw", "--from-file=/dev/stdin", "--cert", str(place.cluster.certificate), "--scope", scope]
    if scope != "cluster-wide":
        sealing += ["--namespace", "bazaar"]
    if scope == "strict":
        sealing += ["--name", "app"]
    raw = subprocess.run(sealing, input="by kubeseal", capture_output=True, check=True, text=True).stdout.strip()
    data = YAML(typ="safe").load(place.file.read_text())
    data["spec"]["encryptedData"] = {"THEIRS": raw}
    assert unsealed(controller.key, data) == {"THEIRS": "by kubeseal"}


def kubeseal(folder: Path) -> str:
    """The program: on PATH, or built from its Go module."""
    found = shutil.which("kubeseal")
    if found:
        return found
    if shutil.which("go") is None:
        pytest.skip("neither kubeseal nor go is here")
    environment = {"GOBIN": str(folder), "PATH": "/usr/local/go/bin:/usr/bin:/bin", "HOME": str(Path.home())}
    subprocess.run(["go", "install", KUBESEAL], env=environment, check=True, capture_output=True)
    return str(folder / "kubeseal")


def test_where_the_repository_is_not_checked_out_the_cluster_is_elsewhere(place: SealedSecrets) -> None:
    opener = Opener("production", clusters={"kitchen": place.cluster})
    assert opener.absent(place.address) is None
    place.cluster.folder.rmdir()
    said = opener.absent(place.address)
    assert said is not None
    assert said.startswith("the GitOps repository is not checked out here")
