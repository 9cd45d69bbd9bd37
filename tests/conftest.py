"""What every test stands on: an installation told by the environment alone, never by this computer's `.env`."""

import os
import tempfile

# DATABASE_URL is left as it is: it chooses the database on which the suite runs.
os.environ.update(
    ENV_FILE="",
    DEBUG="false",
    PLAIN_HTTP="true",
    ALLOWED_HOSTS="127.0.0.1,localhost",
    SECRET_KEY="only for the tests: fifty characters that protect nothing",
    VAR_DIR=os.path.join(
        tempfile.gettempdir(), f"guanlu-tests-{os.getuid() if hasattr(os, 'getuid') else 0}"
    ),
    DJANGO_SETTINGS_MODULE="guanlu.settings",
    # Playwright keeps an event loop in the thread that also asks the database.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
for name in (
    "EVIDENCE_DIR",
    "SQLITE_PATH",
    "TRUSTED_PROXY",
    "CACHE_URL",
    "IDLE_MINUTES",
    "THREADS",
    "EMAIL_URL",
    "DIGEST_FROM",
    "SITE_URL",
):
    os.environ.pop(name, None)

import django
import hypothesis
import pytest
from django.conf import settings

# A real hash costs a quarter of a second; the manifest would need collectstatic first.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
django.setup()

# Thorough: pytest --hypothesis-profile=long
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None)

from django.core.cache import cache
from django.test import Client
from django.utils import translation

from guanlu.models import User
from targets.models import demonstration

ONCE = (
    "tests/guanlu/demonstration/",
    "tests/guanlu/test_account",
    "tests/guanlu/test_demonstration_commands.py",
    "tests/targets/pages/",
    "tests/targets/test_admin",
    "tests/targets/test_recording_machine.py",
    "tests/projects/test_board_recomputed.py",
    "tests/projects/test_listing.py",
    "tests/projects/test_pages.py",
    "tests/projects/test_reconciling.py",
    "tests/projects/test_report_doubts.py",
    "tests/projects/test_report_form.py",
    "tests/projects/test_report_pages.py",
    "tests/test_languages.py",
)
"""What pages and the invented year say, and long random histories: what they ask of a database is asked on both by
the tests of what stands behind them."""


def pytest_collection_modifyitems(items):
    """Mark what need not run again on another database: it asks none, or is named above."""
    for item in items:
        asks = {"db", "transactional_db", "live_server", "django_db_setup"} & set(item.fixturenames)
        if (not asks and not item.get_closest_marker("django_db")) or item.nodeid.startswith(ONCE):
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Sessions, fragments and the language of one test are not there for the next."""
    cache.clear()
    cache.set(demonstration.KEY, (None,), None)  # as a site remembers it that shows no demonstration
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def make_user(db):
    """Make an account: make_user("li", "李四", administrator=True)."""

    def make(username: str, full_name: str = "", *, administrator: bool = False, **fields) -> User:
        fields.setdefault("is_staff", administrator)
        user = User.objects.create_user(username, password="correct horse 9", full_name=full_name, **fields)
        if administrator:
            user.groups.add(_administrators())
        return user

    return make


def _administrators():
    from django.contrib.auth.models import Group

    return Group.objects.get(name="administrators")


@pytest.fixture
def logged_in():
    """A client as that user. The back end is named, because the throttle's cannot log anyone in by itself."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def facts(db):
    """The facts of the report of 2021; the value is their plan."""
    from tests.targets.loaded_facts import bring_facts

    return bring_facts()
