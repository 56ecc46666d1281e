"""Signs of dropping out as the board reads them, and what was done about them (indicator 12)."""

from django.db import models

from jalon.formation.enums import Decision, Means
from jalon.parcours.models import Parcours


class FollowUp(models.Model):
    """What was done about signs of dropping out: whom one called and how, whether they answered, what was decided."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="follow_ups", verbose_name="parcours")
    on = models.DateField("fait le")
    signals = models.JSONField("signaux", default=list)
    means = models.CharField("moyen", max_length=20, choices=Means, blank=True)
    reached = models.BooleanField("personne jointe", null=True)
    action = models.TextField("ce qui a été fait")
    decision = models.CharField("décision", max_length=20, choices=Decision, blank=True)
    review_on = models.DateField("à revoir le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    actor_label = models.CharField("par", max_length=200)

    class Meta:
        verbose_name = "relance"
        verbose_name_plural = "relances"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"Relance du {self.on:%d/%m/%Y}"


class DropoutWatch(models.Model):
    """The signs seen on a path in training, repeated here so that a board of thousands is sorted by the database.

    The truth remains the pure rule (`rules/dropout.py`): acts and a daily job bring the row up to date. `stale` rows
    wait to be read again; `since` is the first day without interruption on which there was a sign; `followed_on`,
    `reached`, `decision` and `review_on` repeat the last follow-up.
    """

    parcours = models.OneToOneField(
        Parcours, models.CASCADE, primary_key=True, related_name="watch", verbose_name="parcours"
    )
    signs = models.JSONField("signaux", default=list)
    codes = models.CharField("codes des signaux", max_length=120, blank=True)
    count = models.PositiveSmallIntegerField("nombre de signaux", default=0)
    since = models.DateField("depuis le", null=True, blank=True)
    read_on = models.DateField("relevé le", null=True, blank=True)
    stale = models.BooleanField("à relever", default=False)
    followed_on = models.DateField("dernière relance", null=True, blank=True)
    reached = models.BooleanField("personne jointe", null=True)
    decision = models.CharField("décision", max_length=20, choices=Decision, blank=True)
    review_on = models.DateField("à revoir le", null=True, blank=True)

    class Meta:
        verbose_name = "veille du décrochage"
        verbose_name_plural = "veilles du décrochage"
        indexes = [
            models.Index(fields=["count", "since"], name="dropout_count_since"),
            models.Index(fields=["parcours"], condition=models.Q(stale=True), name="dropout_stale"),
        ]

    def __str__(self) -> str:
        return f"{self.parcours} ({self.count})"
