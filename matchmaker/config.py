"""Settings, where they come from, and where the shipped folders lie."""

import hashlib
import hmac
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
SEED_DATA = ROOT / "seed_data"
TRANSLATIONS = ROOT / "matchmaker" / "translations"
DEFAULT_SECRET = "development-only-secret"  # noqa: S105 - the value production refuses

SECRET_LENGTH = 32

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Setting:
    """One ``MATCHMAKER_*`` variable: its default decides its type."""

    name: str
    default: str | int | bool
    meaning: str

    def read(self, environment: Mapping[str, str]) -> str | int | bool:
        """Return the value from ``environment``; raises :class:`SettingError` for a bad one."""
        raw = environment.get(f"MATCHMAKER_{self.name}")
        if raw is None or (raw == "" and not isinstance(self.default, str)):
            return self.default
        if isinstance(self.default, bool):
            if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
                raise SettingError(f"MATCHMAKER_{self.name} must be 1 or 0, not {raw!r}.")
            return raw.lower() in {"1", "true", "yes"}
        if isinstance(self.default, int):
            if not raw.isdigit():
                raise SettingError(f"MATCHMAKER_{self.name} must be a whole number, not {raw!r}.")
            return int(raw)
        return raw


class SettingError(Exception):
    """A setting that the application refuses to start with; the message says what to do."""


SETTINGS = (
    Setting(
        "ENVIRONMENT",
        "development",
        "development, demonstration or production; production refuses unsafe settings",
    ),
    Setting("DATABASE_URL", "", "SQLAlchemy URL; empty: SQLite in the instance folder"),
    Setting("SECRET_KEY", DEFAULT_SECRET, "signs cookies and links; at least 32 random characters"),
    Setting("INSTANCE", "instance", "folder for the SQLite file, uploads and demonstration mail"),
    Setting("BASE_URL", "http://127.0.0.1:8000", "address people use, for links in mails"),
    Setting("HOST", "127.0.0.1", "address `matchmaker serve` listens on"),
    Setting("PORT", 8000, "port `matchmaker serve` listens on"),
    Setting("WEB_PROCESSES", 2, "web processes of `matchmaker serve`"),
    Setting("PROXIES", 0, "reverse proxies in front whose X-Forwarded-* headers are believed"),
    Setting("MAIL_SERVER", "", "SMTP host; empty: mails are written to the instance folder"),
    Setting("MAIL_PORT", 587, "SMTP port"),
    Setting("MAIL_USERNAME", "", "SMTP user name; empty: no sign-in"),
    Setting("MAIL_PASSWORD", "", "SMTP password"),
    Setting("MAIL_STARTTLS", True, "ask the SMTP server for encryption"),
    Setting("MAIL_SENDER", "Matchmaker <no-reply@example.org>", "sender of every mail"),
    Setting(
        "REPLY_ADDRESS",
        "",
        "mailbox whose mail reaches `matchmaker receive-mail`, like reply@match.example.org; "
        "empty: people answer on the page only",
    ),
    Setting("MAIL_INBOX", "", "Maildir that the worker reads replies and bounces from"),
    Setting(
        "MAIL_AUTHSERV_ID", "", "name our mail server writes into Authentication-Results headers"
    ),
    Setting(
        "MAX_UPLOAD_MB",
        12,
        "largest request body, in mebibytes; a form with a larger file is read up to four times"
        " that, so that its text is kept",
    ),
    Setting("DEBUG", False, "show tracebacks while developing; refused in production"),
)


def settings_from(environment: Mapping[str, str] = os.environ) -> dict[str, str | int | bool]:
    """Read every setting of :data:`SETTINGS` from ``environment``."""
    return {setting.name: setting.read(environment) for setting in SETTINGS}


def flask_config(settings: Mapping[str, str | int | bool]) -> dict[str, object]:
    """Turn our settings into the names Flask and its extensions know."""
    secret = str(settings["SECRET_KEY"])
    instance = Path(str(settings["INSTANCE"])).resolve()
    production = settings["ENVIRONMENT"] == "production"
    url = str(settings["DATABASE_URL"]) or f"sqlite:///{instance / 'matchmaker.sqlite'}"
    if url.startswith("sqlite:///"):
        instance.mkdir(parents=True, exist_ok=True)
    return {
        **settings,
        "INSTANCE": instance,
        "UPLOADS": instance / "uploads",
        "INDEX_FOLDER": instance / "index",
        "MAIL_FOLDER": instance / "mail",
        "SQLALCHEMY_ENGINES": {"default": driver_url(url)},
        "MAX_CONTENT_LENGTH": int(settings["MAX_UPLOAD_MB"]) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURITY_TOTP_SECRETS": {"1": derived(secret, "totp").hex()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            urlsafe_b64encode(derived(secret, "recovery-codes"))
        ],
    }


def driver_url(url: str) -> str:
    """Name psycopg 3 as the driver of a plain ``postgresql://`` address."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return f"postgresql+psycopg://{url.removeprefix(prefix)}"
    return url


def derived(secret: str, purpose: str) -> bytes:
    """Derive 32 bytes for one ``purpose`` from the one secret (HMAC-SHA256)."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def refuse_unsafe(settings: Mapping[str, object]) -> None:
    """Raise :class:`SettingError`, naming each fault, where production would start unsafe."""
    environment = settings["ENVIRONMENT"]
    if environment not in {"development", "demonstration", "production"}:
        raise SettingError(
            "MATCHMAKER_ENVIRONMENT must be development, demonstration or production, "
            f"not {environment!r}."
        )
    if environment != "production":
        return
    faults = []
    if settings["SECRET_KEY"] == DEFAULT_SECRET or len(str(settings["SECRET_KEY"])) < SECRET_LENGTH:
        faults.append(f"set MATCHMAKER_SECRET_KEY to at least {SECRET_LENGTH} random characters")
    if settings["DEBUG"]:
        faults.append("turn MATCHMAKER_DEBUG off")
    if faults:
        raise SettingError(f"Refusing to start in production: {'; '.join(faults)}.")
