"""A service given to people on a path: contracts, séances, attendance, certificates."""

from django.apps import AppConfig


class PrestationConfig(AppConfig):
    name = "jalon.prestation"
    label = "prestation"
    verbose_name = "Prestations"

    def ready(self) -> None:
        from jalon.parcours import activity, evidence
        from jalon.people import holdings
        from jalon.prestation.evidence import EVIDENCE
        from jalon.prestation.holdings import tell_prestations
        from jalon.prestation.steps import last_sign

        activity.register(last_sign)
        evidence.register(*EVIDENCE)
        holdings.register(tell_prestations)
