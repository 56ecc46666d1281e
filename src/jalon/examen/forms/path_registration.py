"""The form that registers a path to a session: what the path suggests, to be confirmed."""

from collections.abc import Collection
from typing import Any

from django import forms

from jalon.common.forms import ActForm, DateInput
from jalon.examen.forms.base import check_done
from jalon.examen.models import ExamSession
from jalon.examen.rules.scopes import FINAL_INTERVIEW, scope_name
from jalon.parcours.enums import Route
from jalon.referentiel.queries import get_titre


class ScopesField(forms.MultipleChoiceField):
    """What is presented: any scope of the title is read, so that the session's own reasons answer."""

    known: Collection[str] = ()

    def valid_value(self, value: str) -> bool:
        return value in self.known


class PathRegistrationForm(ActForm):
    """For what, by which route; the session's reasons answer, also where nothing or a closed scope is presented."""

    scopes = ScopesField(label="Présente", widget=forms.CheckboxSelectMultiple, required=False)
    route = forms.ChoiceField(
        label="Voie d’accès",
        choices=Route.choices,
        help_text="Celle qui découle du parcours ; les raisons en dépendent. Un échec dans un autre centre se note "
        "d’abord sur le parcours.",
    )
    retake_since = forms.DateField(
        label="Validation de la session précédente",
        required=False,
        widget=DateInput,
        validators=[check_done],
        help_text="Le délai pour se représenter court de cette date (A2.3).",
    )
    retake_count = forms.IntegerField(
        label="Sessions déjà passées depuis", required=False, min_value=0, max_value=20
    )
    reglement_acknowledged_on = forms.DateField(
        label="Règlement des sessions porté à sa connaissance le",
        required=False,
        widget=DateInput,
        validators=[check_done],
        help_text="Peut être noté plus tard, avant l’admission (A2.10).",
    )

    def __init__(self, *args: Any, session: ExamSession, retake: bool, **kwargs: Any) -> None:
        """`retake` tells whether the path leads to a new presentation: only then is its history asked."""
        super().__init__(*args, **kwargs)
        titre = get_titre(session.titre_ref)
        fields: dict[str, Any] = self.fields
        fields["scopes"].known = {*titre.schemes, FINAL_INTERVIEW, *session.scopes}
        fields["scopes"].choices = [(scope, scope_name(titre, scope)) for scope in session.scopes]
        if not retake:
            fields["route"].choices = [choice for choice in Route.choices if choice[0] != Route.RETAKE]
            del fields["retake_since"], fields["retake_count"]

    def clean_retake_count(self) -> int:
        return self.cleaned_data["retake_count"] or 0
