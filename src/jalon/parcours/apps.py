from django.apps import AppConfig


class ParcoursConfig(AppConfig):
    name = "jalon.parcours"
    label = "parcours"
