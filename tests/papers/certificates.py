"""A certification service of the tests' own: certificates good and bad, as the .p12 files officers hold."""

from __future__ import annotations

import datetime as dt
import functools

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "Mật khẩu 1!"
DAY = dt.timedelta(days=1)
SIGNING = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False, key_agreement=False,
    key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
ISSUING = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
    key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip


def named(name, body=""):
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if body:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, body))
    return x509.Name(parts)


def certificate(subject, key, issuer, issuer_key, *, starts=-30, ends=300, usage=SIGNING, authority=False):
    """Return a certificate, valid from and to so many days from now."""
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + starts * DAY)
        .not_valid_after(now + ends * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return built.sign(issuer_key, hashes.SHA256())


@functools.cache
def root():
    """Return key and certificate of the service."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = named("Dịch vụ chứng thực thử nghiệm")
    return key, certificate(name, key, name, key, starts=-900, ends=900, usage=ISSUING, authority=True)


def root_pem():
    return root()[1].public_bytes(serialization.Encoding.PEM)


def holder(name="Trần Thị Bí Thư", body="Đoàn xã Lộc Hà", *, key=None, password=PASSWORD, **validity):
    """Return a .p12 file of somebody."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    issuer_key, issuer = root()
    made = certificate(named(name, body), key, issuer.subject, issuer_key, **validity)
    locked = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"x", key, made, [issuer], locked)


def without_key():
    """Return a .p12 file that holds a certificate only."""
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"x", None, root()[1], None, locked)


def weak():
    """Return a .p12 file whose RSA key has 1024 bits."""
    return holder(key=rsa.generate_private_key(public_exponent=65537, key_size=1024))
