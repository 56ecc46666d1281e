"""Forms of the entry: a position on each competence, an interview, a step, a dispensation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from jalon.common.forms import ActForm, DateInput
from jalon.formation.enums import EntryStep, Level
from jalon.formation.models import ProgrammeItem
from jalon.referentiel.schema import CCP, TitreVersion

_NO_HEALTH = "Seulement ce qui sert à la formation ; aucune donnée de santé."


def _words(label: str, *, required: bool = False, help_text: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class PositioningForm(ActForm):
    """A level and what shows it, for each competence of the title."""

    on = forms.DateField(label="Fait le", widget=DateInput)

    def __init__(
        self,
        *args: Any,
        titre: TitreVersion,
        levels: Mapping[str, int],
        evidence: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.titre = titre
        self.initial.setdefault("on", timezone.localdate())
        for ccp in titre.ccps:
            for competence in ccp.competences:
                ref = titre.competence_id(competence.number)
                self.fields[f"level_{competence.number}"] = forms.TypedChoiceField(
                    label=f"C{competence.number}. {competence.title}", choices=Level.choices, coerce=int,
                    widget=forms.RadioSelect, initial=levels.get(ref),
                    error_messages={"required": "Choisissez un niveau."},
                )  # fmt: skip
                self.fields[f"evidence_{competence.number}"] = forms.CharField(
                    label=f"Ce qui le montre (C{competence.number})", required=False, max_length=1000,
                    initial=evidence.get(ref, ""), widget=forms.Textarea(attrs={"rows": 2}),
                )  # fmt: skip
        self.fields["comment"] = _words("Observations", help_text=_NO_HEALTH)

    def groups(self) -> list[tuple[CCP, list[tuple[BoundField, BoundField]]]]:
        """The fields of each CCP."""
        return [
            (ccp, [(self[f"level_{c.number}"], self[f"evidence_{c.number}"]) for c in ccp.competences])
            for ccp in self.titre.ccps
        ]

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        refs = {
            c.number: self.titre.competence_id(c.number) for ccp in self.titre.ccps for c in ccp.competences
        }
        return {
            "on": given["on"],
            "comment": given["comment"],
            "levels": {ref: given[f"level_{number}"] for number, ref in refs.items()},
            "evidence": {ref: given[f"evidence_{number}"] for number, ref in refs.items()},
        }


class InterviewForm(ActForm):
    """The notes of the entry interview (C6)."""

    on = forms.DateField(label="Tenu le", widget=DateInput)
    project = _words("Projet professionnel", help_text=_NO_HEALTH)
    needs = _words("Besoins de formation")
    conditions = _words(
        "Aménagements demandés",
        help_text="Ce qu’il faut prévoir, sans en donner la cause : horaires, accès, supports.",
    )
    conclusion = _words("Suite donnée", required=True)


class EntryStepForm(ActForm):
    """A step of the candidature, done on a day."""

    step = forms.ChoiceField(label="Étape", choices=EntryStep.choices)
    on = forms.DateField(label="Faite le", widget=DateInput)
    note = forms.CharField(label="Précisions", max_length=300, required=False)


class DispensationForm(ActForm):
    """A séance or a CCP that someone does not have to follow."""

    what = forms.ChoiceField(label="Dispense de")
    hours = forms.DecimalField(
        label="Heures", required=False, min_value=0, max_value=2000, decimal_places=2,
        help_text="Laissez vide pour toute la durée prévue au programme.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Motif", max_length=300, help_text="Positionnement, CCP déjà acquis, expérience constatée…"
    )
    on = forms.DateField(label="Décidée le", widget=DateInput)

    def __init__(
        self, *args: Any, titre: TitreVersion, items: Sequence[ProgrammeItem], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.items = {f"item-{item.pk}": item for item in items}
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("CCP", [(f"ccp-{ccp.number}", f"{ccp.label} – {ccp.title}") for ccp in titre.ccps]),
            (
                "Séances",
                [(key, f"Module {item.module.number} – {item.heading}") for key, item in self.items.items()],
            ),
        ]

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        item = self.items.get(given["what"])
        hours = given["hours"]
        return {
            "item": item,
            "ccp_number": None if item else int(given["what"].removeprefix("ccp-")),
            "minutes": round(float(hours) * 60) if hours is not None else None,
            "reason": given["reason"],
            "on": given["on"],
        }
