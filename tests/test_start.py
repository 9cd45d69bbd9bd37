"""start.py: each way it can fail ends in one sentence that says what to do."""

import ast
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ["start.py", "manage.py", "requirements.txt", "requirements-test.txt"]
# No source of packages: a closed port, no second try, nothing from this computer's own configuration.
NO_NETWORK = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
    "PIP_NO_CACHE_DIR": "1",
}


@pytest.fixture(scope="module")
def start():
    """start.py as a module."""
    specification = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path):
    """A copy of what start.py needs, with an empty home."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(clone, *arguments, without=(), **environment):
    """Run start.py there, with a Python from which these modules are missing."""
    base = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    if without:
        hidden = clone / "hidden"
        hidden.mkdir()
        lines = ["import sys", *(f"sys.modules[{name!r}] = None" for name in without)]
        (hidden / "sitecustomize.py").write_text("\n".join(lines))
        base["PYTHONPATH"] = str(hidden)
    return subprocess.run(
        [sys.executable, str(clone / "start.py"), *arguments],
        cwd=clone,
        env=base | {"HOME": str(clone), "PYTHONUTF8": "1"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def assert_one_sentence(result, *words):
    assert result.returncode not in (0, None)
    assert "Traceback" not in result.stderr + result.stdout
    sentence = result.stderr.strip()
    assert len(sentence.splitlines()) == 1
    assert re.search("[\u4e00-\u9fff]", sentence)
    for word in words:
        assert word in sentence


def test_an_old_python_can_read_it():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_gets_a_sentence(start):
    with pytest.raises(SystemExit, match=r"Python 3\.10 is too old: install Python 3\.11") as refusal:
        start.check_python((3, 10, 12))
    assert "版本过低" in str(refusal.value)
    start.check_python((3, 11, 0))
    start.check_python((3, 14, 0))


def test_a_taken_port_gets_a_sentence(clone):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_one_sentence(run(clone, "--port", port), f"Port {port}", "--port", "换一个端口")
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "eight"])
def test_a_port_that_is_none_is_refused(clone, port):
    result = run(clone, "--port", port)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_an_env_file_in_another_encoding_gets_a_sentence(clone):
    (clone / ".env").write_bytes("SECRET_KEY=关路".encode("gb18030"))
    assert_one_sentence(run(clone, "setup"), ".env", "UTF-8")


def test_an_env_file_that_cannot_be_opened_gets_a_sentence(clone):
    (clone / ".env").mkdir()
    assert_one_sentence(run(clone), ".env", "permissions")


def test_a_missing_venv_module_gets_a_sentence(clone):
    assert_one_sentence(run(clone, "setup", without=["ensurepip", "pip"]), "apt install python3-venv")
    assert not (clone / ".venv").exists()


def test_no_network_gets_a_sentence(clone):
    result = run(clone, "setup", **NO_NETWORK)
    assert_one_sentence(result, "check the network", "wheels")
    assert (clone / "install.log").read_text(encoding="utf-8")
    assert not list(clone.glob(".venv/*.stamp"))
    # An incomplete folder of packages is another mistake, and is told apart.
    (clone / "wheels").mkdir()
    (clone / "wheels" / "some-1.0-py3-none-any.whl").touch()
    assert_one_sentence(run(clone, "setup", **NO_NETWORK), "The folder wheels is incomplete")


def test_a_folder_that_cannot_be_written_gets_a_sentence(clone):
    (clone / ".venv").write_text("a file where the folder should be")
    assert_one_sentence(run(clone, "setup"), ".venv", "permissions")


def test_a_missing_lock_gets_a_sentence(clone):
    (clone / "requirements.txt").unlink()
    assert_one_sentence(run(clone, "setup"), "requirements.txt")


def test_the_new_env_file_is_this_owners_alone_and_never_overwritten(start, tmp_path, monkeypatch):
    file = tmp_path / ".env"
    monkeypatch.setattr(start, "ENV_FILE", file)
    start.write_env_file()
    text = file.read_text(encoding="utf-8")
    secret = re.search(r"^SECRET_KEY=(.+)$", text, re.MULTILINE)[1]
    assert len(secret) >= 50
    assert "PLAIN_HTTP=true" in text
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    start.write_env_file()
    assert file.read_text(encoding="utf-8") == text


def test_the_stamp_saves_the_second_installation(start, tmp_path, monkeypatch):
    (tmp_path / "lock.txt").write_text("one")
    python = tmp_path / "python"
    python.touch()
    installed = []
    monkeypatch.setattr(start, "HERE", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "PYTHON", python)
    monkeypatch.setattr(start, "make_venv", lambda: None)
    monkeypatch.setattr(start, "install", installed.append)
    start.ensure_packages("lock.txt")
    start.ensure_packages("lock.txt")
    assert installed == ["lock.txt"]
    (tmp_path / "lock.txt").write_text("two")
    start.ensure_packages("lock.txt")
    assert installed == ["lock.txt"] * 2


def pins(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+(?:\[[a-z,]+\])?==\S+)", text, re.MULTILINE))


def test_the_locks_are_hashed_complete_and_name_no_source():
    assert pins("requirements.txt") < pins("requirements-test.txt")
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^--", text, re.MULTILINE)
        assert text.count("==") <= text.count("--hash=sha256:")
    assert any(pin.startswith("tzdata==") for pin in pins("requirements.txt"))
    assert any(pin.startswith("colorama==") for pin in pins("requirements-test.txt"))


def test_every_pin_is_exact_and_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^  "[a-z][^"]*==.*$', text, re.MULTILINE)
    assert len(lines) > 20
    assert [line for line in lines if "  # " not in line.replace(", # ", ",  # ")] == []
    locked = pins("requirements-test.txt")
    for line in lines:
        # With its extras: pip would look for a newer release of a pin that another package asks for with one.
        assert line.split('"')[1] in locked
