"""Django's `flush`, which empties the whole database: the seals are lifted for it, then set again."""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from jalon.jury import seals


class Command(Flush):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        seals.lift(connection)
        try:
            super().handle(**options)
        finally:
            seals.install(connection)
