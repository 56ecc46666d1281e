from django.apps import AppConfig

from jalon.common.navigation import NavEntry, register


class CockpitConfig(AppConfig):
    name = "jalon.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        register(NavEntry("Accueil", "cockpit:home", order=0, icon="home"))
        register(
            NavEntry("Chercher une session, une personne, une compétence", "cockpit:search", menu="search")
        )
