"""Finds a Chromium of this machine and says how it is started. CHENGZHANG_CHROMIUM names one outright."""

import os
import shutil
from pathlib import Path

_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "chromium", "google-chrome", "chrome")
_CHROMIUM_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The path of a Chromium of this machine, or None."""
    named = os.environ.get("CHENGZHANG_CHROMIUM")
    candidates = [named] if named else [*_CHROMIUM, *_CHROMIUM_MAC]
    found = (path if Path(path).is_file() else shutil.which(path) for path in candidates if path)
    return next((path for path in found if path), None)
