"""The VAE: request, feasibility, recevabilité, accompaniment, results."""

from django.apps import AppConfig

SCREENS = {
    "answer": "answer",
    "study": "interview",
    "send_feasibility": "send_feasibility",
    "return_feasibility": "return_feasibility",
    "acknowledge": "acknowledge",
    "admit": "admit",
    "admit_tacitly": "admit_tacitly",
    "refuse": "refuse",
    "accompany": "accompaniment",
    "deposit": "deposit",
    "return_dossier": "flagged",
    "judge": "decision",
    "follow": "post_jury",
    "plan_again": "plan",
}
"""Acts of the path that have a screen of their own here."""


class VAEConfig(AppConfig):
    name = "jalon.vae"
    label = "vae"
    verbose_name = "VAE"

    def ready(self) -> None:
        from jalon.accounts.enums import Role
        from jalon.common.navigation import NavEntry, register
        from jalon.parcours import activity, evidence, screens, steps, tabs
        from jalon.parcours.enums import Route
        from jalon.people import holdings
        from jalon.vae.evidence import EVIDENCE
        from jalon.vae.holdings import tell_vae
        from jalon.vae.permissions import ADVISERS, is_vae
        from jalon.vae.queries import last_activity_of
        from jalon.vae.steps import tell_steps

        holdings.register(tell_vae)
        activity.register(last_activity_of)
        steps.register(tell_steps)
        steps.appoint("vae.meeting", "vae.jury_day")
        evidence.register(*EVIDENCE)
        tabs.register(
            tabs.PathTab("vae-feasibility", "Faisabilité", "vae:feasibility", order=20, visible=is_vae),
            tabs.PathTab(
                "vae-accompaniment", "Accompagnement", "vae:accompaniment", order=30, visible=is_vae
            ),
        )
        routes = {Route.VAE.value}
        for act, screen in SCREENS.items():
            screens.register(f"vae:{screen}", act, routes=routes)
        register(
            NavEntry("VAE", "vae:board", frozenset(ADVISERS), order=28, icon="seal"),
            NavEntry(
                "Demander une VAE",
                "vae:ask",
                frozenset({Role.CANDIDAT.value}),
                order=60,
                icon="seal",
                menu="account",
            ),
        )
