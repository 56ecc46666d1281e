"""The workshop of dossiers: navigation and slow work."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "jalon.dossier"
    label = "dossier"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register
        from jalon.dossier.holdings import tell_dossiers
        from jalon.dossier.permissions import WORKSHOP
        from jalon.people import holdings

        holdings.register(tell_dossiers)
        register(NavEntry("Dossiers", "dossier:dossiers", WORKSHOP, order=38, icon="folder"))
