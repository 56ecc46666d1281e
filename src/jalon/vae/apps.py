"""The VAE: request, feasibility, recevabilité, accompaniment, results."""

from django.apps import AppConfig


class VAEConfig(AppConfig):
    name = "jalon.vae"
    label = "vae"
    verbose_name = "VAE"
