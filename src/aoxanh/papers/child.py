"""The process that signs and examines PDFs: `python child.py`, with little memory and time, and no house to harm.

One line of JSON and the parts it counts come in, one line and at most one part go out. Imports nothing of the house:
what a hostile file breaks is only this, and a private key and its password are gone from memory when it ends.

    {"do": "sign", "parts": [n, n]} certificate file, PDF   → {"certificate": {…}} and the signed PDF
    {"do": "examine", "parts": [n], "roots": [file, …]} PDF    → {"signatures": [{…}], "revisions": [SHA-256, …]}

What is refused comes back as {"refused": a word of `signatures.REFUSED`}.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

from asn1crypto import pkcs12 as structure
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

MEMORY = 768 * 1024 * 1024
SECONDS = 20
LEAST_RSA, LEAST_EC = 2048, 256
MOST_SIGNATURES, MOST_REVISIONS = 20, 60
#: Recommendations for hashes in signatures (NIST SP 800-131A): these are refused in a certificate, warned of in a paper.
WEAK = {"md2", "md5", "sha1"}
END = re.compile(rb"%%EOF[ \t]*(?:\r\n|\r|\n)?")
KEY_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)


class RefusedError(Exception):
    """Raised with the word for why nothing is signed or examined."""


# -- signing


def sign(ask: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return the facts of the certificate and the PDF with one PAdES-B-B signature added after its last byte."""
    key, certificate, others = opened(parts[0], ask["password"].encode())
    now = dt.datetime.now(dt.UTC)
    refuse_unfit(key, certificate, now)
    facts = facts_of(certificate)
    source = parts[1]
    earlier = PdfFileReader(io.BytesIO(source)).embedded_regular_signatures
    if any(fingerprint_of(one) == facts["fingerprint"] for one in earlier):
        raise RefusedError("signed_already")
    store = SimpleCertificateStore()
    store.register_multiple(translate_pyca_cryptography_cert_to_asn1(one) for one in others)
    signer = signers.SimpleSigner(
        signing_cert=translate_pyca_cryptography_cert_to_asn1(certificate),
        signing_key=translate_pyca_cryptography_key_to_asn1(key), cert_registry=store,
    )  # fmt: skip
    metadata = signers.PdfSignatureMetadata(
        field_name=f"AoXanh{len(earlier) + 1}", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
        reason=ask["reason"] or None, location=ask["location"] or None,
    )  # fmt: skip
    made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(source)), metadata, signer=signer).getvalue()
    added = PdfFileReader(io.BytesIO(made)).embedded_regular_signatures[-1]
    status = validate_pdf_signature(added, nobody(now))
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (made.startswith(source) and status.intact and status.valid and whole):
        raise RefusedError("not_signed")
    return {"certificate": facts, "at": now.isoformat()}, made


def opened(content: bytes, password: bytes) -> tuple[Any, x509.Certificate, list[x509.Certificate]]:
    """Return key, certificate and other certificates of a PKCS#12 file."""
    if b"-----BEGIN CERTIFICATE" in content or is_certificate(content):
        raise RefusedError("no_key")
    try:
        structure.Pfx.load(content, strict=True).native  # noqa: B018 - reads the whole structure
    except (ValueError, TypeError, KeyError) as error:
        raise RefusedError("no_certificate_file") from error
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, password)
    except UnsupportedAlgorithm as error:
        raise RefusedError("old_file") from error
    except ValueError as error:
        raise RefusedError("wrong_password") from error
    if key is None:
        raise RefusedError("no_key")
    if certificate is None:
        raise RefusedError("no_certificate")
    return key, certificate, others


def is_certificate(content: bytes) -> bool:
    """Return whether a file is a bare certificate."""
    try:
        x509.load_der_x509_certificate(content)
    except ValueError:
        return False
    return True


def refuse_unfit(key: Any, certificate: x509.Certificate, now: dt.datetime) -> None:
    """Raise RefusedError for a certificate that is not of its day, too weak, or not made for signing."""
    if now < certificate.not_valid_before_utc:
        raise RefusedError("not_yet_valid")
    if now > certificate.not_valid_after_utc:
        raise RefusedError("expired")
    public = certificate.public_key()
    strong = (isinstance(public, rsa.RSAPublicKey) and public.key_size >= LEAST_RSA) or (
        isinstance(public, ec.EllipticCurvePublicKey) and public.curve.key_size >= LEAST_EC
    )
    if not strong:
        raise RefusedError("weak_key")
    used = certificate.signature_hash_algorithm
    if isinstance(used, hashes.SHA1 | hashes.MD5):
        raise RefusedError("weak_hash")
    if public != key.public_key():
        raise RefusedError("other_key")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise RefusedError("not_for_signing")


