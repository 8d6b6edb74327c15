"""The node's certificate: its key is made here and never leaves; a KMS key, which nobody holds, is the authority.

`cryptography` builds the certificate under a throw-away key; KMS then signs the same bytes and its signature takes
the place of the throw-away one. The authority's own certificate is public and kept in the cluster's table.
"""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from strongroom_node.election import kept, kept_once
from strongroom_node.settings import HaltError, log, write

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    from strongroom_node.aws import Aws
    from strongroom_node.node import Node

AUTHORITY_DAYS = 3650
ITEM = "certificate-authority"
_SHORT = 0x80  # DER: a length from here on takes more than one byte
_ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")


def renew(node: Node) -> bool:
    """Fetch the authority and see that the node's certificate has two thirds of its time left; True for a new one."""
    authority = _authority(node)
    write(node.files.authority, authority.public_bytes(serialization.Encoding.PEM))
    days = days_left(node)
    if days is not None and days > node.settings.certificate_days * 2 / 3:
        log("certificate", f"{days:.0f} days left")
        return False
    _make(node, authority)
    log("certificate", f"made for {node.settings.certificate_days} days")
    return True


def days_left(node: Node) -> float | None:
    """Days until the node's certificate ends; None where there is none, or it is not of this node and its key."""
    if not (node.files.certificate.exists() and node.files.key.exists()):
        return None
    certificate = x509.load_pem_x509_certificate(node.files.certificate.read_bytes())
    key = serialization.load_pem_private_key(node.files.key.read_bytes(), password=None)
    if _encoded(key.public_key()) != _encoded(certificate.public_key()):  # a crash between the two files
        return None
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if ipaddress.ip_address(node.instance.address) not in names.get_values_for_type(x509.IPAddress):
        return None
    end = getattr(certificate, "not_valid_after_utc", None) or certificate.not_valid_after.replace(
        tzinfo=dt.timezone.utc  # noqa: UP017 (the image's Python 3.9 has no datetime.UTC)
    )
    return float((end - _now()).total_seconds() / 86400)


def _make(node: Node, authority: x509.Certificate) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = node.settings.server_name
    addresses = {node.instance.address, node.instance.local_address, "127.0.0.1"}
    names = [x509.DNSName(name), *(x509.IPAddress(ipaddress.ip_address(a)) for a in sorted(addresses))]
    usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(_public_key(authority))
    builder = (
        _builder(name, key.public_key(), node.settings.certificate_days)
        .issuer_name(authority.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(identifier, critical=False)
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = _signed(node.aws, node.settings.authority_key, builder)
    write(node.files.key, pem, mode=0o640)
    write(node.files.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _authority(node: Node) -> x509.Certificate:
    """The authority's certificate, made by the first node that asks. One that KMS's key did not make is refused."""
    table, alias = node.settings.table, node.settings.authority_key
    answer = node.aws.call("kms", "GetPublicKey", KeyId=alias)
    public = serialization.load_der_public_key(base64.b64decode(answer["PublicKey"]))
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise HaltError(f"{alias} is no elliptic-curve key; make it with key spec ECC_NIST_P256")
    found = kept(node.aws, table, ITEM)
    if found is None:
        made = _signed(node.aws, alias, _authority_builder(node.settings.cluster, public))
        found = kept_once(node.aws, table, ITEM, made.public_bytes(serialization.Encoding.PEM).decode())
    authority = x509.load_pem_x509_certificate(found.encode())
    if _public_key(authority).public_numbers() != public.public_numbers():
        raise HaltError(f"table {table}: the authority is not of {alias}; see docs/runbooks/vault-certificates.md")
    return authority


def _authority_builder(cluster: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        _builder(f"{cluster} authority", public, AUTHORITY_DAYS)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{cluster} authority")]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )


def _builder(name: str, public: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - dt.timedelta(minutes=10))
        .not_valid_after(_now() + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(aws: Aws, alias: str, builder: x509.CertificateBuilder) -> x509.Certificate:
    body = builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).tbs_certificate_bytes
    digest = hashes.Hash(hashes.SHA256())
    digest.update(body)
    answer = aws.call(
        "kms",
        "Sign",
        KeyId=alias,
        Message=base64.b64encode(digest.finalize()).decode(),
        MessageType="DIGEST",
        SigningAlgorithm="ECDSA_SHA_256",
    )
    signature = b"\x00" + base64.b64decode(answer["Signature"])
    return x509.load_der_x509_certificate(_der(0x30, body + _ECDSA_WITH_SHA256 + _der(0x03, signature)))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < _SHORT:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, _SHORT | len(length)]) + length + content


def _public_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise HaltError("the certificate authority in the table has no elliptic-curve key")
    return key


def _encoded(public: PublicKeyTypes) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)  # noqa: UP017 (the image's Python 3.9 has no datetime.UTC)
