# ruff: noqa: E501 - a case is easier to read on one line, with short names for what draws its parts
# fmt: off
"""Random material from one seed: alphabets, people's passwords, keys and certificates."""
from __future__ import annotations

import base64
import datetime as dt
import functools
import gzip
import hashlib
import json
import random
import string
import uuid
import zlib
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
Row = tuple[str, str, str, str, bool, str]
UP, LOW, DIG = string.ascii_uppercase, string.ascii_lowercase, string.digits
AN, HEX = string.ascii_letters + DIG, "0123456789abcdef"
WORDS = ["Harbour", "Falcon", "Walnut", "Meadow", "Copper", "Lantern", "Orchid", "Bridge", "Saffron", "Comet", "Willow", "Timber", "Marble", "Ginger", "Anchor", "Velvet", "Cobalt", "Thistle", "Canyon", "Pepper", "Quartz", "Raven", "Juniper", "Ember", "Glacier", "Magnet", "Tulip", "Beacon", "Cactus", "Drizzle"]
PLAIN = ["abandon", "ability", "able", "about", "above", "absent", "absorb", "abstract", "absurd", "abuse", "access", "accident", "account", "accuse", "achieve", "acid", "acoustic", "acquire", "across", "act", "action", "actor", "actress", "actual", "adapt", "add", "addict", "address", "adjust", "admit", "adult", "advance", "advice", "aerobic", "affair", "afford", "afraid", "again", "age", "agent", "agree", "ahead", "aim", "air", "airport", "aisle", "alarm", "album", "alcohol", "alert", "alien", "all", "alley", "allow", "almost", "alone", "alpha", "already", "also", "alter", "always", "amateur", "amazing", "among", "amount", "amused", "analyst", "anchor", "ancient", "anger", "angle", "angry", "animal"]

def b62crc(body: str) -> str:
    """GitHub's and npm's six base62 characters of a CRC-32."""
    n, out = zlib.crc32(body.encode()), ""
    digits = DIG + UP + LOW
    while n:
        n, r = divmod(n, 62)
        out = digits[r] + out
    return out.rjust(6, "0")

class G:
    """Draws everything from one seed."""

    def __init__(self, seed: int) -> None:
        self.seed, self.r = seed, random.Random(seed)  # noqa: S311 - test data has to be repeatable, not unguessable
    def s(self, n: int, abc: str = AN) -> str:
        while True:  # never a text of one class only where the alphabet has several
            t = "".join(self.r.choice(abc) for _ in range(n))
            if n < 12 or abc != AN or (any(c in DIG for c in t) and any(c in UP for c in t)):
                return t
    def hex(self, n: int) -> str: return self.s(n, HEX)
    def b(self, n: int) -> bytes: return self.r.randbytes(n)
    def b64(self, n: int) -> str: return base64.b64encode(self.b(n)).decode()
    def url64(self, n: int) -> str: return base64.urlsafe_b64encode(self.b(n)).decode().rstrip("=")
    def uuid(self) -> str: return str(uuid.UUID(bytes=self.b(16), version=4))
    def acct(self) -> str: return "".join(self.r.choice("123456789") for _ in range(12))
    def num(self, a: int, z: int) -> int: return self.r.randint(a, z)
    def pick(self, seq: Sequence[str]) -> str: return self.r.choice(seq)
    def word(self) -> str: return self.pick(WORDS)
    def host(self) -> str: return f"{self.word().lower()}-{self.num(1, 9)}.internal.{self.word().lower()}.io"
    # what people choose
    def pw(self) -> str: return f"{self.word()}{self.pick('!#$%&*-_')}{self.num(10, 9999)}{self.pick('!?*')}"
    def leet(self) -> str: return self.word().replace("a", "4").replace("e", "3").replace("o", "0") + self.pick("!$_") + str(self.num(10, 99)) + self.word()[:3]
    def phrase(self) -> str: return "-".join(self.r.sample(WORDS, 4)).lower() + str(self.num(10, 99))
    def strong(self, n: int = 20) -> str:
        abc = AN + "!#%*-_+=~"
        return self.s(n - 4, abc) + self.pick(LOW) + self.pick(UP) + self.pick(DIG) + self.pick("!#*")
    def safe(self, n: int = 18) -> str: return self.s(n - 3) + self.pick(UP) + self.pick(LOW) + self.pick(DIG)
    def jwt(self, claims: dict[str, Any] | None = None, alg: str = "HS256") -> str:
        def enc(o: Any) -> str: return base64.urlsafe_b64encode(json.dumps(o, separators=(",", ":")).encode()).decode().rstrip("=")
        claims = claims or {"sub": self.uuid(), "iss": "https://" + self.host(), "iat": 1760000000 + self.num(0, 10**6), "role": "service"}
        return enc({"alg": alg, "typ": "JWT"}) + "." + enc(claims) + "." + self.url64(32 if alg == "HS256" else 256)

