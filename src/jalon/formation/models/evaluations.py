"""What is evaluated during a training: ECF by competence, mock exams on the real grids."""

from django.db import models

from jalon.formation.enums import Met
from jalon.parcours.models import Parcours


class Ecf(models.Model):
    """An évaluation passée en cours de formation of one competence (A6.1, A6.7); corrected, it is superseded."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="ecfs", verbose_name="parcours")
    competence_ref = models.CharField("compétence", max_length=60)
    on = models.DateField("évaluée le")
    situation = models.TextField("situation d’évaluation")
    observations = models.TextField("observations du formateur", blank=True)
    acquired = models.BooleanField("compétence acquise")
    recorded_at = models.DateTimeField("enregistrée le")
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("évaluée par", max_length=200)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacée par"
    )

    class Meta:
        verbose_name = "évaluation en cours de formation"
        verbose_name_plural = "évaluations en cours de formation"
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["parcours", "superseded_by"])]

    def __str__(self) -> str:
        return f"{self.competence_ref} ({self.on:%d/%m/%Y})"


class EcfCriterion(models.Model):
    """A criterion of the RE as it was met in an ECF."""

    ecf = models.ForeignKey(Ecf, models.CASCADE, related_name="criteria", verbose_name="évaluation")
    criterion_ref = models.CharField("critère", max_length=80)
    met = models.CharField("appréciation", max_length=10, choices=Met)

    class Meta:
        verbose_name = "critère d’une évaluation"
        verbose_name_plural = "critères d’une évaluation"
        ordering = ["ecf", "pk"]
        constraints = [models.UniqueConstraint(fields=["ecf", "criterion_ref"], name="ecf_criterion_once")]

    def __str__(self) -> str:
        return f"{self.criterion_ref} : {self.get_met_display()}"


class MockExam(models.Model):
    """A mock exam: one test of the title or of a CCP, on the criteria that its grid will hold."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="mock_exams", verbose_name="parcours")
    scope = models.CharField("visée", max_length=10)
    kind = models.CharField("épreuve", max_length=40)
    on = models.DateField("tenu le")
    minutes = models.PositiveSmallIntegerField("durée tenue, en minutes")
    note = models.TextField("bilan", blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("tenu par", max_length=200)

    class Meta:
        verbose_name = "examen blanc"
        verbose_name_plural = "examens blancs"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"Examen blanc du {self.on:%d/%m/%Y}"


class MockExamLine(models.Model):
    """A criterion of the grid, as it was met that day."""

    exam = models.ForeignKey(MockExam, models.CASCADE, related_name="lines", verbose_name="examen blanc")
    criterion_ref = models.CharField("critère", max_length=80)
    met = models.CharField("appréciation", max_length=10, choices=Met)

    class Meta:
        verbose_name = "critère d’un examen blanc"
        verbose_name_plural = "critères d’un examen blanc"
        ordering = ["exam", "pk"]
        constraints = [models.UniqueConstraint(fields=["exam", "criterion_ref"], name="mock_criterion_once")]

    def __str__(self) -> str:
        return f"{self.criterion_ref} : {self.get_met_display()}"
