"""The demonstration as its first reader starts it: data made and site served by one command."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a demonstration just installed, and the way in of the responsable."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k not in ("JALON_DATABASE_URL", "JALON_URL")}
    environment |= {"JALON_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    process = subprocess.Popen(
        [sys.executable, "-m", "jalon.cli.main", "demo", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Jalon est servi"):
                break
        found = re.search(r"Responsable de session .*?(http\S+)", said)
        assert found, said
        yield f"http://127.0.0.1:{port}", found[1]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=30)
        finally:
            if process.stdout is not None:
                process.stdout.close()


def test_the_server_of_a_demonstration_just_installed_typesets_documents(demo: tuple[str, str]) -> None:
    address, way_in = demo
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    page = browser.open(way_in, timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    browser.open(urllib.request.Request(way_in, form, {"Referer": way_in}), timeout=60)
    for paper in ("emargement-signe-candidats", "emargement-signe-jurys"):
        answer = browser.open(f"{address}/sessions/2/jour/{paper}.pdf", timeout=60)
        assert answer.read(5) == b"%PDF-"
        answer.close()
