from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class JuryConfig(AppConfig):
    name = "jalon.jury"
    label = "jury"
    verbose_name = "jury"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry
        from jalon.common.navigation import register as register_entries
        from jalon.examen import outcomes, replacements, sealing
        from jalon.examen.tabs import SessionTab
        from jalon.examen.tabs import register as register_tabs
        from jalon.jury import documents  # noqa: F401  # registers its kinds
        from jalon.jury import permissions as may
        from jalon.jury.operations.composition import replace_juror
        from jalon.jury.outcomes import tell_outcomes
        from jalon.jury.presentations import tell_presentations
        from jalon.jury.queries.composition import substitutes_for
        from jalon.jury.queries.seal import sealed_over
        from jalon.parcours import presentations

        centre = frozenset({"responsable_session", "administrateur"})
        readers = centre | {"formateur", "accompagnateur_vae"}
        register_tabs(
            SessionTab("jury", "Jurys", "jury:composition", readers, 40),
            SessionTab("juror", "Mes candidats", "jury:session_day", frozenset({"jure"}), 45, may.sits_in),
            SessionTab(
                "deliberation", "Délibération", "jury:deliberations", centre | {"jure"}, 70,
                may.may_read_deliberations,
            ),
            SessionTab(
                "pv", "Procès-verbal", "jury:pv", readers | {"jure", "ddets"}, 75, may.may_read_deliberations
            ),
            SessionTab(
                "results", "Résultats", "jury:results", readers | {"jure", "ddets"}, 80,
                may.may_read_deliberations,
            ),
            SessionTab(
                "file", "Dossier de session", "jury:session_file", centre | {"ddets"}, 90,
                may.may_take_session_file,
            ),
        )  # fmt: skip
        register_entries(
            NavEntry("Mes jurys", "jury:my_juries", frozenset({"jure"}), 20, "scale"),
            NavEntry("Jurés", "jury:habilitations", centre, 45, "people"),
            NavEntry("Sessions à valider", "jury:to_validate", frozenset({"ddets"}), 20, "seal"),
            NavEntry("Mes résultats", "jury:my_results", frozenset({"candidat"}), 60, "file"),
        )
        sealing.register(sealed_over)
        outcomes.register(tell_outcomes)
        presentations.register(tell_presentations)
        replacements.register(substitutes_for, replace_juror)
        pre_migrate.connect(_lift_seals, sender=self)
        post_migrate.connect(_install_seals, sender=self)


def _lift_seals(using: str, **_kwargs: Any) -> None:
    from django.db import connections

    from jalon.jury import seals

    seals.lift(connections[using])


def _install_seals(using: str, **_kwargs: Any) -> None:
    from django.db import connections

    from jalon.jury import seals

    seals.install(connections[using])
