"""Entry point of the `jalon` command."""

import argparse
import errno
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from jalon.common.machine import lived


class FrenchParser(argparse.ArgumentParser):
    """argparse, speaking French in its help and when a word of the command is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "add_help": False})
        self._positionals.title, self._optionals.title = "commandes et valeurs", "options"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "usage :", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "usage :", 1)

    def error(self, message: str) -> NoReturn:
        translations = (
            ("the following arguments are required:", "il manque :"),
            ("unrecognized arguments:", "mots inconnus :"),
            ("invalid choice:", "choix inconnu :"),
            ("choose from", "choisir parmi"),
            ("expected one argument", "une valeur est attendue"),
            ("expected at least one argument", "au moins une valeur est attendue"),
            ("invalid int value:", "nombre entier attendu, et non"),
        )
        for english, french in translations:
            message = message.replace(english, french)
        message = re.sub(r"^argument (.+?): ", r"paramètre \1 : ", message)
        self.print_usage(sys.stderr)
        self.exit(2, f"jalon : {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = FrenchParser(
        prog="jalon",
        description="Jalon : du référentiel officiel au procès-verbal signé.",
        epilog="« jalon COMMANDE --help » détaille chaque commande.",
    )
    commands: Any = parser.add_subparsers(dest="command", metavar="COMMANDE", required=True)
    from jalon.cli import doctor, server

    server.register(commands)
    doctor.register(commands)

    from jalon.accounts import commands as account_commands
    from jalon.dossier import commands as dossier_commands
    from jalon.formation import commands as programme_commands
    from jalon.jury import commands as session_commands
    from jalon.referentiel import commands as referentiel_commands

    account_commands.register(commands)
    referentiel_commands.register(commands)
    programme_commands.register(commands)
    dossier_commands.register(commands)
    session_commands.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (0 done, 2 refused; a command may define others)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.stdout is None:  # closed by the shell (`>&-`): what is told there is told to no one
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    try:
        arguments = _parser().parse_args(argv)
        if argv is None:  # this process is this command
            arguments.began = time.monotonic() - lived()
        run: Callable[[argparse.Namespace], int] = arguments.run
        code = run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has left (`| head`): nothing more to say.
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("jalon : le disque est plein ; faites de la place, puis recommencez.", file=sys.stderr)
        # What is left in the buffer cannot be written either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2


if __name__ == "__main__":
    sys.exit(main())
