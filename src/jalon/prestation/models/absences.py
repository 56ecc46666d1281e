"""Why someone was away, as they prove it (indicator 12). No health data: a nature, days, a paper kept apart (D5)."""

from django.db import models
from django.db.models import F, Q

from jalon.prestation.enums import AbsenceNature, JustificationStatus
from jalon.prestation.models.prestations import Participation


class Justification(models.Model):
    """A paper that someone hands over for days of absence, and what the centre answered."""

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="justifications", verbose_name="participation"
    )
    first_on = models.DateField("du")
    last_on = models.DateField("au")
    nature = models.CharField("nature", max_length=20, choices=AbsenceNature)
    name = models.CharField("nom du fichier", max_length=200, blank=True)
    file = models.FileField("fichier", upload_to="justificatifs/%Y/", blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    sent_at = models.DateTimeField("remis le")
    sent_by = models.CharField("remis par", max_length=200)
    status = models.CharField(
        "réponse", max_length=20, choices=JustificationStatus, default=JustificationStatus.WAITING
    )
    decided_at = models.DateTimeField("réponse du", null=True, blank=True)
    decided_by = models.CharField("réponse de", max_length=200, blank=True)
    decided_reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "justificatif d’absence"
        verbose_name_plural = "justificatifs d’absence"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="justification_days_ordered",
                violation_error_message="La fin de l’absence précède son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} ({self.first_on:%d/%m/%Y})"
