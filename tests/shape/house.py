"""What the shape tests look at: the project's files, as committed."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "chengzhang"


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git knows or would take; without git (an unpacked archive) every file of our folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        folders = ("src", "tests", "packs", "docs", "requirements", "benchmarks", ".ci")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
        return tuple(found + [path for path in ROOT.iterdir() if path.is_file()])
    return tuple(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())


def texts(*suffixes: str, under: Path = ROOT) -> list[tuple[str, str]]:
    """(path from the root, text) of committed text files below a folder; vendored files are not ours to shape."""
    found = []
    for path in committed():
        if under not in path.parents or "vendor" in path.parts or (suffixes and path.suffix not in suffixes):
            continue
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture or a font
    return found


def modules() -> list[tuple[str, str]]:
    """(path, text) of the product's Python modules without migrations."""
    return [(path, text) for path, text in texts(".py", under=SOURCE) if "/migrations/" not in path]
