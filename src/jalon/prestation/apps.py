"""A service given to people on a path: contracts, séances, attendance, certificates."""

from django.apps import AppConfig

LOOKUPS = {
    "Prestation": "participations__prestation",
    "Participation": "participations",
    "Seance": "participations__prestation__seances",
    "Engagement": "participations__engagements",
    "Delivery": "participations__deliveries",
    "Certificate": "participations__certificates",
    "Attendance": "participations__attendances",
    "SeanceSignature": "participations__signatures",
}
"""How an act on these objects leads to the paths whose next day it may move."""


class PrestationConfig(AppConfig):
    name = "jalon.prestation"
    label = "prestation"
    verbose_name = "Prestations"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register
        from jalon.parcours import activity, evidence, steps, tabs, touched
        from jalon.people import holdings
        from jalon.prestation.evidence import EVIDENCE
        from jalon.prestation.holdings import tell_prestations
        from jalon.prestation.permissions import EVERYONE
        from jalon.prestation.steps import last_sign, tell_steps

        register(NavEntry("Prestations", "prestation:list", EVERYONE, order=27, icon="clock"))
        tabs.register(tabs.PathTab("prestations", "Prestations", "prestation:path", order=30))
        steps.register(tell_steps)
        steps.appoint("prestation.seance")
        activity.register(last_sign)
        touched.register({self.get_model(name): lookup for name, lookup in LOOKUPS.items()})
        evidence.register(*EVIDENCE)
        holdings.register(tell_prestations)
