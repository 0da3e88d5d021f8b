"""Settings: what the product refuses to start with."""

import pytest
from pydantic import SecretStr, ValidationError

from platform_app.core.config import LEAST_SECRET, Environment, Settings


@pytest.mark.parametrize("secret", ["", "quiet"])
def test_production_does_not_start_without_a_secret(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", secret)
    with pytest.raises(ValidationError, match="SECRET_KEY") as refused:
        Settings()
    assert "quiet" not in str(refused.value)


def test_production_does_not_start_without_second_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("ADMINS_NEED_SECOND_FACTOR", "false")
    with pytest.raises(ValidationError, match="ADMINS_NEED_SECOND_FACTOR"):
        Settings()


def test_production_sends_no_token_over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("ADMINS_NEED_SECOND_FACTOR", "true")
    monkeypatch.setenv("SECRET_KEY", "x" * LEAST_SECRET)
    monkeypatch.setenv("GRAPH_BASE_URL", "http://127.0.0.1:9000")
    with pytest.raises(ValidationError, match="GRAPH_BASE_URL"):
        Settings()


def test_production_starts_with_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMINS_NEED_SECOND_FACTOR", "true")
    secret = SecretStr("x" * LEAST_SECRET)
    assert Settings(environment=Environment.PRODUCTION, secret_key=secret).secret_key == secret
