"""A service given to people on a path: contracts, séances, attendance, certificates."""

from django.apps import AppConfig


class PrestationConfig(AppConfig):
    name = "jalon.prestation"
    label = "prestation"
    verbose_name = "Prestations"
