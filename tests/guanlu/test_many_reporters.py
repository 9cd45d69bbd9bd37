"""Thirty-two reporters send at once, each twice, to the program as it is served: none lost, none doubled."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from targets.models import EntryEvent, ProgressEntry
from tests.targets.factories import (
    give_duty,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
)
from tests.targets.threads import in_thread, into_a_file

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
REPORTERS = 32
YEAR = timezone.localdate().year


def reporters(office):
    """The session and the share of each: every one reports for a village of one target."""
    target = make_target(make_plan(YEAR), lead_office=office, goal=5000)
    for number in range(REPORTERS):
        user = make_user(f"reporter{number}")
        # The program brings the facts when it starts: theirs are the codes and slugs of the town.
        village = make_village(f"第{number}村", code=f"{999000000000 + number}")
        give_duty(user, "reporter", village=village, starts_on=date(YEAR, 1, 1))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        yield client.cookies[settings.SESSION_COOKIE_NAME].value, make_share(target, village, goal=100).pk


def database(file):
    """The settings with which another process asks the database of this test."""
    if file:
        return {"SQLITE_PATH": file}
    of = connection.settings_dict
    host = quote(of["HOST"], safe="")
    return {"DATABASE_URL": f"postgres://{of['USER']}:{of['PASSWORD']}@{host}:{of['PORT']}/{of['NAME']}"}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def serve(tmp_path):
    """Start the program on this database; the value is its port."""
    running = []

    def start(file):
        port = free_port()
        own = {"VAR_DIR": str(tmp_path / "var"), "SECRET_KEY": settings.SECRET_KEY, **database(file)}
        with open(tmp_path / "log", "w") as log:
            command = [sys.executable, "manage.py", "serve", "--port", str(port)]
            running.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=log, stderr=log))
        while running[-1].poll() is None:
            try:
                if ask(port, "/healthz")[0] == 200:
                    return port
            except OSError:
                time.sleep(0.1)
        raise AssertionError((tmp_path / "log").read_text())

    yield start
    for process in running:
        process.terminate()
        process.wait()


def ask(port, path, cookies="", body=None):
    """One request of its own connection: the answer's status, headers and text."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    asked.request("POST" if body else "GET", path, body and urlencode(body), headers)
    answer = asked.getresponse()
    try:
        return answer.status, answer.headers, answer.read().decode()
    finally:
        asked.close()


def send_twice(port, session, share, start):
    """Open the form, then send it twice at the same moment, as a double click does."""
    path, cookies = f"/{YEAR}/record/{share}/", f"{settings.SESSION_COOKIE_NAME}={session}"
    _status, headers, page = ask(port, path, cookies)
    cookies += "; " + headers["Set-Cookie"].partition(";")[0]
    drawn = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page).group(1)
        for name in ("csrfmiddlewaretoken", "token", "happened_on")
    }
    form = {**drawn, "mode": "increment", "amount": "7", "unit": "亩", "origin": "village"}
    start.wait(timeout=60)
    with ThreadPoolExecutor(2) as pool:
        return [answer[0] for answer in pool.map(lambda _: ask(port, path, cookies, form), range(2))]


def test_thirty_two_at_once_lose_nothing_and_double_nothing(tmp_path, monkeypatch, serve):
    make_user("admin")
    people = list(reporters(make_office()))
    port = serve(into_a_file(tmp_path, monkeypatch))
    start = Barrier(REPORTERS)
    with ThreadPoolExecutor(REPORTERS) as pool:
        answers = pool.map(lambda who: send_twice(port, *who, start), people)
        assert Counter(status for both in answers for status in both) == {302: 2 * REPORTERS}
    stored = in_thread(lambda: sorted(ProgressEntry.objects.values_list("allocation", "quantity")))
    assert stored == sorted((share, 7) for _session, share in people)
    assert in_thread(EntryEvent.objects.count) == REPORTERS
