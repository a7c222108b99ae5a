"""Fetch the browser assets and the fonts of papers we ship, and check that they are still what was fetched.

    python tools/vendor.py            fetch everything anew (needs npm, apt-get, dpkg-deb and fontTools) and write the manifest
    python tools/vendor.py icons      only rebuild the icon sprite from aoxanh/ui/icons.txt
    python tools/vendor.py --check    compare the files with the manifest; no network

A version changes here and nowhere else. Fonts of the screen are cut down to the letters Vietnamese and English use
(the licence, OFL-1.1 without a reserved name, allows it and stays beside the files). Fonts of papers stay whole: their
name is reserved, so nothing of them is changed; `letters.txt` beside them says which letters all four faces have.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import django_htmx

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/aoxanh/ui/static/vendor"
TESTS = ROOT / "tests/vendor"
FACES = ROOT / "src/aoxanh/papers/fonts"
MANIFEST = VENDOR / "MANIFEST.json"
ICON_LIST = ROOT / "src/aoxanh/ui/icons.txt"

#: package → version, licence
PACKAGES = {
    "bootstrap": ("5.3.9", "MIT"),
    "@tabler/icons": ("3.51.0", "MIT"),
    "@fontsource/be-vietnam-pro": ("5.3.0", "OFL-1.1"),
    "jsqr": ("1.4.0", "Apache-2.0"),
    "axe-core": ("4.14.1", "MPL-2.0"),
}

#: (package, file inside it) → file of ours
FILES = {
    ("bootstrap", "dist/css/bootstrap.min.css"): VENDOR / "bootstrap/bootstrap.min.css",
    ("bootstrap", "dist/js/bootstrap.bundle.min.js"): VENDOR / "bootstrap/bootstrap.bundle.min.js",
    ("bootstrap", "LICENSE"): VENDOR / "bootstrap/LICENSE",
    ("@tabler/icons", "LICENSE"): VENDOR / "tabler/LICENSE",
    ("@fontsource/be-vietnam-pro", "LICENSE"): VENDOR / "be-vietnam-pro/OFL.txt",
    ("jsqr", "dist/jsQR.js"): VENDOR / "jsqr/jsQR.js",
    ("jsqr", "LICENSE"): VENDOR / "jsqr/LICENSE",
    ("axe-core", "axe.min.js"): TESTS / "axe.min.js",
    ("axe-core", "LICENSE"): TESTS / "axe-LICENSE",
}

#: Debian package with the fonts of papers, its version, its licence
LIBERATION = ("fonts-liberation2", "2.1.5-1", "OFL-1.1")

WEIGHTS = (600, 700)
#: What the two font files of a weight are asked for; tokens.css repeats the ranges.
LETTERS = {
    "latin": "U+0020-007E,U+00A0,U+00AB,U+00B0,U+00B7,U+00BB,U+00C0-00C3,U+00C8-00CA,U+00CC-00CD,U+00D2-00D5,"
    "U+00D7,U+00D9-00DA,U+00DD,U+00E0-00E3,U+00E8-00EA,U+00EC-00ED,U+00F2-00F5,U+00F9-00FA,U+00FD,"
    "U+2013-2014,U+2018-2019,U+201C-201D,U+2022,U+2026,U+2212",
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
    "U+1EA0-1EF9,U+20AB",
}


def fetch(package: str, folder: Path) -> Path:
    """Download and unpack one package, return its folder."""
    version, _licence = PACKAGES[package]
    archive = subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    target = folder / package.replace("/", "-").lstrip("@")
    with tarfile.open(folder / archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def strip_source_map(path: Path) -> None:
    """Drop the line that names a source map we do not ship (collecting would look for it)."""
    if path.suffix in {".css", ".js"}:
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$", "\n", text), "utf-8"
        )


def cut_fonts(package: Path) -> None:
    """Write the four font files, cut to the letters asked for."""
    for weight in WEIGHTS:
        for subset, ranges in LETTERS.items():
            source = package / f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
            target = VENDOR / f"be-vietnam-pro/{subset}-{weight}.woff2"
            target.parent.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "fontTools.subset", str(source), f"--unicodes={ranges}",
                       "--flavor=woff2", "--layout-features=kern,mark,mkmk,ccmp,locl,tnum", "--no-hinting",
                       "--desubroutinize", f"--output-file={target}"]  # fmt: skip
            subprocess.run(command, check=True)


def fetch_faces(folder: Path) -> None:
    """Take the four faces of Liberation Serif, metric-compatible with Times New Roman, and list their common letters."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - needed to fetch only

    name, version, _licence = LIBERATION
    subprocess.run(["apt-get", "download", f"{name}={version}"], cwd=folder, check=True, capture_output=True)
    subprocess.run(
        ["dpkg-deb", "-x", *map(str, folder.glob(f"{name}_*.deb")), str(folder / name)], check=True
    )
    FACES.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / name / f"usr/share/doc/{name}/copyright", FACES / "OFL.txt")
    common: set[int] = set()
    for number, face in enumerate(sorted((folder / name).rglob("LiberationSerif-*.ttf"))):
        shutil.copyfile(face, FACES / face.name)
        letters = set(TTFont(face).getBestCmap())
        common = letters if number == 0 else common & letters
    (FACES / "letters.txt").write_text(ranges_of(sorted(common)), encoding="ascii")


