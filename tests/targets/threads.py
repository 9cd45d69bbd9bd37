"""Tests that run in threads: each thread has a connection of its own, on committed rows."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections


def into_a_file(folder, monkeypatch):
    """A test database of SQLite in memory is one connection for all: threads get a copy in a file instead.

    Returns its path; on PostgreSQL, where threads ask the test database itself, None.
    """
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        return None
    name = str(folder / "threads.sqlite3")
    with sqlite3.connect(name) as copy:
        connection.connection.backup(copy)
    copy.close()
    monkeypatch.setitem(connections.settings, "default", {**connections.settings["default"], "NAME": name})
    return name


def in_thread(act):
    """What `act` comes to in a thread of its own, whose connection is closed behind it."""

    def closing():
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closing).result()
