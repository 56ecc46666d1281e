"""Evidence per Qualiopi indicator, satisfaction, complaints, BPF, results."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "jalon.quality"
    label = "quality"
    verbose_name = "Qualité"
