#!/usr/bin/env python3
"""Set up this program on this computer and start it. Needs nothing but Python.

    python3 start.py                 set up what is missing, then serve on http://127.0.0.1:8000/
    python3 start.py setup           set up, serve nothing
    python3 start.py test [...]      run the tests; what follows goes to pytest

On Windows: py start.py. Every way this can fail ends in one sentence that says what to do. The file is written so
that an old Python can still read it, and say that it is too old.
"""

import argparse
import hashlib
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
ENV_FILE = HERE / ".env"
WHEELS = HERE / "wheels"
INSTALL_LOG = HERE / "install.log"
NEW_ENV = """\
# Made by start.py for this installation alone; the settings are described in guanlu/settings.py.
SECRET_KEY={secret}
# This computer only, without HTTPS. To serve others: remove PLAIN_HTTP and name the site's host.
PLAIN_HTTP=true
ALLOWED_HOSTS=127.0.0.1,localhost,[::1]
"""


def stop(chinese, english):
    sys.exit(chinese + " " + english)


def say(chinese, english):
    print(chinese + " " + english, flush=True)


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console without Chinese shows escapes instead of failing
            stream.reconfigure(errors="backslashreplace")
    check_python(sys.version_info)
    try:
        if arguments[:1] == ["test"]:
            ensure_packages("requirements-test.txt")
            become([str(PYTHON), "-m", "pytest", *arguments[1:]])
        else:
            set_up_and_start(read_arguments(arguments))
    except OSError as error:
        stop(
            "无法读写 {}，请检查磁盘空间和权限。".format(error.filename or HERE),
            "Cannot read or write {} ({}): check the disk's space and permissions.".format(
                error.filename or HERE, error.strerror or error
            ),
        )
    except KeyboardInterrupt:
        stop("已中止。", "Stopped; run it again to go on.")


def read_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=["serve", "setup"], default="serve")
    parser.add_argument(
        "--bare", action="store_true", help="the facts only; asks for the first administrator"
    )
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; default: this computer only"
    )
    options = parser.parse_args(arguments)
    if not 0 < options.port < 65536:
        parser.error("端口须在 1 至 65535 之间。 The port must lie between 1 and 65535.")
    return options


def set_up_and_start(options):
    check_env_file()
    if options.command == "serve":
        check_port(options.host, options.port)
    ensure_packages("requirements.txt")
    write_env_file()
    bare = ["--bare"] if options.bare else []
    if options.command == "setup":
        become([str(PYTHON), "manage.py", "prepare", *bare])
    become([str(PYTHON), "manage.py", "serve", "--host", options.host, "--port", str(options.port), *bare])


def check_python(version):
    if tuple(version[:2]) < OLDEST:
        stop(
            "Python {}.{} 版本过低，请安装 Python 3.11 或更高版本后重试。".format(*version[:2]),
            "Python {}.{} is too old: install Python 3.11 or newer and start again with it.".format(
                *version[:2]
            ),
        )


