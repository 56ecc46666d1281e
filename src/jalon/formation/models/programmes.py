"""A training programme, version after version: modules, séances, what the law wants written (C5, C7)."""

from django.db import models
from django.db.models import Q

from jalon.accounts.models import Organisme
from jalon.formation.enums import ItemMode
from jalon.formation.workflow import PROGRAMME_WORKFLOW
from jalon.prestation.models import Prestation

TEXTS = (
    "objectives", "prerequisites", "public", "methods", "evaluation", "access", "trainers", "assistance", "contact",
    "price",
)  # fmt: skip
"""What the law wants written beside the hours (C5, C7), in the order of the document."""


class Programme(models.Model):
    """One version of a programme towards a title, or towards some of its CCPs (`ccp_numbers` empty: all).

    `frozen_at` is set by its first use: what people signed for never changes. `report` keeps what the checks said.
    """

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="programmes", verbose_name="organisme"
    )
    titre_ref = models.CharField("titre", max_length=40)
    ccp_numbers = models.JSONField("CCP préparés", default=list, blank=True)
    heading = models.CharField("intitulé", max_length=200)
    version = models.PositiveSmallIntegerField("version")
    status = models.CharField(
        "état",
        max_length=20,
        choices=list(PROGRAMME_WORKFLOW.states.items()),
        default=PROGRAMME_WORKFLOW.initial,
    )
    source_name = models.CharField("fichier d’origine", max_length=200, blank=True)
    source_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    report = models.JSONField("constats", default=list, blank=True)
    objectives = models.TextField("objectifs", blank=True)
    prerequisites = models.TextField("prérequis", blank=True)
    public = models.TextField("public visé", blank=True)
    methods = models.TextField("méthodes et moyens", blank=True)
    evaluation = models.TextField("modalités d’évaluation", blank=True)
    access = models.TextField("délais d’accès et accessibilité", blank=True)
    trainers = models.TextField("formateurs et titres", blank=True)
    assistance = models.TextField("assistance à distance", blank=True)
    contact = models.TextField("personne à contacter", blank=True)
    price = models.CharField("tarif", max_length=300, blank=True)
    created_at = models.DateTimeField("proposé le")
    adopted_on = models.DateField("en vigueur depuis le", null=True, blank=True)
    frozen_at = models.DateTimeField("figé le", null=True, blank=True)

    class Meta:
        verbose_name = "programme"
        verbose_name_plural = "programmes"
        ordering = ["titre_ref", "heading", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme", "titre_ref", "heading", "version"], name="programme_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} (version {self.version})"


def text_label(name: str) -> str:
    """How a document and a form name one of the texts."""
    field = Programme._meta.get_field(name)
    assert isinstance(field, models.Field)
    return str(field.verbose_name).capitalize()


class ProgrammeModule(models.Model):
    """A module of a programme: the CCP it prepares, its hours in the centre and in companies."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="modules", verbose_name="programme")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=300)
    ccp_number = models.PositiveSmallIntegerField("CCP", null=True, blank=True)
    minutes = models.PositiveIntegerField("minutes annoncées en centre", null=True, blank=True)
    company_minutes = models.PositiveIntegerField("minutes en entreprise", null=True, blank=True)

    class Meta:
        verbose_name = "module"
        verbose_name_plural = "modules"
        ordering = ["programme", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="programme_module_once")]

    def __str__(self) -> str:
        return f"Module {self.number} – {self.title}"


class ProgrammeItem(models.Model):
    """A séance as the programme describes it; `work` and its time are said for what is done at a distance (C7)."""

    module = models.ForeignKey(ProgrammeModule, models.CASCADE, related_name="items", verbose_name="module")
    rank = models.PositiveSmallIntegerField("rang")
    heading = models.CharField("intitulé", max_length=200)
    minutes = models.PositiveIntegerField("durée, en minutes")
    competence_refs = models.JSONField("compétences travaillées", default=list, blank=True)
    mode = models.CharField("modalité", max_length=20, choices=ItemMode, default=ItemMode.ON_SITE)
    work = models.TextField("nature des travaux à distance", blank=True)

    class Meta:
        verbose_name = "séance du programme"
        verbose_name_plural = "séances du programme"
        ordering = ["module", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["module", "rank"], name="programme_item_once"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="programme_item_lasts",
                violation_error_message="Une séance dure au moins une minute.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class ProgrammeUse(models.Model):
    """The programme that a prestation follows."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="uses", verbose_name="programme")
    prestation = models.OneToOneField(
        Prestation, models.CASCADE, related_name="programme_use", verbose_name="prestation"
    )
    since = models.DateTimeField("suivi depuis le")

    class Meta:
        verbose_name = "programme suivi"
        verbose_name_plural = "programmes suivis"

    def __str__(self) -> str:
        return f"{self.prestation} — {self.programme}"
