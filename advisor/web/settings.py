"""How one installation of the web application is set up, from environment variables."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from advisor.audit.storage.connection import is_address
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import LANGUAGES, Language, said
from advisor.common.time_zone import DEFAULT, Zone, default_zone, zone
from advisor.presentation.sheets.office import Office

PREFIX = "IPP_ADVISOR_"
SECRET_BYTES = 32
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder by which the workers of one server count together."""


@dataclass(frozen=True)
class ProviderSettings:
    """The identity provider that people can sign in by: its issuer, what this installation is
    called there, its secret there if it has one, and the claim that names roles.
    """

    issuer: str
    client: str
    secret: str | None = field(default=None, repr=False)
    roles: str = "roles"


@dataclass(frozen=True)
class Settings:
    """One installation.

    `database` is an SQLAlchemy URL for what the application itself keeps; `ledger` is the ledger's
    file (or URL, as the ledger takes them); `secret` signs form tokens and is the same in all
    workers; `https` marks cookies as secure; `per_minute` caps what one address may ask of the
    API; `max_body` is in bytes; in `zone` people read times; uploaded tables
    are kept in `tables`, or beside the ledger's file; `metrics` shows figures for Prometheus;
    by `provider` people can sign in besides by passwords; `office` is for papers.
    """

    database: str
    ledger: str
    secret: bytes
    knowledge: Path | None = None
    language: Language = "id"
    https: bool = False
    per_minute: int = 600
    max_body: int = 65_536
    zone: Zone = field(default_factory=default_zone)
    tables: Path | None = None
    metrics: bool = False
    provider: ProviderSettings | None = None
    office: Office = field(default_factory=Office)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from IPP_ADVISOR_DATABASE, _LEDGER, _SECRET_FILE, _KNOWLEDGE, _LANG, _HTTPS,
        _PER_MINUTE, _MAX_BODY, _TABLES, _METRICS, _TIME_ZONE, _OIDC_…, _ADDRESS, _LETTERHEAD and
        _LOGO; what is not named has a default.

        Raises AdvisorError.
        """
        given = {k.removeprefix(PREFIX): v for k, v in environment.items() if k.startswith(PREFIX)}
        folder = user_data_path("ipp-advisor", appauthor=False)
        knowledge, tables = given.get("KNOWLEDGE"), given.get("TABLES")
        language = given.get("LANG", "id")
        return cls(
            database=given.get("DATABASE") or default_database(),
            ledger=given.get("LEDGER") or str(folder / "consultations.db"),
            secret=_secret(Path(given.get("SECRET_FILE") or default_secret())),
            knowledge=Path(knowledge) if knowledge else None,
            language=language if language in LANGUAGES else "id",
            https=given.get("HTTPS") == "1",
            per_minute=_number(given, "PER_MINUTE", cls.per_minute),
            max_body=_number(given, "MAX_BODY", cls.max_body),
            zone=zone(given.get("TIME_ZONE") or DEFAULT),
            tables=Path(tables) if tables else None,
            metrics=given.get("METRICS") == "1",
            office=Office.from_environment(environment),
            provider=_provider(
                given.get("OIDC_ISSUER"),
                given.get("OIDC_CLIENT"),
                given.get("OIDC_SECRET_FILE"),
                given.get("OIDC_ROLES") or ProviderSettings.roles,
            ),
        )

    @property
    def tables_folder(self) -> Path:
        """The folder of uploaded tables."""
        return self.tables or default_tables(self.ledger)


def default_database() -> str:
    """The application's database when none is named: a file in the user's own data folder."""
    return f"sqlite:///{user_data_path('ipp-advisor', appauthor=False) / 'site.db'}"


def default_secret() -> Path:
    """The secret's file when none is named."""
    return user_data_path("ipp-advisor", appauthor=False) / "web-secret"


def default_tables(ledger: str | None = None) -> Path:
    """The folder of uploaded tables when none is named: beside the ledger's file, or in the user's
    own data folder.
    """
    own = user_data_path("ipp-advisor", appauthor=False)
    return (Path(ledger).parent if ledger and not is_address(ledger) else own) / "tables"


def _provider(
    issuer: str | None, client: str | None, secret: str | None, roles: str
) -> ProviderSettings | None:
    """The provider, if one is named. Raises AdvisorError."""
    if not issuer:
        return None
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in ("localhost", "127.0.0.1"):
        raise AdvisorError([Problem(f"{PREFIX}OIDC_ISSUER", None, said("oidc.https"))])
    if not client:
        raise AdvisorError([Problem(f"{PREFIX}OIDC_CLIENT", None, said("oidc.client"))])
    try:
        text = Path(secret).read_text("utf-8").strip() if secret else None
    except (OSError, ValueError) as error:
        where = f"{PREFIX}OIDC_SECRET_FILE"
        raise AdvisorError([Problem(where, None, said("oidc.secret"))]) from error
    return ProviderSettings(issuer, client, text, roles)


def _number(given: Mapping[str, str], name: str, otherwise: int) -> int:
    text = given.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise AdvisorError([Problem(PREFIX + name, None, said("web.setting-number", given=text))])
    return int(text)


def _secret(path: Path) -> bytes:
    """The secret in this file, made on first use and readable by its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return _checked(path, path.read_bytes())
        with os.fdopen(handle, "wb") as stream:
            secret = secrets.token_bytes(SECRET_BYTES)
            stream.write(secret)
        return secret
    except OSError as error:
        message = said("web.secret-unusable", reason=os_errors.reason(error))
        raise AdvisorError([Problem(str(path), None, message)]) from error


def _checked(path: Path, secret: bytes) -> bytes:
    if len(secret) < SECRET_BYTES:
        raise AdvisorError([Problem(str(path), None, said("web.secret-short", least=SECRET_BYTES))])
    return secret