def ranges_of(codes: list[int]) -> str:
    """Return code points as lines "first last" in hexadecimal."""
    lines: list[list[int]] = []
    for code in codes:
        if lines and code == lines[-1][1] + 1:
            lines[-1][1] = code
        else:
            lines.append([code, code])
    return "".join(f"{first:04X} {last:04X}\n" for first, last in lines)


def build_sprite(package: Path) -> None:
    """Write one SVG with a symbol for each name in the icon list."""
    symbols = []
    for name in sorted(set(ICON_LIST.read_text(encoding="utf-8").split())):
        svg = (package / f"icons/outline/{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(
            r"<!--.*?-->",
            "",
            svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")],
            flags=re.DOTALL,
        )
        inner = re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    target = VENDOR / "tabler/sprite.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n', encoding="utf-8")


def copy_htmx() -> None:
    """Take htmx 2 out of django-htmx, which carries it (0BSD)."""
    source = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    target = VENDOR / "htmx/htmx-2.min.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    (VENDOR / "htmx/LICENSE").write_text(HTMX_LICENCE, encoding="utf-8")


HTMX_LICENCE = """Zero-Clause BSD

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is
hereby granted.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE
INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE,
DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN
CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
"""


def shipped() -> list[Path]:
    """Return every vendored file, in order."""
    folders = (VENDOR, TESTS, FACES)
    return sorted(p for folder in folders for p in folder.rglob("*") if p.is_file() and p != MANIFEST)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest() -> None:
    """Record packages and files."""
    packages = {
        name: {"version": version, "licence": licence} for name, (version, licence) in PACKAGES.items()
    }
    packages["htmx (from django-htmx)"] = {"version": "2", "licence": "0BSD"}
    packages[LIBERATION[0]] = {"version": LIBERATION[1], "licence": LIBERATION[2]}
    files = {str(p.relative_to(ROOT)): digest(p) for p in shipped()}
    text = json.dumps({"packages": packages, "files": files}, indent=1, ensure_ascii=False)
    MANIFEST.write_text(text + "\n", encoding="utf-8")


def differences() -> list[str]:
    """Return what is missing, changed or not in the manifest."""
    recorded = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    found = {str(p.relative_to(ROOT)): digest(p) for p in shipped()}
    names = sorted(recorded.keys() | found.keys())
    wrong = [name for name in names if recorded.get(name) != found.get(name)]
    sprite = (VENDOR / "tabler/sprite.svg").read_text(encoding="utf-8")
    listed = ICON_LIST.read_text(encoding="utf-8").split()
    missing = [f"icon {name}" for name in listed if f'id="{name}"' not in sprite]
    return wrong + missing


def main() -> int:
    """Fetch or check, as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="?", choices=["all", "icons"], default="all")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    if asked.check:
        wrong = differences()
        for name in wrong:
            sys.stderr.write(f"differs from the manifest: {name}\n")
        return 1 if wrong else 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if asked.part == "all":
            unpacked = {package: fetch(package, folder) for package in PACKAGES}
            for (package, inside), target in FILES.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(unpacked[package] / inside, target)
                strip_source_map(target)
            cut_fonts(unpacked["@fontsource/be-vietnam-pro"])
            copy_htmx()
            fetch_faces(folder)
        else:
            unpacked = {"@tabler/icons": fetch("@tabler/icons", folder)}
        build_sprite(unpacked["@tabler/icons"])
    write_manifest()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
