"""Settings, read once from the environment; nothing else reads it."""

from enum import StrEnum
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LEAST_SECRET = 32


class Environment(StrEnum):
    """Where this process runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every setting of the product, with its unit and its default for a laptop."""

    # What is wrong is said in a log, so what was given must not be.
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    environment: Environment = Environment.DEVELOPMENT

    # Where people find the product.
    base_domain: str = Field(
        default="localhost", description="Platform host; a company is SUBDOMAIN.BASE_DOMAIN."
    )
    public_url_scheme: str = Field(default="http", description="http or https, as people type it.")
    public_port: int | None = Field(
        default=None, description="Port in links; PORT if unset, none for 80 and 443."
    )
    port: int = Field(default=3000, description="Port that the web process listens on.")

    trusted_proxies: int = Field(
        default=0, description="Proxies of ours in front; each appends to X-Forwarded-For."
    )

    # The database, one connection address per role.
    database_url: SecretStr | None = Field(
        default=None, description="Administrator of the server; read by run and migrate only."
    )
    database_owner_url: SecretStr | None = Field(
        default=None, description="app_owner; read by migrate only."
    )
    database_user_url: SecretStr = Field(
        default=SecretStr(""), description="app_user; what a company does."
    )
    database_router_url: SecretStr = Field(
        default=SecretStr(""), description="app_router; look-ups only."
    )
    database_admin_url: SecretStr = Field(
        default=SecretStr(""), description="app_admin; the platform's pages."
    )
    database_pool_size: int = Field(default=8, description="Connections per role and process.")

    redis_url: SecretStr = Field(
        default=SecretStr("redis://127.0.0.1:6379/0"), description="Wake-ups, buckets, nudges."
    )

    # Secrets. The first encryption key encrypts, all of them decrypt.
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="At least 32 characters; peppers and tab keys."
    )
    encryption_keys: SecretStr = Field(
        default=SecretStr(""), description="2:<base64 of 32 bytes>,1:<...>"
    )

    # Sign-in.
    admins_need_second_factor: bool = Field(
        default=True, description="Super admins and company admins must enrol; off for a demo only."
    )

    platform_networks: str = Field(
        default="",
        description="Networks (CIDR, between commas) that may reach the platform's own host; all if empty.",
    )

    # The outside world.
    graph_base_url: str = Field(
        default="https://graph.facebook.com", description="WhatsApp's Graph API."
    )
    graph_version: str = Field(default="v25.0", description="Version in every Graph path.")
    webhook_base_url: str | None = Field(
        default=None,
        description="Address WhatsApp can reach, if it differs from the company's own.",
    )
    simulator_url: str | None = Field(
        default=None, description="Development only: the simulator behind /simulator."
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="smtp[s]://user:password@host:port; outbox if unset."
    )
    mail_from: str = Field(
        default="no-reply@localhost", description="Sender of the product's own mail."
    )

    dns_resolver: str | None = Field(
        default=None,
        description="address[:port] that proofs of domains are asked of; the system's own if unset.",
    )

    # Files of messages.
    media_url: str | None = Field(
        default=None,
        description="file:///folder or s3://bucket/prefix; the folder .data/media if unset.",
    )
    media_s3_endpoint: str = Field(
        default="", description="Address of the S3 service; Amazon's own if empty."
    )
    media_s3_region: str = Field(default="", description="Region of the bucket.")
    media_s3_key: str = Field(default="", description="Access key id for the bucket.")
    media_s3_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret access key for the bucket."
    )
    media_max_megabytes: int = Field(
        default=100, description="Larger files of customers are not fetched."
    )
    media_types: str = Field(
        default="image/,audio/,video/,text/,application/",
        description="Kinds of files that are fetched, or how they begin, with commas.",
    )

    # Sending.
    messages_per_second: int = Field(
        default=80, description="Per number, until WhatsApp says more."
    )
    lane_concurrency: int = Field(default=200, description="Messages in flight per send lane.")

    @field_validator(
        "database_url",
        "database_owner_url",
        "smtp_url",
        "simulator_url",
        "webhook_base_url",
        "dns_resolver",
        "media_url",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @field_validator("platform_networks")
    @classmethod
    def _networks_are_networks(cls, value: str) -> str:
        for network in filter(None, value.split(",")):
            ip_network(network.strip())
        return value

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        # Without one, everybody could make the keys of tabs and the seals of notices.
        if (
            self.environment is Environment.PRODUCTION
            and len(self.secret_key.get_secret_value()) < LEAST_SECRET
        ):
            raise ValueError(f"SECRET_KEY must have at least {LEAST_SECRET} characters.")
        if self.environment is Environment.PRODUCTION and not self.admins_need_second_factor:
            raise ValueError("ADMINS_NEED_SECOND_FACTOR cannot be switched off in production.")
        if self.environment is Environment.PRODUCTION and not self.graph_base_url.startswith(
            "https://"
        ):
            # Every request there carries a company's token.
            raise ValueError("GRAPH_BASE_URL must begin with https:// in production.")
        return self

    def is_platform_open_to(self, address: str) -> bool:
        """Tell whether somebody at this address may reach the platform's own host."""
        networks = [
            ip_network(one.strip()) for one in filter(None, self.platform_networks.split(","))
        ]
        if not networks:
            return True
        try:
            return any(ip_address(address) in network for network in networks)
        except ValueError:
            return False

    def takes_media(self, mime_type: str) -> bool:
        """Tell whether customers' files of this kind are fetched."""
        kinds = tuple(filter(None, (one.strip() for one in self.media_types.split(","))))
        return mime_type.startswith(kinds)

    def origin(self, subdomain: str | None = None) -> str:
        """Return the address of the platform, or of a company, without a trailing slash."""
        host = f"{subdomain}.{self.base_domain}" if subdomain else self.base_domain
        port = self.public_port if self.public_port is not None else self.port
        standard = {"http": 80, "https": 443}[self.public_url_scheme]
        return f"{self.public_url_scheme}://{host}" + ("" if port == standard else f":{port}")


@cache
def settings() -> Settings:
    """Return this process's settings."""
    return Settings()
