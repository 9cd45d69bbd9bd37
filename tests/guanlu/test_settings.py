"""The settings file, run by itself with made-up environments: what is insecure or broken is refused in words."""

import os
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

SETTINGS = Path(__file__).parents[2] / "guanlu" / "settings.py"
SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERVER = {"ENV_FILE": "", "SECRET_KEY": SECRET, "ALLOWED_HOSTS": "ledger.example.org"}
LOCAL = SERVER | {"ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]", "PLAIN_HTTP": "true"}


@pytest.fixture
def settings_of(monkeypatch):
    """Run the settings file with exactly these variables set."""

    def run(environment: dict[str, str]) -> dict:
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", dict(environment))
            return runpy.run_path(str(SETTINGS))

    return run


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": SECRET[:49]}, "SECRET_KEY is missing or too weak"),
        ({"SECRET_KEY": "abab" * 20}, "too weak"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "too weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "*"}, "wildcard"),
        ({"ALLOWED_HOSTS": "ledger.example.org,*.example.org"}, "wildcard"),
        ({"ALLOWED_HOSTS": ".example.org"}, "wildcard"),
        ({"PLAIN_HTTP": "true"}, "for this computer alone"),
        ({"PLAIN_HTTP": "true", "ALLOWED_HOSTS": "localhost,ledger.example.org"}, "for this computer alone"),
        ({"DEBUG": "true"}, "for this computer alone"),
        ({"IDLE_MINUTES": "0"}, "IDLE_MINUTES is too short"),
        ({"THREADS": "0"}, "THREADS is too low"),
        ({"THREADS": "-4"}, "THREADS is too low"),
        ({"EMAIL_URL": "smtp.example.org:25"}, "EMAIL_URL is no mail server"),
        ({"EMAIL_URL": "smtps://smtp.example.org"}, "EMAIL_URL is no mail server"),
        ({"SITE_URL": "ledger.example.org"}, "SITE_URL must be the whole address"),
        ({"SITE_URL": "https://ledger.example.org/2021"}, "SITE_URL must be the whole address"),
    ],
)
def test_an_insecure_setting_is_refused_in_words(settings_of, change, word):
    with pytest.raises(ImproperlyConfigured, match=word) as refusal:
        settings_of(SERVER | change)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["DEBUG", "PLAIN_HTTP", "IDLE_MINUTES", "THREADS"])
def test_a_value_that_means_nothing_is_refused_with_its_name(settings_of, name):
    with pytest.raises(EnvError, match=name):
        settings_of(SERVER | {name: "perhaps"})


def test_a_server_has_everything_that_https_needs(settings_of):
    settings = settings_of(SERVER)
    for name in (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "LANGUAGE_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    ):
        assert settings[name] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["SECURE_PROXY_SSL_HEADER"] is None
    assert settings["DEBUG"] is False


def test_a_local_run_works_without_https(settings_of):
    settings = settings_of(LOCAL)
    assert settings["SESSION_COOKIE_SECURE"] is settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0


def test_a_forwarded_protocol_is_believed_only_with_a_named_proxy(settings_of):
    assert settings_of(SERVER | {"TRUSTED_PROXY": "127.0.0.1"})["SECURE_PROXY_SSL_HEADER"] == (
        "HTTP_X_FORWARDED_PROTO",
        "https",
    )


def test_the_policy_allows_no_inline_script_style_or_foreign_host(settings_of):
    for sources in settings_of(SERVER)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"].values():
        assert sources in (["'self'"], ["'none'"])


def test_sqlite_locks_early_and_syncs_every_commit(settings_of):
    database = settings_of(LOCAL | {"SQLITE_PATH": "/srv/ledger.sqlite3"})["DATABASES"]["default"]
    assert str(database["NAME"]).endswith("ledger.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert not database.get("ATOMIC_REQUESTS")


def test_a_sqlite_address_gets_the_same_options(settings_of):
    database = settings_of(LOCAL | {"DATABASE_URL": "sqlite:////srv/other.sqlite3"})["DATABASES"]["default"]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_alone_moves_it_to_postgresql(settings_of):
    database = settings_of(LOCAL | {"DATABASE_URL": "postgres://ledger:pa%24s@db.example.org/ledger"})[
        "DATABASES"
    ]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["PASSWORD"] == "pa$s"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["CONN_MAX_AGE"] == 600
    assert "OPTIONS" not in database or "init_command" not in database["OPTIONS"]


def test_a_broken_database_address_is_refused_without_its_password(settings_of):
    with pytest.raises((EnvError, ImproperlyConfigured), match="DATABASE_URL") as refusal:
        settings_of(LOCAL | {"DATABASE_URL": "postgress//ledger:hidden-word@db.example.org/ledger"})
    assert "hidden-word" not in str(refusal.value)


def test_the_file_is_read_and_the_environment_wins(settings_of, tmp_path):
    file = tmp_path / ".env"
    # A byte order mark and a $ in a value, as a Windows editor and a password maker write them.
    file.write_text(
        f"SECRET_KEY={SECRET}$HOME\nALLOWED_HOSTS=file.example.org\nTHREADS=2\n", encoding="utf-8-sig"
    )
    settings = settings_of({"ENV_FILE": str(file), "ALLOWED_HOSTS": "environment.example.org"})
    assert settings["SECRET_KEY"] == SECRET + "$HOME"
    assert settings["ALLOWED_HOSTS"] == ["environment.example.org"]
    assert settings["THREADS"] == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"SECRET_KEY=\xb9\xd8\xc2\xb7\n", "save it as UTF-8"), (b"THREADS=2\nSECRET KEY here\n", "Line 2")],
)
def test_an_unreadable_file_is_refused_with_what_to_do(settings_of, tmp_path, content, word):
    file = tmp_path / ".env"
    file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=word):
        settings_of(SERVER | {"ENV_FILE": str(file)})


def test_mail_is_off_until_a_server_is_named(settings_of):
    off = settings_of(SERVER)
    assert (off["EMAIL_IS_SET"], off["EMAIL_BACKEND"].split(".")[-2]) == (False, "dummy")
    on = settings_of(
        SERVER | {"EMAIL_URL": "submission://li%40a.cn:p%24s@mail.a.cn:587", "SITE_URL": "https://a.cn/"}
    )
    assert (on["EMAIL_IS_SET"], on["EMAIL_BACKEND"].split(".")[-2], on["EMAIL_USE_TLS"]) == (
        True,
        "smtp",
        True,
    )
    assert (on["EMAIL_HOST"], on["EMAIL_PORT"], on["EMAIL_HOST_USER"]) == ("mail.a.cn", 587, "li@a.cn")
    assert (on["EMAIL_HOST_PASSWORD"], on["SITE_URL"]) == ("p$s", "https://a.cn")
    tls = settings_of(SERVER | {"EMAIL_URL": "smtp://li:secret@mail.a.cn:465/?ssl=true"})
    assert (tls["EMAIL_PORT"], tls["EMAIL_USE_SSL"], tls["EMAIL_USE_TLS"]) == (465, True, False)
