"""What a candidate writes and hands over for a session."""

from django.db import models

from jalon.dossier.enums import PieceKind
from jalon.parcours.models import Parcours


class Piece(models.Model):
    """One handed-over file or paper, sealed by its SHA-256; a new version adds a row, never replaces one."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="pieces", verbose_name="parcours")
    kind = models.CharField("pièce", max_length=20, choices=PieceKind)
    name = models.CharField("nom", max_length=200, blank=True)
    file = models.FileField("fichier", upload_to="pieces/%Y/", blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    handed_over_at = models.DateTimeField("remise le")
    received_by = models.CharField("reçue par", max_length=200)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce du dossier"
        verbose_name_plural = "pièces du dossier"
        ordering = ["kind", "-handed_over_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.parcours.person}"
