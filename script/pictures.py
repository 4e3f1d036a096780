"""Screenshots of eleven pages at both widths, light and dark; see script/pictures."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TO = ROOT / "docs" / "pictures"
WIDTHS = {320: 800, 1280: 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# (name, account or None, language, path or a function that clicks its way from the page before)
PAGES = (
    ("front", None, "en", "/"),
    ("map", None, "az", "/map/"),
    ("gap", None, "en", "/gaps/?sort=code >> Families in collective centres"),
    ("voice", None, "en", "/assessments/voices/ >> .voice a"),
    ("thread", None, "en", "/gaps/?sort=code >> Families in collective centres >> .ribbon a"),
    ("update", None, "en", "/updates/ >> Implementation Update"),
    ("home-evaluator", "evaluator", "en", "/home/"),
    ("home-officer", "protection_officer", "ru", "/home/"),
    ("consultation", "committee_official", "az", "/consultations/ >> Services for returning families"),
    ("results", "donor", "en", "/results/ >> .cards a"),
    ("hub", None, "en", "/library/?q=konullu+muqavilesi"),
)


def main() -> None:
    TO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        server, address = start(Path(data))
        try:
            with sync_playwright() as playwright:
                chrome = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                for width in WIDTHS:
                    for theme in ("light", "dark"):
                        take(chrome, address, width, theme)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def start(data: Path) -> tuple[subprocess.Popen, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "GAPBRIDGE_DATA": str(data),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
    }
    for command in ("collectstatic", "--noinput", "-v0"), ("migrate", "-v0"):
        subprocess.run([sys.executable, "-m", "gapbridge", *command], env=environment, check=True)
    server = subprocess.Popen([sys.executable, "-m", "gapbridge.conf.server"], env=environment)
    for _attempt in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return server, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.3)
    raise SystemExit("the server did not start")


def take(chrome: Browser, address: str, width: int, theme: str) -> None:
    for name, person, language, steps in PAGES:
        context = chrome.new_context(
            base_url=address,
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=theme,
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        if person:
            page.goto("/people/cast/")
            page.locator(f"button[data-account='{person}']").click()
        first, *clicks = steps.split(" >> ")
        page.goto(first)
        for click in clicks:
            target = page.locator(click) if click.startswith(".") else page.get_by_role("link", name=click)
            target.first.click()
            page.wait_for_load_state()
        page.evaluate("scrollTo(0, 0)")  # a link may have led to a part of the page
        page.screenshot(path=TO / f"{name}-{width}-{theme}.jpg", type="jpeg", quality=72)
        context.close()


if __name__ == "__main__":
    main()
