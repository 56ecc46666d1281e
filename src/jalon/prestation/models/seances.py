"""A séance of a prestation: when, where, by whom, about what, for whom."""

from django.db import models
from django.db.models import F, Q

from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode
from jalon.prestation.models.prestations import Participation, Prestation
from jalon.prestation.rules import SEANCE_END_BEFORE_START


class Seance(models.Model):
    """One meeting, within one day; a pause cuts it into the two half-days that are signed apart (C8).

    `audience` empty means every participant. `module_ref` is the address of a module in the floor above, free here.
    """

    prestation = models.ForeignKey(
        Prestation, models.CASCADE, related_name="seances", verbose_name="prestation"
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    pause_from = models.TimeField("pause de", null=True, blank=True)
    pause_until = models.TimeField("pause jusqu’à", null=True, blank=True)
    heading = models.CharField("intitulé", max_length=200)
    module_ref = models.CharField("module", max_length=60, blank=True, db_index=True)
    competence_refs = models.JSONField("compétences travaillées", default=list, blank=True)
    trainer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="led_seances", verbose_name="intervenant"
    )
    mode = models.CharField("modalité", max_length=20, choices=DeliveryMode, default=DeliveryMode.ON_SITE)
    room = models.CharField("salle", max_length=120, blank=True)
    video_link = models.URLField("lien de visioconférence", max_length=500, blank=True)
    audience = models.ManyToManyField(
        Participation, blank=True, related_name="own_seances", verbose_name="participants concernés"
    )
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_reason = models.CharField("motif de l’annulation", max_length=300, blank=True)

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["prestation", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="seance_hours_ordered",
                violation_error_message=SEANCE_END_BEFORE_START,
            )
        ]

    def __str__(self) -> str:
        return self.heading
