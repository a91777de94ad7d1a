"""Photograph the pages that people look at most from a running demonstration, for the README.

The pictures go into docs/screenshots/.

make demo        # in another terminal; then
.venv/bin/python tools/screenshots.py [http://127.0.0.1:8000]
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from matchmaker.services.seed import DEMONSTRATION_PASSWORD

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WHO = "centre@example.org"
FIRM = "firm@example.org"
FIRM_PAGES = {"need-matches": "/needs/NC-2026-000027/matches"}
COLOURS = 128
PAGES = {
    "monday": "/deals/monday",
    "deal-board": "/deals/",
    "deal": "/deals/list?stage=implementing",
    "funnel": "/figures/deals/",
}
VIEWS = {
    "": {"viewport": {"width": 1280, "height": 900}},
    "-phone": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
    "-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


def main(address: str) -> None:
    """Sign in once, then take every page in every view."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        state = _signed_in(browser, address, WHO)
        for view, options in VIEWS.items():
            context = browser.new_context(
                base_url=address, locale="vi-VN", storage_state=state, reduced_motion="reduce",
                **options,
            )  # fmt: skip
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(path)
                if name == "deal":
                    page.goto(
                        page.locator("main a[href^='/deals/TV-']").first.get_attribute("href")
                    )
                page.wait_for_load_state("networkidle")
                _keep(page.screenshot(), FOLDER / f"{name}{view}.png")
        context = browser.new_context(
            base_url=address, locale="vi-VN", storage_state=_signed_in(browser, address, FIRM),
            reduced_motion="reduce", **VIEWS[""],
        )  # fmt: skip
        page = context.new_page()
        for name, path in FIRM_PAGES.items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            _keep(page.screenshot(), FOLDER / f"{name}.png")
        browser.close()


def _signed_in(browser: Browser, address: str, who: str) -> object:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/account/sign-in")
    page.fill("input[name=email]", who)
    page.fill("input[name=password]", DEMONSTRATION_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return context.storage_state()


def _keep(picture: bytes, path: Path) -> None:
    """Write a picture small: pages have few colours."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
