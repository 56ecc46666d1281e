"""The application as `jalon serve` runs it: a serving process does not outlive the one that started it.

Killed by force, `jalon serve` would else leave its processes behind, holding the port that a restart needs.
"""

import os
import signal
import threading
import time

from django.core.wsgi import get_wsgi_application


def _stop_without_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


application = get_wsgi_application()
threading.Thread(target=_stop_without_parent, args=(os.getppid(),), daemon=True).start()
