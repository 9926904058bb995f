"""The only reader of the environment."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import Code, Refusal

DRIVER = "postgresql+psycopg2://"


class Settings(BaseSettings):
    """What a process must know of its surroundings; the Temporal connection reads `TEMPORAL_*` itself."""

    model_config = SettingsConfigDict(env_prefix="COURT_", extra="ignore", frozen=True)

    database_url: SecretStr = Field(validation_alias="DATABASE_URL")
    """PostgreSQL as the worker's role may use it."""
    migration_database_url: SecretStr | None = Field(default=None, validation_alias="MIGRATION_DATABASE_URL")
    """PostgreSQL as the owner of the tables; only migrations use it."""
    files: Path = Path(".data/files")
    """Folder of the e-file store."""
    paper_megabytes: int = Field(default=200, gt=0)
    """The largest file staff may put into an e-file."""
    codec_keys: Path | None = None
    """Key ring of the payload codec; without it payloads are not encrypted and the worker says so."""
    signing_keys: Path | None = None
    """Folder of private signing keys this process may use: people's on their own desk, the court's own."""
    seal_export: Path | None = None
    """Folder to which the watcher writes every daily seal: out of reach for whoever runs the database."""
    outside_url: str = "http://127.0.0.1:8600"
    """Where the court's outside systems are reached."""
    task_queue: str = "enforcement"
    skip_time: bool = False
    """Whether cases run on skipped time (one machine's demonstrations): acts then take the case's clock."""
    codec_server_port: int = 8234
    metrics_address: str = ""
    """host:port of the Prometheus page; empty for none."""
    history_limit: int = 8000
    """Events after which a case continues as new, besides the server's own suggestion."""
    audit_seconds: float = Field(default=60, gt=0)
    """How often the auditor looks."""
    audit_tolerance_seconds: float = Field(default=10, ge=0)
    """How late a limit may be noticed before the auditor names it."""

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _explicit_driver(cls, url: SecretStr | None) -> SecretStr | None:
        """SQLAlchemy 2.1 reads the bare form as another driver: name ours."""
        if url is None:
            return None
        plain = url.get_secret_value()
        for bare in ("postgresql://", "postgres://"):
            if plain.startswith(bare):
                return SecretStr(DRIVER + plain[len(bare) :])
        if not plain.startswith(DRIVER):
            raise ValueError(f"DATABASE_URL must start with {DRIVER}")
        return url


def read_settings() -> Settings:
    """The settings of the environment. Raises Refusal(SETTINGS_INVALID) naming the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        names = "、".join(".".join(str(part) for part in fault["loc"]) for fault in error.errors())
        raise Refusal(Code.SETTINGS_INVALID, f"环境变量缺少或不合要求：{names}") from None
