"""Pictures of every page, to be looked at: `python tests/bench/screenshots.py HOME FOLDER [WORD]`.

Each page on a phone and on a desk, light and dark, as a whole; on paper; without colours of its own; at 200 %. `callprep demo` makes
HOME, which is copied, not changed. WORD: only pages whose address has it. The last column printed counts what cannot be read or reached.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from assistant.bootstrap import open_rooms
from assistant.home import AppSettings
from tests.assistant.web.chromium import served, signed_in
from tests.assistant.web.site import AS_OF, Site
from tests.assistant.web.visits import Visit, visits

LOOKS: dict[str, tuple[int, dict[str, Any]]] = {
    "phone-light": (390, {"color_scheme": "light"}),
    "phone-dark": (390, {"color_scheme": "dark"}),
    "desk-light": (1280, {"color_scheme": "light"}),
    "desk-dark": (1280, {"color_scheme": "dark"}),
    "forced": (1280, {"forced_colors": "active"}),
    "zoom-200": (640, {"device_scale_factor": 2}),
    "no-script": (1280, {"java_script_enabled": False}),
}
"""A window of half the width is what 200 % makes of a desk."""


def main(home: Path, folder: Path, word: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "home"
        shutil.copytree(home, copy)
        with open_rooms(AppSettings(home=copy), clock=lambda: AS_OF) as rooms:
            site = Site(rooms)
            every = [v for v in visits(site) if word in v.path and not v.page.endswith("/drawer")]
            with served(site) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                for look, (width, options) in LOOKS.items():
                    taken(browser, address, every, folder / look, width, options)
                browser.close()


def taken(browser: Any, address: str, every: list[Visit], folder: Path, width: int, options: dict[str, Any]) -> None:
    """One picture of each page, and on a desk one of its print."""
    folder.mkdir(parents=True, exist_ok=True)
    for role in dict.fromkeys(visit.role for visit in every):
        if role:
            page = signed_in(browser, address, role.value, width, **options)
        else:
            page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
        for visit in (v for v in every if v.role is role):
            page.goto(address + visit.path)
            name = f"{role.value if role else 'nobody'}-{re.sub(r'[^A-Za-z0-9]+', '-', visit.page + visit.path[-24:]).strip('-')}"
            page.screenshot(path=folder / f"{name}.png", full_page=True)
            if folder.name == "desk-light":
                (folder.parent / "print").mkdir(exist_ok=True)
                page.pdf(path=folder.parent / "print" / f"{name}.pdf", format="A4")
        page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
