"""The file `.env`, read before the settings are."""

import io
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from dotenv.parser import parse_stream


def load_env_file(path: Path) -> None:
    """Put the lines of `.env` into the environment, where they are not set already.

    Read by hand because the library skips an unreadable file or line in silence, and because Windows' editors
    put a byte order mark in front of the first name.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"无法读取 {path}，请检查其权限并另存为 UTF-8。 Cannot read {path} ({error}): "
            "check its permissions and save it as UTF-8."
        ) from error
    for line in parse_stream(io.StringIO(text)):
        if line.error:
            raise ImproperlyConfigured(
                f"{path} 第 {line.original.line} 行无法识别，请写成 名称=值。 "
                f"Line {line.original.line} of {path} cannot be read: write it as NAME=value."
            )
        if line.key is not None:
            os.environ.setdefault(line.key, line.value or "")
