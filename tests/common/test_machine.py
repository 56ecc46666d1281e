"""What the machine says of itself."""

import subprocess
import sys
from pathlib import Path

from jalon.common.machine import lived


def test_a_process_has_lived_as_long_as_it_has_waited():
    told = "import time; time.sleep(0.2); from jalon.common.machine import lived; print(lived())"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert float(done.stdout) >= 0.19  # to a tick of the system's clock


def test_where_the_system_says_nothing_it_has_lived_what_it_has_worked(monkeypatch):
    def unreadable(*_: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", unreadable)
    assert lived() > 0
