from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "jalon.dossier"
    label = "dossier"