def check_port(host, port):
    """Look before the long part; the server itself looks again."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # Windows would let two servers share a port; elsewhere a port just left must count as free.
            exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
            probe.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        stop(
            "无法使用 {} 的端口 {}，请换一个端口：--port {}。".format(host, port, port % 65535 + 1),
            "Port {} of {} cannot be used ({}): choose another with --port {}.".format(
                port, host, error.strerror, port % 65535 + 1
            ),
        )


def check_env_file():
    if not ENV_FILE.exists():
        return
    try:
        ENV_FILE.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        stop(
            "无法读取 .env，请检查其权限并另存为 UTF-8，或删除后重新运行。",
            "The file .env cannot be read ({}): check its permissions and save it as UTF-8, or delete it and "
            "start again.".format(getattr(error, "strerror", None) or "not UTF-8"),
        )


def write_env_file():
    """Write the settings of this installation, readable by its owner alone; an existing file is never touched."""
    if ENV_FILE.exists():
        return
    # The mode has no meaning on Windows, where the folder's permissions hold.
    descriptor = os.open(str(ENV_FILE), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(NEW_ENV.format(secret=secrets.token_urlsafe(60)))


def ensure_packages(lock):
    """Make the environment and install the lock, unless the stamp says that this very lock is installed."""
    stamp = VENV / (lock + ".stamp")
    fingerprint = hashlib.sha256((HERE / lock).read_bytes()).hexdigest() + " {}.{}".format(
        *sys.version_info[:2]
    )
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return
    say("正在安装程序包（仅此一次，约半分钟）……", "Installing the packages (once, about half a minute) …")
    make_venv()
    install(lock)
    stamp.write_text(fingerprint, encoding="utf-8")


def make_venv():
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    if not importlib.util.find_spec("venv") or not (has_ensurepip or pip_can_install_elsewhere()):
        stop(
            "缺少 venv 模块，请先运行 apt install python3-venv（Windows：用 python.org 的安装程序重装）。",
            "Python's venv module is missing: run apt install python3-venv (on Windows, install Python from "
            "python.org), then start again.",
        )
    if PYTHON.exists() and made_by_this_python():
        return
    without_pip = [] if has_ensurepip else ["--without-pip"]
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", *without_pip, str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if made.returncode or not PYTHON.exists():
        keep_log(made.stdout)
        stop(
            "无法建立 .venv，请删除它并检查磁盘空间和权限（详见 install.log）。",
            "The folder .venv cannot be made: delete it, check the disk's space and permissions, and start again "
            "(details in install.log).",
        )


def pip_can_install_elsewhere():
    """Whether this Python's pip knows --python (22.3), which fills an environment that has no pip of its own."""
    if not importlib.util.find_spec("pip"):
        return False
    import pip

    return tuple(int(part) for part in pip.__version__.split(".")[:2]) >= (22, 3)


def made_by_this_python():
    wanted = "version = {}.{}.".format(*sys.version_info[:2])
    try:
        return wanted in (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False


def install(lock):
    has_pip = subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    pip = [str(PYTHON), "-m", "pip"] if has_pip else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    command = [*pip, "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary=:all:", "-r", lock]
    offline = WHEELS.is_dir() and any(WHEELS.glob("*.whl"))
    if offline:
        command += ["--no-index", "--find-links", str(WHEELS)]
    done = subprocess.run(command, cwd=str(HERE), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        keep_log(done.stdout)
        explain_failed_install(done.stdout.decode("utf-8", "replace"), offline)
    if INSTALL_LOG.exists():
        INSTALL_LOG.unlink()


def explain_failed_install(output, offline):
    if "No space left" in output:
        stop("磁盘已满，请清理后重试。", "The disk is full: make room and start again.")
    if "DO NOT MATCH THE HASHES" in output:
        stop(
            "下载的程序包与清单不符，请换一个下载源重试（详见 install.log）。",
            "A package is not the one in the lock: try another source (details in install.log).",
        )
    if offline:
        stop(
            "wheels 文件夹不全，请按清单补齐或删除该文件夹（详见 install.log）。",
            "The folder wheels is incomplete: add what install.log names, or remove the folder to use the network.",
        )
    stop(
        "无法下载程序包，请检查网络，或把程序包放入 wheels 文件夹（详见 install.log）。",
        "The packages cannot be downloaded: check the network, or put the packages into the folder wheels "
        "(details in install.log).",
    )


def keep_log(output):
    INSTALL_LOG.write_bytes(output)


def become(command):
    """Go on as that program. On POSIX in this very process, or SIGTERM would leave the server running."""
    os.chdir(str(HERE))
    environment = dict(os.environ, PYTHONUTF8="1")
    environment.pop("DJANGO_SETTINGS_MODULE", None)  # another project's would be taken for ours
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment)
    child = subprocess.Popen(command, env=environment)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:  # Ctrl+C reaches the child too, which ends by itself
            continue


if __name__ == "__main__":
    main(sys.argv[1:])
