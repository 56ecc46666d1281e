"""What founds a prestation for one person: who pays, the deed signed, what was handed over."""

from django.db import models
from django.db.models import Q

from jalon.documents.models import IssuedDocument
from jalon.prestation.enums import (
    DeliveryKind,
    EngagementKind,
    FinancingStatus,
    Funder,
    Party,
    SignatureMeans,
)
from jalon.prestation.models.prestations import Participation
from jalon.prestation.workflow import ENGAGEMENT_WORKFLOW


class Financing(models.Model):
    """Someone asked to pay a part of a person's prestation, and their answer (B15)."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="financings", verbose_name="participation"
    )
    funder = models.CharField("financeur", max_length=20, choices=Funder)
    funder_name = models.CharField("nom du financeur", max_length=200, blank=True)
    reference = models.CharField("référence du dossier", max_length=100, blank=True)
    amount_cents = models.PositiveIntegerField("montant, en centimes")
    status = models.CharField(
        "réponse", max_length=20, choices=FinancingStatus, default=FinancingStatus.ASKED
    )
    asked_on = models.DateField("demandé le")
    decided_on = models.DateField("réponse du", null=True, blank=True)

    class Meta:
        verbose_name = "financement"
        verbose_name_plural = "financements"
        ordering = ["asked_on", "pk"]

    def __str__(self) -> str:
        return self.funder_name or self.get_funder_display()


class Engagement(models.Model):
    """A quote, a convention or a contract, with its legal contents; sent, it no longer changes (C4).

    `clauses` holds the text of each legal item by its key (`rules.clauses`). What follows a signed engagement is
    another, which supersedes it: `superseded_by` names it as soon as it is prepared, and the former keeps its status
    until the other is offered to be signed (`sent`) or concluded (`signed`). `valid_until` is for a quote.
    """

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="engagements", verbose_name="participation"
    )
    kind = models.CharField("acte", max_length=20, choices=EngagementKind)
    status = models.CharField(
        "état",
        max_length=20,
        choices=list(ENGAGEMENT_WORKFLOW.states.items()),
        default=ENGAGEMENT_WORKFLOW.initial,
    )
    clauses = models.JSONField("contenu légal", default=dict)
    price_cents = models.PositiveIntegerField("prix, en centimes", null=True, blank=True)
    off_premises = models.BooleanField("conclu à distance ou hors établissement", default=False)
    purchaser_name = models.CharField("acheteur", max_length=200, blank=True)
    purchaser_address = models.TextField("adresse de l’acheteur", blank=True)
    purchaser_siret = models.CharField("SIRET de l’acheteur", max_length=14, blank=True)
    purchaser_signatory = models.CharField("signataire pour l’acheteur", max_length=200, blank=True)
    created_at = models.DateTimeField("préparé le")
    valid_until = models.DateField("valable jusqu’au", null=True, blank=True)
    sent_on = models.DateField("envoyé le", null=True, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    retraction_until = models.DateField("rétractation possible jusqu’au", null=True, blank=True)
    ended_on = models.DateField("rétracté ou refusé le", null=True, blank=True)
    ended_reason = models.CharField("motif", max_length=300, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacé par"
    )

    class Meta:
        verbose_name = "engagement"
        verbose_name_plural = "engagements"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.participation.parcours.person}"


class EngagementSignature(models.Model):
    """One party's signature under an engagement, sealed by the SHA-256 of the PDF that was read."""

    engagement = models.ForeignKey(
        Engagement, models.PROTECT, related_name="signatures", verbose_name="engagement"
    )
    party = models.CharField("partie", max_length=20, choices=Party)
    name = models.CharField("signataire", max_length=200)
    quality = models.CharField("qualité", max_length=200, blank=True)
    means = models.CharField("moyen", max_length=10, choices=SignatureMeans)
    strokes = models.JSONField("tracé", default=list, blank=True)
    signed_at = models.DateTimeField("signé le")
    document_sha256 = models.CharField("empreinte du document signé", max_length=64)
    actor_ref = models.CharField("recueillie par", max_length=60)

    class Meta:
        verbose_name = "signature d’un engagement"
        verbose_name_plural = "signatures d’engagements"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "party"],
                name="engagement_signed_once_by_party",
                violation_error_message="Cette partie a déjà signé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_party_display()})"


class Instalment(models.Model):
    """A part of the price, due on a day: never before the end of the retraction period (C4)."""

    engagement = models.ForeignKey(
        Engagement, models.CASCADE, related_name="instalments", verbose_name="engagement"
    )
    label = models.CharField("objet", max_length=200)
    due_on = models.DateField("à payer le")
    amount_cents = models.PositiveIntegerField("montant, en centimes")
    paid_on = models.DateField("payé le", null=True, blank=True)

    class Meta:
        verbose_name = "échéance de paiement"
        verbose_name_plural = "échéances de paiement"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="instalment_of_something",
                violation_error_message="Une échéance porte un montant.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Delivery(models.Model):
    """A document handed over to a participant: which, when, how; the proof that the law asks for (C5)."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="deliveries", verbose_name="participation"
    )
    kind = models.CharField("document remis", max_length=20, choices=DeliveryKind)
    on = models.DateField("remis le")
    how = models.CharField("preuve de la remise", max_length=300)
    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )
    recorded_at = models.DateTimeField("enregistré le")
    actor_label = models.CharField("enregistré par", max_length=200)

    class Meta:
        verbose_name = "remise d’un document"
        verbose_name_plural = "remises de documents"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.on:%d/%m/%Y})"
