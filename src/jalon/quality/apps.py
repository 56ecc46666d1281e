"""Evidence per Qualiopi indicator, satisfaction, complaints, BPF, results."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "jalon.quality"
    label = "quality"
    verbose_name = "Qualité"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry
        from jalon.common.navigation import register as register_entry
        from jalon.parcours import evidence, steps, tabs
        from jalon.people import holdings
        from jalon.quality import documents  # noqa: F401  the kinds register themselves
        from jalon.quality.evidence import EVIDENCE
        from jalon.quality.holdings import tell_quality
        from jalon.quality.permissions import LEADERS
        from jalon.quality.steps import tell_surveys

        evidence.register(*EVIDENCE)
        steps.register(tell_surveys)
        holdings.register(tell_quality)
        tabs.register(tabs.PathTab("quality", "Qualité", "quality:audit_path", LEADERS, order=90))
        register_entry(
            NavEntry("Qualité", "quality:overview", LEADERS, order=60, icon="check"),
            NavEntry(
                "Faire une réclamation", "quality:complaint_write", order=90, icon="mail", menu="account"
            ),
            NavEntry("Faire une réclamation", "quality:complaint_choose", order=10, menu="foot"),
        )
