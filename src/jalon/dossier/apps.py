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
        from jalon.dossier.rehearsals import door_to_orals, tell_rehearsals
        from jalon.people import holdings
        from jalon.vae import rehearsals

        holdings.register(tell_dossiers)
        rehearsals.register(tell_rehearsals, door_to_orals)
        register(NavEntry("Dossiers", "dossier:dossiers", WORKSHOP, order=38, icon="folder"))
