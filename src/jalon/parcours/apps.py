"""The paths to a title: navigation and tabs."""

from django.apps import AppConfig


class ParcoursConfig(AppConfig):
    name = "jalon.parcours"
    label = "parcours"
    verbose_name = "Parcours"

    def ready(self) -> None:
        from jalon.common import journal
        from jalon.common.navigation import NavEntry, register
        from jalon.parcours import evidence, steps, tabs, touched
        from jalon.parcours.holdings import tell_paths
        from jalon.parcours.permissions import EVERYONE
        from jalon.parcours.timeline import tell_lifecycle
        from jalon.people import holdings

        register(
            NavEntry("Parcours", "parcours:board", frozenset(EVERYONE), order=25, icon="flag"),
            NavEntry(
                "Mon agenda",
                "parcours:agenda",
                frozenset(EVERYONE),
                order=25,
                icon="calendar",
                menu="account",
            ),
        )
        tabs.register(
            tabs.PathTab("timeline", "Parcours", "parcours:path", order=10),
            tabs.PathTab("standing", "Ce qu’il me reste", "parcours:standing", order=80),
        )
        steps.register(tell_lifecycle)
        journal.listen(touched.hear)
        evidence.register(*evidence.EVIDENCE)
        holdings.register(tell_paths)