# -- examining


def examine(ask: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return what each signature of a PDF is worth, and the hashes of the file as it stood after each of its revisions."""
    content = parts[0]
    reader = PdfFileReader(io.BytesIO(content))
    if reader.encrypted:
        raise RefusedError("locked")
    found = reader.embedded_regular_signatures
    if len(found) > MOST_SIGNATURES:
        raise RefusedError("too_many")
    roots = roots_in(ask["roots"])
    return {"signatures": [judged(one, roots) for one in found], "revisions": revisions(content)}, b""


def added(ask: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return what `examine` does of the second file, and whether nothing but signatures was added to the first."""
    before, content = parts
    answer, nothing = examine(ask, [content])
    try:
        only = only_signed(PdfFileReader(io.BytesIO(before)), PdfFileReader(io.BytesIO(content)))
    except Exception:  # noqa: BLE001 - what cannot be followed is not only a signature
        only = False
    return answer | {"only_signed": only}, nothing


def only_signed(old: PdfFileReader, new: PdfFileReader) -> bool:
    """Whether a later state of a file differs from an earlier one by signatures alone.

    The library follows what comes after a signature; before the first one there is no form to compare, so every object
    is: the catalogue may gain the form, a page its signature's field, all else but when it was changed stays byte for byte.
    """
    if "/AcroForm" in old.root:
        found = DEFAULT_DIFF_POLICY.review_file(new, old.xrefs.total_revisions - 1)
        return isinstance(found, DiffResult) and found.modification_level <= ModificationLevel.FORM_FILLING
    if new.root_ref.idnum != old.root_ref.idnum or "/XFA" in new.root["/AcroForm"]:
        return False
    numbers = range(1, int(old.trailer["/Size"]))
    return all(is_signature(field) for field in new.root["/AcroForm"]["/Fields"]) and all(stays(old, new, n) for n in numbers)  # fmt: skip


def stays(old: PdfFileReader, new: PdfFileReader, number: int) -> bool:
    """Whether an object is what it was, but for what a signature needs of the catalogue and of a page."""
    told = {old.root.raw_get(name).idnum for name in ("/Metadata",) if name in old.root}
    told |= {old.trailer.raw_get("/Info").idnum} if "/Info" in old.trailer else set()
    if number in told:
        return True  # what the file says of itself: which programme changed it last, and when
    was, now = (reader.get_object(generic.Reference(number, 0, reader)) for reader in (old, new))
    if not isinstance(was, generic.DictionaryObject):
        return written(was) == written(now)
    gains: set[str] = set()
    if number == old.root_ref.idnum:
        gains = {"/AcroForm", "/Extensions", "/Version"}
    elif was.get("/Type") == "/Page" and "/Annots" not in was:
        gains = {"/Annots"}
        if not all(is_signature(one) for one in now.get("/Annots", ())):
            return False
    if isinstance(was, generic.StreamObject) and was.encoded_data != now.encoded_data:
        return False
    return {k: written(was.raw_get(k)) for k in was} == {
        k: written(now.raw_get(k)) for k in now if k not in gains
    }


def is_signature(field: Any) -> bool:
    """Whether a form's field or a page's annotation is a signature's."""
    found = field.get_object()
    return bool(found.get("/FT") == "/Sig" and found.get("/Subtype", "/Widget") == "/Widget")


def written(thing: Any) -> bytes:
    """Return an object as a PDF writes it."""
    into = io.BytesIO()
    thing.write_to_stream(into, None)
    return into.getvalue()


def revisions(content: bytes) -> list[str]:
    """Return the SHA-256 of the file up to each of its ends: what was issued is found inside what was signed later."""
    running, done, found = hashlib.sha256(), 0, []
    for end in list(END.finditer(content))[:MOST_REVISIONS]:
        for stop in dict.fromkeys((end.start() + 5, end.end())):
            running.update(content[done:stop])
            done = stop
            found.append(running.hexdigest())
    return found


def judged(signature: EmbeddedPdfSignature, roots: list[Any]) -> dict[str, Any]:
    """Return one signature as plain facts; one that cannot even be read is broken."""
    try:
        claimed = signature.self_reported_timestamp
        moment = claimed or dt.datetime.now(dt.UTC)
        certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
        facts = facts_of(certificate)
        status = status_of(signature, roots, moment)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file raises, it says that this signature cannot be read
        return {"broken": True, "why": type(error).__name__}
    in_time = certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
    return facts | {
        "at": claimed.isoformat() if claimed else "", "intact": bool(status.intact and status.valid),
        "covers": covers(status), "trusted": bool(status.trusted), "in_time": in_time,
        "weak": status.md_algorithm.lower() in WEAK, "digest": status.md_algorithm.upper(),
    }  # fmt: skip


def status_of(signature: EmbeddedPdfSignature, roots: list[Any], moment: dt.datetime) -> Any:
    """Return the library's judgement; where later changes cannot be followed, without having followed them: "changed"."""
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=moment, revocation_mode="soft-fail"
    )
    try:
        return validate_pdf_signature(signature, context, key_usage_settings=KEY_USAGE)
    except Exception:  # noqa: BLE001 - as above
        return validate_pdf_signature(signature, context, key_usage_settings=KEY_USAGE, skip_diff=True)


