from django.apps import AppConfig


class ReferentielConfig(AppConfig):
    name = "jalon.referentiel"
    label = "referentiel"
    verbose_name = "référentiels"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register

        register(NavEntry("Référentiels", "referentiel:list", order=80, icon="book"))
