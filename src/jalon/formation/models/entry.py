"""The entry into a training: positioning, interview, what someone is dispensed of, the steps before (C6)."""

from django.db import models
from django.db.models import Q

from jalon.formation.enums import EntryStep, Level, Placing
from jalon.formation.models.programmes import ProgrammeItem
from jalon.parcours.models import Parcours


class Positioning(models.Model):
    """A person placed on the competences of their title, by themself or by a trainer; written once, then dated anew."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="positionings", verbose_name="parcours"
    )
    placing = models.CharField("placé", max_length=10, choices=Placing)
    on = models.DateField("fait le")
    comment = models.TextField("observations", blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("nom de l’auteur", max_length=200)

    class Meta:
        verbose_name = "positionnement"
        verbose_name_plural = "positionnements"
        ordering = ["on", "recorded_at", "pk"]
        indexes = [models.Index(fields=["parcours", "placing"])]

    def __str__(self) -> str:
        return f"{self.parcours.person} ({self.get_placing_display()}, {self.on:%d/%m/%Y})"


class PositioningLine(models.Model):
    """One competence placed on the scale, with what shows it."""

    positioning = models.ForeignKey(
        Positioning, models.CASCADE, related_name="lines", verbose_name="positionnement"
    )
    competence_ref = models.CharField("compétence", max_length=60)
    level = models.PositiveSmallIntegerField("niveau", choices=Level)
    evidence = models.TextField("ce qui le montre", blank=True)

    class Meta:
        verbose_name = "compétence positionnée"
        verbose_name_plural = "compétences positionnées"
        ordering = ["positioning", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["positioning", "competence_ref"], name="positioning_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.competence_ref} : {self.get_level_display()}"


class EntryInterview(models.Model):
    """Notes of the entry interview: only what serves to judge the aptitude to follow the training (C6)."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="entry_interviews", verbose_name="parcours"
    )
    on = models.DateField("tenu le")
    project = models.TextField("projet professionnel", blank=True)
    needs = models.TextField("besoins de formation", blank=True)
    conditions = models.TextField("aménagements demandés", blank=True)
    conclusion = models.TextField("suite donnée")
    recorded_at = models.DateTimeField("enregistré le")
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("nom de l’auteur", max_length=200)

    class Meta:
        verbose_name = "entretien d’entrée"
        verbose_name_plural = "entretiens d’entrée"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"Entretien du {self.on:%d/%m/%Y}"


class EntryCheck(models.Model):
    """A step of the candidature done, on its day."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="entry_checks", verbose_name="parcours"
    )
    step = models.CharField("étape", max_length=20, choices=EntryStep)
    on = models.DateField("faite le")
    note = models.CharField("précisions", max_length=300, blank=True)
    actor_label = models.CharField("enregistrée par", max_length=200)

    class Meta:
        verbose_name = "étape de candidature"
        verbose_name_plural = "étapes de candidature"
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["parcours", "step"], name="entry_step_once")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} ({self.on:%d/%m/%Y})"


class Dispensation(models.Model):
    """What someone does not have to follow, why, and the minutes it lifts; taken back, it stays readable.

    It is about one séance of the programme, or about a whole CCP (`ccp_number`).
    """

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="dispensations", verbose_name="parcours"
    )
    item = models.ForeignKey(
        ProgrammeItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dispensations",
        verbose_name="séance",
    )
    ccp_number = models.PositiveSmallIntegerField("CCP", null=True, blank=True)
    minutes = models.PositiveIntegerField("minutes")
    reason = models.CharField("motif", max_length=300)
    on = models.DateField("décidée le")
    recorded_at = models.DateTimeField("enregistrée le")
    actor_label = models.CharField("décidée par", max_length=200)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "dispense"
        verbose_name_plural = "dispenses"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(ccp_number__isnull=False),
                name="dispensation_of_something",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="dispensation_lasts"),
        ]

    def __str__(self) -> str:
        return self.item.heading if self.item else f"CCP {self.ccp_number}"
