from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate

from jalon.common.navigation import NavEntry, register


def create_cache_table(using: str, **_kwargs: Any) -> None:
    """`migrate` also makes the table where sign-in attempts are counted; nothing happens when it exists."""
    call_command("createcachetable", database=using, verbosity=0)


class AccountsConfig(AppConfig):
    name = "jalon.accounts"
    label = "accounts"

    def ready(self) -> None:
        from jalon.accounts.permissions import ADMINISTRATION, JOURNAL_READERS

        post_migrate.connect(create_cache_table, sender=self)
        administration, readers = frozenset(ADMINISTRATION), frozenset(JOURNAL_READERS)
        register(
            NavEntry("Organisme", "accounts:organisme", administration, order=80, icon="building"),
            NavEntry("Journal", "accounts:journal", readers, order=90, icon="clock"),
            NavEntry("Mon compte", "accounts:me", order=10, icon="user", menu="account"),
        )
