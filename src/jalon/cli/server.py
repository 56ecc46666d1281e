"""`jalon migrate`, `jalon serve`, `jalon worker`, `jalon demo`."""

import argparse
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from jalon.cli.setup import CommandRefused, refuse, start_django


def register(commands: Any) -> None:
    """Declare the commands that install, serve and work."""
    migrate = commands.add_parser(
        "migrate", help="créer ou mettre à jour la base et charger les référentiels"
    )
    migrate.set_defaults(run=_guarded(_migrate))

    serve = commands.add_parser("serve", help="servir le site")
    _add_address(serve)
    serve.add_argument("--workers", type=int, default=2, help="processus du serveur (2)")
    serve.add_argument("--no-worker", action="store_true", help="ne pas lancer le traitement des tâches")
    serve.set_defaults(run=_guarded(_serve))

    worker = commands.add_parser(
        "worker", help="traiter les tâches en attente (autant de processus que voulu)"
    )
    worker.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    worker.set_defaults(run=_guarded(_worker))

    demo = commands.add_parser("demo", help="installer des données de démonstration et servir le site")
    _add_address(demo)
    demo.add_argument("--no-serve", action="store_true", help="préparer les données sans servir le site")
    demo.set_defaults(run=_guarded(_demo))


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="adresse d’écoute (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port d’écoute (8000)")


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Let a refusal end the command with its message instead of a traceback."""

    def guarded(arguments: argparse.Namespace) -> int:
        try:
            start_django()
            return run(arguments)
        except CommandRefused as error:
            return refuse(error)

    return guarded


def _check_port(host: str, port: int) -> None:
    if not 1 <= port <= 65_535:
        raise CommandRefused(f"--port {port} : un port est un nombre de 1 à 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CommandRefused(
                f"Le port {port} est réservé. Choisissez-en un autre : --port 8000."
            ) from error
        except socket.gaierror as error:
            raise CommandRefused(f"--host {host} : adresse inconnue.") from error
        except OSError as error:
            raise CommandRefused(
                f"Le port {port} est déjà occupé sur {host}. "
                f"Arrêtez l’autre programme ou choisissez un autre port : --port {port + 1}."
            ) from error


def _database_refusal(error: Exception) -> CommandRefused:
    return CommandRefused(
        f"La base de données ne répond pas : {str(error).strip().splitlines()[0]}. "
        "Vérifiez JALON_DATABASE_URL, puis « jalon doctor »."
    )


def migrate_database() -> None:
    """Bring the database to the code's schema and load the shipped référentiels; harmless when done twice."""
    from django.core.management import call_command
    from django.db import transaction
    from django.db.utils import OperationalError
    from django.utils import timezone

    from jalon.referentiel.operations import load_shipped_titres

    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        with transaction.atomic():
            load_shipped_titres(now=timezone.now())
    except OperationalError as error:
        raise _database_refusal(error) from error


def _migrate(arguments: argparse.Namespace) -> int:
    migrate_database()
    print("Base à jour, référentiels chargés.")
    return 0


def _worker(arguments: argparse.Namespace) -> int:
    from jalon.common.jobs import run_worker, stop_on_signals

    stop = threading.Event()
    stop_on_signals(stop)
    if arguments.parent:
        threading.Thread(target=_stop_without_parent, args=(arguments.parent, stop), daemon=True).start()
    run_worker(stop)
    return 0


def _stop_without_parent(parent: int, stop: threading.Event) -> None:
    """An embedded worker must not outlive its server, even one killed by force."""
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()


def _serve(arguments: argparse.Namespace) -> int:
    _check_port(arguments.host, arguments.port)
    migrate_database()
    return _run_server(
        arguments.host, arguments.port, workers=arguments.workers, worker=not arguments.no_worker
    )


def _run_server(
    host: str, port: int, *, workers: int = 2, worker: bool = True, ready: Callable[[str], None] | None = None
) -> int:
    """Serve until interrupted, with an embedded job worker beside the server."""
    from granian import Granian
    from granian.constants import Interfaces

    logging.getLogger("_granian").setLevel(logging.WARNING)
    base_url = _name_site(host, port)
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,))
    if worker:
        keeper.start()
    threading.Thread(target=_announce, args=(base_url, ready), daemon=True).start()
    try:
        Granian(
            "jalon.cli.served:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            log_enabled=False,
        ).serve()
    finally:
        stop.set()
        if worker:
            keeper.join(timeout=30)
    return 0


def _name_site(host: str, port: int) -> str:
    """The address of the site, told to the mails of this process and of those that it starts."""
    base_url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    os.environ.setdefault("JALON_URL", base_url)
    return base_url


def _keep_worker(stop: threading.Event) -> None:
    """Run the embedded job worker until `stop`; one that dies is replaced, and its job is taken up again."""
    command = [sys.executable, "-m", "jalon.cli.main", "worker", "--parent", str(os.getpid())]
    while not stop.is_set():
        child = subprocess.Popen(command)  # noqa: S603
        while child.poll() is None and not stop.wait(0.5):
            pass
        child.terminate()
        child.wait()
        stop.wait(1)


def _announce(base_url: str, ready: Callable[[str], None] | None) -> None:
    """Say where the site is once it really answers."""
    # Loaded here: what speaks HTTP is slow to load, and most commands serve nothing.
    import urllib.error
    import urllib.request

    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{base_url}/sante/", timeout=2):  # noqa: S310
                break
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.2)
    if ready is not None:
        ready(base_url)
    print(f"Jalon est servi sur {base_url} (Ctrl+C pour arrêter).", flush=True)


def _demo(arguments: argparse.Namespace) -> int:
    if arguments.no_serve:
        return _prepare_demo(arguments)
    _check_port(arguments.host, arguments.port)
    _name_site(arguments.host, arguments.port)
    # Apart: the server forks its workers, where the threads that typeset documents here would be missing for ever.
    address = ["--host", arguments.host, "--port", str(arguments.port)]
    command = [sys.executable, "-m", "jalon.cli.main", "demo", "--no-serve", *address]
    if code := subprocess.run(command, check=False).returncode:  # noqa: S603
        return code
    from jalon.demo.install import signin_paths

    def print_links(base_url: str) -> None:
        print("\nUn lien de connexion par rôle, à usage unique :", flush=True)
        rows = list(signin_paths())
        width = max((len(label) for label, _ in rows), default=0)
        for label, path in rows:
            print(f"  {label:<{width}} {base_url}{path}", flush=True)
        print()

    return _run_server(arguments.host, arguments.port, ready=print_links)


def _prepare_demo(arguments: argparse.Namespace) -> int:
    _name_site(arguments.host, arguments.port)
    migrate_database()
    from jalon.demo import install

    print("Préparation des données de démonstration…", flush=True)
    created = install.install_demo(say=lambda line: print(f"  {line}", flush=True))
    print("Données de démonstration créées." if created else "Données de démonstration déjà en place.")
    return 0
