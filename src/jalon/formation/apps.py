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
        from jalon.formation.holdings_apprentissage import tell_apprenticeship as hold_apprenticeship
        from jalon.formation.operations.dropout import touch_watches
        from jalon.formation.permissions import TEACHERS, is_apprentice, tab_visible
        from jalon.formation.results import tell_results
        from jalon.formation.steps import last_signs, tell_training
        from jalon.formation.steps_apprentissage import last_words, tell_apprenticeship
        from jalon.parcours import activity, evidence, steps, tabs
        from jalon.people import holdings
        from jalon.prestation import results, watchers

        register(
            NavEntry("Programmes", "formation:programmes", TEACHERS, order=32, icon="book"),
            NavEntry("Apprentis", "formation:apprentices", TEACHERS, order=33, icon="link"),
            NavEntry("Décrochage", "formation:dropout", TEACHERS, order=34, icon="bell"),
        )
        tabs.register(
            tabs.PathTab(
                "positioning", "Positionnement", "formation:positioning", order=30, visible=tab_visible
            ),
            tabs.PathTab(
                "apprenticeship", "Apprentissage", "formation:apprenticeship", order=45, visible=is_apprentice
            ),
            tabs.PathTab("companies", "Entreprise", "formation:companies", order=50, visible=tab_visible),
            tabs.PathTab(
                "evaluations", "Évaluations", "formation:evaluations", order=60, visible=tab_visible
            ),
        )
        steps.register(tell_training)
        steps.register(tell_apprenticeship)
        activity.register(last_signs)
        activity.register(last_words)
        evidence.register(*EVIDENCE)
        holdings.register(hold_training)
        holdings.register(hold_apprenticeship)
        results.register(tell_results)
        watchers.register(touch_watches)