def covers(status: Any) -> str:
    """Return how much a signature covers: "whole"; "then_signed", where only signatures came later; or "changed"."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "whole"
    later = status.modification_level
    signed = later is not None and later <= ModificationLevel.FORM_FILLING and bool(status.docmdp_ok)
    return (
        "then_signed" if status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and signed else "changed"
    )


def roots_in(files: list[str]) -> list[Any]:
    """Return the certificates of PEM files; a file that is none is passed over (`checks` names it)."""
    found: list[Any] = []
    for name in files:
        try:
            loaded = x509.load_pem_x509_certificates(Path(name).read_bytes())
        except (ValueError, OSError):
            continue
        found += [translate_pyca_cryptography_cert_to_asn1(one) for one in loaded]
    return found


# -- both


def nobody(moment: dt.datetime) -> ValidationContext:
    """Return a context that trusts nobody: only whether a signature fits is asked."""
    return ValidationContext(trust_roots=[], allow_fetching=False, moment=moment)


def fingerprint_of(signature: EmbeddedPdfSignature) -> str:
    """Return the SHA-256 of the certificate a signature was made with."""
    return hashlib.sha256(signature.signer_cert.dump()).hexdigest()


def facts_of(certificate: x509.Certificate) -> dict[str, Any]:
    """Return a certificate's subject, issuer, serial number, validity and strength as words."""
    public = certificate.public_key()
    strength = f"{type(public).__name__.strip('_').removesuffix('PublicKey')}"
    if isinstance(public, rsa.RSAPublicKey):
        strength = f"RSA {public.key_size}"
    elif isinstance(public, ec.EllipticCurvePublicKey):
        strength = f"ECDSA {public.curve.name}"
    return {
        "name": named(certificate.subject, NameOID.COMMON_NAME), "organisation": named(certificate.subject, NameOID.ORGANIZATION_NAME),
        "subject": certificate.subject.rfc4514_string()[:500], "issuer": certificate.issuer.rfc4514_string()[:500],
        "issuer_name": named(certificate.issuer, NameOID.COMMON_NAME) or named(certificate.issuer, NameOID.ORGANIZATION_NAME),
        "serial": f"{certificate.serial_number:X}", "key": strength,
        "starts": certificate.not_valid_before_utc.isoformat(), "ends": certificate.not_valid_after_utc.isoformat(),
        "fingerprint": certificate.fingerprint(hashes.SHA256()).hex(),
    }  # fmt: skip


def named(name: x509.Name, part: x509.ObjectIdentifier) -> str:
    """Return a part of a name, or nothing."""
    found = name.get_attributes_for_oid(part)
    return str(found[0].value)[:200] if found else ""


def main() -> int:
    """Answer the one question that comes in."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    ask = json.loads(sys.stdin.buffer.readline())
    parts = [sys.stdin.buffer.read(length) for length in ask["parts"]]
    try:
        answer, body = {"sign": sign, "examine": examine, "added": added}[ask["do"]](ask, parts)
    except RefusedError as refused:
        answer, body = {"refused": str(refused)}, b""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
