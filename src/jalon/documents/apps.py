from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from jalon.common.navigation import NavEntry, register
from jalon.documents.permissions import ADMINISTRATOR


class DocumentsConfig(AppConfig):
    name = "jalon.documents"
    label = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        """Let every app above add its kinds to the catalogue; show the catalogue to administrators."""
        autodiscover_modules("documents")
        register(
            NavEntry(
                "Modèles de documents",
                "documents:gallery",
                roles=frozenset({ADMINISTRATOR}),
                order=90,
                icon="file",
                menu="account",
            )
        )
