"""A command, a web worker, a test: whoever starts Jalon does not load what only some calculation needs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ("ortools", "pandas", "numpy")
SETUP = (
    "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings_test'; "
    f"import django; django.setup(); print([name for name in {HEAVY!r} if name in sys.modules])"
)


def test_jalon_starts_without_the_engines_of_its_calculations() -> None:
    started = subprocess.run([sys.executable, "-c", SETUP], cwd=ROOT, capture_output=True, text=True)
    assert (started.stdout.strip(), started.stderr) == ("[]", "")
