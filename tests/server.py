"""The product's own server on the test database, for tests that cut it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]


class Site:
    """The product's own server on the test database, which the test may kill and start again."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            database = f"sqlite:///{name}"
        else:
            given = connection.settings_dict
            database = (
                f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{name}"
            )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jalon.cli.main", "serve", "--port", str(self.port), "--no-worker"],
            cwd=ROOT,
            env={
                **os.environ,
                "JALON_DATABASE_URL": database,
                "JALON_SECRET_KEY": settings.SECRET_KEY,
                "JALON_VAR": str(settings.VAR_DIR),
                "DJANGO_SETTINGS_MODULE": "config.settings",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                urllib.request.urlopen(f"{self.url}/sante/", timeout=2)
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None
            limit = time.monotonic() + 20
            while time.monotonic() < limit:
                with socket.socket() as port:
                    if port.connect_ex(("127.0.0.1", self.port)):
                        return
                time.sleep(0.1)
            raise AssertionError("a killed server still answers")
