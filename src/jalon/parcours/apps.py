"""The paths to a title: navigation and tabs."""

from django.apps import AppConfig


class ParcoursConfig(AppConfig):
    name = "jalon.parcours"
    label = "parcours"
    verbose_name = "Parcours"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register
        from jalon.parcours import evidence, tabs
        from jalon.parcours.permissions import EVERYONE

        register(NavEntry("Parcours", "parcours:board", frozenset(EVERYONE), order=25, icon="flag"))
        tabs.register(tabs.PathTab("timeline", "Parcours", "parcours:path", order=10))
        evidence.register(*evidence.EVIDENCE)
