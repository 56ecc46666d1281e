"""Forms of the draw, the checklist and the exam day."""

from typing import Any

from django import forms

from jalon.common.forms import DateTimeInput
from jalon.examen.enums import IncidentKind, InscriptionStatus
from jalon.examen.models import ExamSession, Inscription


class InscriptionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A candidate of the session, by number and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} – {obj.person.sort_name}"


class PliForm(forms.Form):
    """The opening of the plis."""

    opened_at = forms.DateTimeField(label="Ouverts le", widget=DateTimeInput())
    witness = InscriptionChoice(Inscription.objects.none(), label="Candidat témoin", empty_label="Choisir…")
    seals_intact = forms.TypedChoiceField(
        label="Scellés",
        choices=[("oui", "Intacts, vérifiés avec le candidat"), ("non", "Un scellé n’est pas intact")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(label="Observations", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, session: ExamSession, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["witness"], session)


class IncidentForm(forms.Form):
    """An incident or a fraud, told in facts."""

    kind = forms.ChoiceField(label="Nature", choices=IncidentKind)
    inscription = InscriptionChoice(
        Inscription.objects.none(),
        label="Candidat concerné",
        required=False,
        empty_label="Aucun en particulier",
    )
    description = forms.CharField(
        label="Faits",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui a été vu, par qui, à quelle heure. Ce texte figurera au procès-verbal.",
    )

    def __init__(self, session: ExamSession, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["inscription"], session)


class SheetForm(forms.Form):
    """A scenario sheet, numbered in advance."""

    number = forms.IntegerField(label="Numéro", min_value=1, max_value=99)
    label = forms.CharField(label="Repère", max_length=200, help_text="Sans rien révéler du scénario.")
    content = forms.CharField(
        label="Scénario pour le comédien", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


def _offer(field: forms.Field, session: ExamSession) -> None:
    if isinstance(field, forms.ModelChoiceField):
        admitted = session.inscriptions.filter(status=InscriptionStatus.ADMITTED)
        field.queryset = admitted.select_related("person").order_by("number")
