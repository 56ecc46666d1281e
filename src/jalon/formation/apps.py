"""Training towards a title: programme, positioning, company periods, ECF."""

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "jalon.formation"
    label = "formation"
    verbose_name = "Formation"
