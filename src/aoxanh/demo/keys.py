"""An invented certification service, and the certificate file an invented officer signs with; both are forgotten at once."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

SERVICE = "Dịch vụ chứng thực dùng thử"


def certificate_file(name: str, body: str, password: str) -> bytes:
    """Return a PKCS#12 file of somebody of a body, valid for two years around now."""
    now, year = dt.datetime.now(dt.UTC), dt.timedelta(days=365)
    service, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    subject = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, body), (NameOID.COUNTRY_NAME, "VN")]
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in subject]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SERVICE)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - year)
        .not_valid_after(now + year)
        .sign(service, hashes.SHA256())
    )
    locked = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"demo", key, built, None, locked)
