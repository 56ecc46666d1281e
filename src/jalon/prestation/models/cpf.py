"""What a request on the CPF portal waits for, day after day (C15)."""

from django.db import models

from jalon.prestation.models.engagements import Financing


class CpfFile(models.Model):
    """The days of a request on the CPF portal; `rules.cpf` reckons from them what is due, and when."""

    financing = models.OneToOneField(
        Financing, models.CASCADE, related_name="cpf", verbose_name="financement"
    )
    prerequisites = models.BooleanField("prérequis à vérifier", default=False)
    proposed_on = models.DateField("proposition envoyée le", null=True, blank=True)
    confirmed_on = models.DateField("confirmée par le titulaire le", null=True, blank=True)
    retracted_on = models.DateField("rétractée le", null=True, blank=True)
    done_on = models.DateField("service fait validé le", null=True, blank=True)
    paid_on = models.DateField("payé le", null=True, blank=True)

    class Meta:
        verbose_name = "dossier CPF"
        verbose_name_plural = "dossiers CPF"

    def __str__(self) -> str:
        return str(self.financing)
