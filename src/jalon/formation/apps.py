"""Training towards a title: programme, positioning, company periods, ECF."""

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "jalon.formation"
    label = "formation"
    verbose_name = "Formation"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register
        from jalon.formation import documents as documents
        from jalon.formation.evidence import EVIDENCE
        from jalon.formation.permissions import TEACHERS
        from jalon.parcours import evidence

        register(NavEntry("Programmes", "formation:programmes", TEACHERS, order=32, icon="book"))
        evidence.register(*EVIDENCE)
