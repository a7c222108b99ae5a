"""Everything the installation can be told from outside, typed, read once at start.

Each value is `AOXANH_<NAME>` in the environment; a secret may instead be given as
`AOXANH_<NAME>_FILE`, the path of a file that holds it (Docker and systemd credentials).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "AOXANH_"
NETWORK_FILESYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph", "glusterfs", "9p"}


class FromFiles(PydanticBaseSettingsSource):
    """Reads `AOXANH_X_FILE` for every field x."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """Return the file's text, stripped, or None."""
        del field
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            message = f"{PREFIX}{field_name.upper()}_FILE: cannot read {path} ({error.strerror})."
            raise ImproperlyConfigured(message) from error

    def __call__(self) -> dict[str, Any]:
        """Return every field that has a file."""
        found = {name: self.get_field_value(None, name)[0] for name in self.settings_cls.model_fields}
        return {name: value for name, value in found.items() if value is not None}


class Environment(BaseSettings):
    """The installation's settings. Defaults are those of a demo on one machine."""

    #: An empty variable is one that is not set: make hands on AOXANH_DATA whether it was given or not.
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    profile: Literal["demo", "production"] = "demo"
    data: Path = Field(default=ROOT / "var", description="Folder of database, files and keys.")
    secret_key: str = Field(default="", description="Django's signing key, 50 characters or more.")
    keyring: str = Field(default="", description="JSON of encryption keys; see aoxanh/vault.")
    database_url: str = Field(default="", description="postgres://… ; empty means SQLite in `data`.")
    database_direct_url: str = Field(
        default="",
        description="postgres://… past a transaction pooler; database_url then leads to the pooler.",
    )
    database_replica_url: str = Field(
        default="",
        description="postgres://… of a read-only copy that reports are read from; none without it.",
    )
    hosts: str = Field(default="", description="Host names served, separated by commas.")
    address: str = Field(default="", description="Where the house is found, as printed on papers: https://…")
    debug: bool = False
    secure_cookies: bool | None = Field(default=None, description="Cookies over HTTPS only.")
    trusted_proxies: int = Field(default=0, description="How many proxies of ours add X-Forwarded-For.")
    wake: str = Field(default="process", description="Live wake-up: process, postgres or redis://…")
    audit_heads: Path | None = Field(default=None, description="Folder outside the database for chain heads.")
    backup_key: str = Field(default="", description="Public key that backups are sealed to.")
    backup_to: Path | None = Field(default=None, description="Folder of the nightly backup; none without it.")
    backup_keep: int = Field(default=14, ge=1, description="How many nights are kept, beside one a month.")
    postgres_tools: Path | None = Field(default=None, description="Folder of pg_dump where not on PATH.")
    trust_roots: Path | None = Field(
        default=None,
        description="Folder of PEM files: the certification services whose signatures are trusted.",
    )
    oidc: str = Field(default="[]", description="JSON list of OpenID Connect providers.")
    email_url: str = Field(default="", description="smtp://user:password@host:port or smtps://…")
    email_from: str = "Áo Xanh <khong-tra-loi@localhost>"
    jobs_in_process: bool = Field(default=True, description="`serve` also works off background jobs.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then the files it names."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, FromFiles(settings_cls)

    @property
    def production(self) -> bool:
        """Whether real people's data is kept here."""
        return self.profile == "production"

    @property
    def cookies_over_https(self) -> bool:
        """Whether cookies are marked Secure: by default in production."""
        return self.production if self.secure_cookies is None else self.secure_cookies


def read_environment() -> Environment:
    """Read and check the environment, or say which variable is wrong and how."""
    try:
        environment = Environment()
    except ValidationError as error:
        lines = [f"{PREFIX}{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ImproperlyConfigured("\n".join(lines)) from error
    if environment.production:
        refuse_unsafe_production(environment)
    return environment


def refuse_unsafe_production(environment: Environment) -> None:
    """Raise ImproperlyConfigured naming everything that makes this production unsafe."""
    wrong = []
    if len(environment.secret_key) < 50:
        wrong.append("AOXANH_SECRET_KEY: missing or shorter than 50 characters")
    if not environment.keyring:
        wrong.append("AOXANH_KEYRING: missing (make one with `./aoxanh keys new`)")
    if environment.debug:
        wrong.append("AOXANH_DEBUG: must be off")
    if not environment.cookies_over_https:
        wrong.append("AOXANH_SECURE_COOKIES: must not be off")
    if not environment.hosts or "*" in environment.hosts.split(","):
        wrong.append("AOXANH_HOSTS: name the hosts served, none of them '*'")
    if not environment.database_url and (filesystem := network_filesystem(environment.data)):
        wrong.append(f"AOXANH_DATA: SQLite must not lie on a network path ({filesystem}); use PostgreSQL")
    if wrong:
        raise ImproperlyConfigured("Production refuses to start:\n- " + "\n- ".join(wrong))


def network_filesystem(path: Path, mounts: str | None = None) -> str | None:
    """Return the kind of network file system `path` lies on, or None."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8")
        except OSError:
            return None
    target, best, kind = path.resolve(), -1, None
    for line in mounts.splitlines():
        fields = line.split()
        point = Path(fields[1].replace("\\040", " "))
        if (target == point or point in target.parents) and len(point.parts) > best:
            best, kind = len(point.parts), fields[2]
    return kind if kind in NETWORK_FILESYSTEMS else None


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # FULL: what was answered "saved" survives a power cut; this is a book with legal effect.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;",
    },
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": False,
}


#: As long as SQLite's `timeout`: who waits longer for a lock is told to come back (503), on both databases.
LOCKED_TOO_LONG = "-c lock_timeout=20000"


def replica(url: str, data: Path) -> dict[str, Any]:
    """Return the DATABASES entry of a read-only copy: the server itself refuses writes on its sessions."""
    entry = database(url, data)
    entry["OPTIONS"]["options"] = f"{LOCKED_TOO_LONG} -c default_transaction_read_only=on"
    return entry


def database(url: str, data: Path, *, pooled: bool = False) -> dict[str, Any]:
    """Return Django's DATABASES entry for a URL (`postgres://…`), or for SQLite in `data`.

    `pooled`: between two transactions the server's session may be somebody else's, so there are no cursors on the
    server, and the pooler itself gives each session its `lock_timeout` (deploy/pgbouncer.ini).
    """
    if not url or url.startswith("sqlite:"):
        name = unquote(urlsplit(url).path) if url else str(data / "aoxanh.sqlite3")
        return {**SQLITE, "NAME": name, "TEST": {"NAME": str(data / "test.sqlite3")}}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = (
            f"AOXANH_DATABASE_URL: unknown kind of database '{parts.scheme}'; use postgres:// or sqlite:"
        )
        raise ImproperlyConfigured(message)
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": {
            **({} if pooled else {"options": LOCKED_TOO_LONG}),
            **{k: v for k, v in options.items() if k != "host"},
        },
    }
