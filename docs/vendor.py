"""Fetch the pinned front-end files from npm and write what the site serves.

Run by hand when a version or the list of icons changes: ``python3 docs/vendor.py`` (needs npm and a network;
who runs the program needs neither). ``--check`` only compares the committed files with SHA256SUMS.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "guanlu" / "static" / "guanlu"
SUMS = STATIC / "vendor" / "SHA256SUMS"

ICONS_PACKAGE = "@tabler/icons@3.51.0"
ICONS_INTEGRITY = (
    "sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g=="
)

ECHARTS_PACKAGE = "echarts@6.1.0"
ECHARTS_INTEGRITY = (
    "sha512-q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA=="
)
# The build with lines, marks and tooltips; the smaller one silently drops marks.
ECHARTS_BUILD = "echarts.common.min.js"

# Only what a template or a status uses; a name is the file name in the package's outline set.
ICON_NAMES = """
    alert-octagon alert-triangle arrow-back-up arrow-down arrow-right arrow-up arrows-sort bell-x building-community
    calendar calendar-x check checks chevron-down chevron-left chevron-right circle-check circle-dashed circle-dot
    circle-half-2 circle-minus clipboard-check clipboard-x clock-check download edit file-text filter flag history hourglass
    info-circle language layout-dashboard logout map-pin paperclip player-pause player-play player-stop plus
    printer quote search settings shield-check shield-x table trending-down trending-up user x
"""


def unpacked(package: str, integrity: str, folder: Path) -> Path:
    """Download an npm package into folder, refuse it unless its SHA-512 is the pinned one, and unpack it."""
    npm = shutil.which("npm") or sys.exit("npm was not found: install Node.js, then run this again.")
    out = subprocess.run(  # noqa: S603 (fixed arguments, run by hand)
        [npm, "pack", package, "--json", "--pack-destination", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    tarball = folder / json.loads(out.stdout)[0]["filename"]
    found = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != integrity:
        sys.exit(f"{package} is not the package that was pinned: {found}. Nothing was changed.")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def symbol(name: str, svg: str) -> str:
    """One icon as a <symbol>; colour and stroke are inherited from the .icon that uses it."""
    shapes = re.findall(r"<(?:path|circle|line|rect|polyline)\b[^>]*/>", svg)
    drawn = [re.sub(r"\s+", " ", shape) for shape in shapes if 'd="M0 0h24v24H0z"' not in shape]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(drawn)}</symbol>'


def write_icons() -> list[Path]:
    with tempfile.TemporaryDirectory() as folder:
        package = unpacked(ICONS_PACKAGE, ICONS_INTEGRITY, Path(folder))
        outline = package / "icons" / "outline"
        symbols = [symbol(name, (outline / f"{name}.svg").read_text("utf-8")) for name in ICON_NAMES.split()]
        licence = (package / "LICENSE").read_bytes()
    sprite = STATIC / "icons.svg"
    sprite.write_bytes(
        f"<!-- {ICONS_PACKAGE}, MIT, written by docs/vendor.py -->\n"
        '<svg xmlns="http://www.w3.org/2000/svg">\n{}\n</svg>\n'.format("\n".join(symbols)).encode()
    )
    (STATIC / "vendor").mkdir(exist_ok=True)
    licence_file = STATIC / "vendor" / "tabler-icons.LICENSE.txt"
    licence_file.write_bytes(licence)
    return [sprite, licence_file]


def write_charts() -> list[Path]:
    """The charts' script without its reference to a source map, which no installation has, and its licence."""
    with tempfile.TemporaryDirectory() as folder:
        package = unpacked(ECHARTS_PACKAGE, ECHARTS_INTEGRITY, Path(folder))
        script = (package / "dist" / ECHARTS_BUILD).read_text("utf-8")
        licences = {name: (package / name).read_bytes() for name in ("LICENSE", "NOTICE")}
    written = STATIC / "vendor" / ECHARTS_BUILD
    written.write_bytes(re.sub(r"\n?//# sourceMappingURL=\S+\s*", "\n", script).encode())
    kept = [written]
    for name, words in licences.items():
        kept.append(STATIC / "vendor" / f"echarts.{name}.txt")
        kept[-1].write_bytes(words)
    return kept


def sum_line(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(STATIC).as_posix()}"


def check() -> None:
    for line in SUMS.read_text("utf-8").splitlines():
        name = line.split("  ", 1)[1]
        if sum_line(STATIC / name) != line:
            sys.exit(f"{name} differs from SHA256SUMS: run python3 docs/vendor.py and commit what it writes.")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    else:
        written = [*write_icons(), *write_charts()]
        SUMS.write_bytes("".join(f"{sum_line(path)}\n" for path in sorted(written)).encode())
