"""Forms of the end of a VAE: the jury's day and decision, the post-jury interview."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from jalon.common.forms import ActForm
from jalon.referentiel.schema import CCP, TitreVersion
from jalon.vae.enums import JuryResult, Modality, StepWay
from jalon.vae.forms.demarches import day, words
from jalon.vae.letters import competence_label
from jalon.vae.models import Decision
from jalon.vae.operations.results import Chosen
from jalon.vae.rules.results import Outcome, advised_way


class JuryForm(ActForm):
    """The day that the certifier has fixed."""

    on = day("Jury le", required=False, help_text="Laissez vide si la date n’est plus fixée.")
    place = forms.CharField(label="Lieu, ou lien", required=False, max_length=300)


class DecisionForm(ActForm):
    """What the jury decided (B9, B10)."""

    on = day("Décision du")
    result = forms.ChoiceField(label="Résultat", choices=JuryResult.choices)
    validated = forms.MultipleChoiceField(
        label="Blocs validés", required=False, widget=forms.CheckboxSelectMultiple
    )
    to_complete = forms.MultipleChoiceField(
        label="À compléter, comme le jury l’a nommé", required=False, widget=forms.CheckboxSelectMultiple
    )
    comment = words("Observations du jury", required=False)

    def __init__(self, *args: Any, aimed: Iterable[CCP], titre: TitreVersion, **options: Any) -> None:
        super().__init__(*args, **options)
        blocs = list(aimed)
        validated, to_complete = self.fields["validated"], self.fields["to_complete"]
        assert isinstance(validated, forms.MultipleChoiceField)
        assert isinstance(to_complete, forms.MultipleChoiceField)
        validated.choices = [(ccp.id, f"{ccp.label} – {ccp.title}") for ccp in blocs]
        to_complete.choices = [
            (
                ccp.label,
                [
                    (ccp.id, f"{ccp.label} en entier"),
                    *(
                        (titre.competence_id(one.number), f"C{one.number} – {one.title}")
                        for one in ccp.competences
                    ),
                ],
            )
            for ccp in blocs
        ]


class RevisionForm(DecisionForm):
    """The confirmation that a decision awaited, or a mistake of copy mended (B9)."""

    field_order = ("on", "result", "validated", "to_complete", "comment", "why")
    why = words(
        "D’où vient cette information",
        rows=3,
        help_text="Courrier du certificateur, France VAE, erreur de saisie…",
    )

    @classmethod
    def told(cls, one: Decision) -> dict[str, Any]:
        """What the form shows of the decision that it replaces."""
        told = {"validated": one.validated, "to_complete": one.to_complete, "comment": one.comment}
        if one.result == JuryResult.PARTIAL_PENDING:
            return told | {"on": timezone.localdate(), "result": ""}
        return told | {"on": one.on, "result": one.result}

    def __init__(self, *args: Any, confirms: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if confirms:
            field = self.fields["result"]
            assert isinstance(field, forms.ChoiceField)
            kept = [item for item in JuryResult.choices if item[0] != JuryResult.PARTIAL_PENDING]
            field.choices = [("", "—"), *kept]
            self.fields["on"].label = "Confirmée le"


class PostJuryForm(ActForm):
    """The post-jury interview: for each point that the jury named, the way chosen (B10)."""

    on = day("Tenu le")
    minutes = forms.IntegerField(label="Durée (min)", min_value=1, max_value=480)
    modality = forms.ChoiceField(label="Modalité", choices=Modality.choices)
    summary = words("Conclusions")

    def __init__(
        self, *args: Any, points: Iterable[str], outcome: Outcome, titre: TitreVersion, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.points = list(points)
        self.labels = [competence_label(titre, ref) for ref in self.points]
        for rank, (ref, label) in enumerate(zip(self.points, self.labels, strict=True)):
            self.fields[f"way_{rank}"] = forms.ChoiceField(
                label=label, choices=StepWay.choices, initial=advised_way(ref, outcome)
            )  # fmt: skip
            self.fields[f"note_{rank}"] = forms.CharField(
                label=f"Précisions : {label}", required=False, max_length=300
            )
            self.fields[f"due_{rank}"] = day(f"Avant le : {label}", required=False)

    def chosen(self) -> list[Chosen]:
        """The way chosen for each point."""
        told = self.cleaned_data
        return [
            Chosen(ref, told[f"way_{rank}"], told[f"note_{rank}"], told[f"due_{rank}"])
            for rank, ref in enumerate(self.points)
        ]
