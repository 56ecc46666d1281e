"""Training towards a title: programme, positioning, company periods, ECF."""

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "jalon.formation"
    label = "formation"
    verbose_name = "Formation"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register
        from jalon.formation.evidence import EVIDENCE
        from jalon.formation.holdings import tell_training as hold_training
        from jalon.formation.operations.dropout import touch_watches
        from jalon.formation.permissions import TEACHERS, tab_visible
        from jalon.formation.results import tell_results
        from jalon.formation.steps import last_signs, tell_training
        from jalon.parcours import activity, evidence, steps, tabs
        from jalon.people import holdings
        from jalon.prestation import results, watchers

        register(
            NavEntry("Programmes", "formation:programmes", TEACHERS, order=32, icon="book"),
            NavEntry("Décrochage", "formation:dropout", TEACHERS, order=34, icon="bell"),
        )
        tabs.register(
            tabs.PathTab(
                "positioning", "Positionnement", "formation:positioning", order=30, visible=tab_visible
            ),
            tabs.PathTab("companies", "Entreprise", "formation:companies", order=50, visible=tab_visible),
            tabs.PathTab(
                "evaluations", "Évaluations", "formation:evaluations", order=60, visible=tab_visible
            ),
        )
        steps.register(tell_training)
        activity.register(last_signs)
        evidence.register(*EVIDENCE)
        holdings.register(hold_training)
        results.register(tell_results)
        watchers.register(touch_watches)