def _prime(r: random.Random, bits: int) -> int:
    while True:
        n = r.getrandbits(bits) | (3 << bits - 2) | 1
        if all(n % p for p in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)) and (n - 1) % 65537 \
                and all(pow(a, n - 1, n) == 1 for a in (2, 3, 5)):
            return n

@functools.lru_cache(maxsize=8)
def rsa_key(seed: int) -> rsa.RSAPrivateKey:
    """One for each seed of a few: its primes are dear."""
    r = random.Random(f"rsa{seed % 2}")  # noqa: S311 - as above
    p, q = _prime(r, 1024), _prime(r, 1024)
    n, d = p * q, pow(65537, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(p=p, q=q, d=d, dmp1=d % (p - 1), dmq1=d % (q - 1), iqmp=pow(q, -1, p),
                                 public_numbers=rsa.RSAPublicNumbers(65537, n)).private_key()

def ec_key(g: G) -> ec.EllipticCurvePrivateKey: return ec.derive_private_key(g.r.getrandbits(250) + 7, ec.SECP256R1())
def ed_key(g: G) -> ed25519.Ed25519PrivateKey: return ed25519.Ed25519PrivateKey.from_private_bytes(g.b(32))

F = {"trad": ser.PrivateFormat.TraditionalOpenSSL, "pkcs8": ser.PrivateFormat.PKCS8, "ssh": ser.PrivateFormat.OpenSSH}
def pem(key: Key, fmt: str = "pkcs8") -> str: return key.private_bytes(ser.Encoding.PEM, F[fmt], ser.NoEncryption()).decode()
def der(key: Key) -> bytes: return key.private_bytes(ser.Encoding.DER, F["pkcs8"], ser.NoEncryption())
def pub_pem(key: Key) -> str: return key.public_key().public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo).decode()
def pub_der(key: Key) -> bytes: return key.public_key().public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
def pub_ssh(key: Key, who: str = "") -> str: return key.public_key().public_bytes(ser.Encoding.OpenSSH, ser.PublicFormat.OpenSSH).decode() + (f" {who}" if who else "")

def cert(g: G, key: Key) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, g.host())])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(g.r.getrandbits(120)).not_valid_before(start).not_valid_after(start + dt.timedelta(days=365))
            .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()))
def cert_pem(g: G, key: Key) -> str: return cert(g, key).public_bytes(ser.Encoding.PEM).decode()
def cert_der(g: G, key: Key) -> bytes: return cert(g, key).public_bytes(ser.Encoding.DER)
def p12(g: G, key: Key) -> str:
    return base64.b64encode(pkcs12.serialize_key_and_certificates(b"k", key, cert(g, key), None, ser.NoEncryption())).decode()
def csr_pem(g: G, key: Key) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, g.host())])
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256()).public_bytes(ser.Encoding.PEM).decode()
def i64(n: int) -> str: return base64.urlsafe_b64encode(n.to_bytes((n.bit_length() + 7) // 8, "big")).decode().rstrip("=")
def jwk(key: rsa.RSAPrivateKey, *, private: bool) -> dict[str, str]:
    nums = key.private_numbers()
    pub = {"kty": "RSA", "kid": "sig-1", "use": "sig", "n": i64(nums.public_numbers.n), "e": "AQAB"}
    return pub | ({"d": i64(nums.d), "p": i64(nums.p), "q": i64(nums.q), "dp": i64(nums.dmp1), "dq": i64(nums.dmq1), "qi": i64(nums.iqmp)} if private else {})
def putty(g: G) -> str:
    """PuTTY's own file, version 3, without a passphrase (MAC not computed)."""
    def field(b: bytes) -> bytes: return len(b).to_bytes(4, "big") + b
    key = ed_key(g)
    raw = key.private_bytes(ser.Encoding.Raw, ser.PrivateFormat.Raw, ser.NoEncryption())
    public = pub_ssh(key).split()[1]
    return ("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n"
            f"{public[:64]}\n{public[64:]}\nPrivate-Lines: 1\n{base64.b64encode(field(raw)).decode()}\nPrivate-MAC: {g.hex(64)}\n")

def enc(text: str) -> str: return base64.b64encode(text.encode()).decode()
def gz(text: str) -> str: return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
def sha(text: str, alg: str = "sha256") -> str: return hashlib.new(alg, text.encode()).hexdigest()
