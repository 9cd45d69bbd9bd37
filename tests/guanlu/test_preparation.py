"""From an empty folder to a served page: prepare, the first accounts, and what happens the second time."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from guanlu import preparation
from guanlu.demonstration.people import SHOWN
from guanlu.management.commands import first_accounts, serve
from guanlu.models import User
from targets.models import Demonstration

ROOT = Path(__file__).parents[2]


def manage(*arguments, **environment):
    inherited = dict(os.environ, PYTHONUTF8="1")
    del inherited["DJANGO_ALLOW_ASYNC_UNSAFE"]  # of the browser tests; the deploy check forbids it
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def first_accounts_printed(**options):
    out = StringIO()
    call_command("first_accounts", stdout=out, **options)
    return out.getvalue()


def test_a_first_start_loads_the_demonstration_and_prints_a_password_for_each_role(facts):
    printed = first_accounts_printed()
    lines = re.findall(r"^ {4}(\w+) +(\S{16}) +\S+$", printed, re.MULTILINE)
    assert [username for username, _ in lines] == [access.username for access in SHOWN]
    assert len({password for _, password in lines}) == len(SHOWN)
    for username, password in lines:
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert password not in user.password
        assert user.full_name.startswith("示例")
        assert not user.is_superuser
        assert user.is_administrator == (username == "admin")
        assert user.is_staff == (username != "leader")
    assert Demonstration.objects.exists()
    number = User.objects.count()
    assert first_accounts_printed() == ""
    assert User.objects.count() == number


def test_a_start_where_anybody_is_changes_nothing(facts, make_user):
    make_user("zhang", "张三")
    assert first_accounts_printed() == ""
    assert User.objects.count() == 1
    assert not Demonstration.objects.exists()


def test_a_bare_installation_without_a_terminal_says_how_to_go_on(db, monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO())
    assert "python3 start.py setup --bare" in first_accounts_printed(bare=True)
    assert not User.objects.exists()
    assert not Demonstration.objects.exists()


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_bare_installation_asks_until_the_password_will_do(db, monkeypatch):
    passwords = iter(
        ["short", "short", "梧桐树下 42 moons", "typed wrongly", "梧桐树下 42 moons", "梧桐树下 42 moons"]
    )
    monkeypatch.setattr(sys, "stdin", Terminal("zhang\n张三\n" * 3))
    monkeypatch.setattr(first_accounts.getpass, "getpass", lambda prompt: next(passwords))
    printed = first_accounts_printed(bare=True)
    assert "The two passwords differ" in printed
    assert "梧桐" not in printed
    user = User.objects.get()
    assert (user.username, user.full_name, user.is_administrator) == ("zhang", "张三", True)
    assert not user.must_change_password


def test_an_unreachable_database_gets_a_sentence(tmp_path):
    result = manage(
        "prepare", DATABASE_URL="postgres://ledger:hidden-word@127.0.0.1:9/ledger", VAR_DIR=str(tmp_path)
    )
    assert result.returncode == 1
    assert "The database cannot be used" in result.stderr
    assert "DATABASE_URL" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "hidden-word" not in result.stderr


def test_a_file_that_is_no_database_gets_a_sentence(tmp_path):
    file = tmp_path / "ledger.sqlite3"
    file.write_text("this is not a database" * 100)
    result = manage("prepare", DATABASE_URL="", SQLITE_PATH=str(file), VAR_DIR=str(tmp_path))
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert str(file) in result.stderr


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    result = manage("prepare", VAR_DIR=str(tmp_path / "file" / "var"))
    assert result.returncode == 1
    assert "Cannot write in" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_refused_setting_gets_its_sentence_and_no_traceback():
    for change in ({"ALLOWED_HOSTS": "*"}, {"DEBUG": "perhaps"}):
        result = manage("check", **change)
        assert result.returncode == 1
        assert "Traceback" not in result.stderr
        assert next(iter(change)) in result.stderr


def test_the_deploy_check_is_clean_with_a_servers_settings():
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING", PLAIN_HTTP="false", ALLOWED_HOSTS="ledger.example.org"
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.django_db(transaction=True)
def test_preparing_twice_does_everything_once(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    preparation.prepare()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert (tmp_path / "static").is_dir()

    def called(name, **options):
        raise AssertionError(f"{name} ran again")

    monkeypatch.setattr(preparation, "call_command", called)
    preparation.prepare()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_only_the_named_proxy_is_believed(settings):
    settings.TRUSTED_PROXY = ""
    assert serve.proxy_options() == {}
    settings.TRUSTED_PROXY = "127.0.0.1"
    assert serve.proxy_options()["trusted_proxy"] == "127.0.0.1"
