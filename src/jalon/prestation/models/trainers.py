"""Who gives séances: the titles that a contract must state (L6353-4 4°), and what binds them to the centre."""

from django.db import models
from django.db.models import F, Q

from jalon.people.models import Person
from jalon.prestation.enums import TrainerStatus


class TrainerRecord(models.Model):
    """What a centre can say and prove of one who gives séances (indicators 21 and 27)."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="trainer_record", verbose_name="intervenant"
    )
    status = models.CharField("statut", max_length=20, choices=TrainerStatus, default=TrainerStatus.EMPLOYEE)
    titles = models.TextField("diplômes, titres et références")
    checked_on = models.DateField("justificatifs vus le", null=True, blank=True)
    company = models.CharField("entreprise", max_length=200, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    nda = models.CharField("numéro de déclaration d’activité", max_length=20, blank=True)
    contract_from = models.DateField("contrat du", null=True, blank=True)
    contract_until = models.DateField("contrat jusqu’au", null=True, blank=True)
    updated_at = models.DateTimeField("à jour le")

    class Meta:
        verbose_name = "fiche d’intervenant"
        verbose_name_plural = "fiches d’intervenants"
        ordering = ["person__birth_name", "person__first_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contract_until__isnull=True)
                | Q(contract_from__isnull=True)
                | Q(contract_until__gte=F("contract_from")),
                name="trainer_contract_ordered",
                violation_error_message="Le contrat finit avant d’avoir commencé.",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
