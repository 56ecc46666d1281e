"""Start Django for a command, and turn what an installation lacks into French sentences."""

import sys

import django
from django.core.exceptions import ImproperlyConfigured

from config.database import InvalidDatabaseURL


class CommandRefused(Exception):
    """The command cannot go on; the message, in French, says why and what to do."""


def start_django() -> None:
    """Load the settings and the apps; raises CommandRefused on a faulty configuration."""
    try:
        django.setup()
    except (InvalidDatabaseURL, ImproperlyConfigured) as error:
        raise CommandRefused(str(error)) from error
    except PermissionError as error:
        raise CommandRefused(
            f"Le dossier des données n’est pas accessible en écriture : {error.filename}. "
            "Choisissez-en un autre avec JALON_VAR."
        ) from error


def refuse(error: CommandRefused) -> int:
    """Print the refusal and return exit code 2."""
    print(f"jalon : {error}", file=sys.stderr)
    return 2
