"""Forms of the sessions, agréments and rooms."""

from datetime import time
from typing import Any

from django import forms

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme, Site, User
from jalon.common.forms import ActForm, DateInput, TimeInput
from jalon.examen.enums import SalleKind
from jalon.examen.forms.base import check_done, check_near
from jalon.examen.models import Salle
from jalon.examen.operations.sessions import DayHours
from jalon.examen.rules.scopes import FINAL_INTERVIEW, scope_name
from jalon.referentiel.queries import list_titres
from jalon.referentiel.schema import TitreVersion


def titre_label(titre: TitreVersion) -> str:
    """« CIP — Conseiller en insertion professionnelle (TP-00403 v08) »."""
    return f"{titre.sigle} — {titre.title} ({titre.code} v{titre.version})"


class TitreForm(forms.Form):
    """Which title the session is about: asked first, since everything else depends on it."""

    titre_ref = forms.ChoiceField(label="Titre professionnel", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["titre_ref"]
        field.choices = [(t.ref, titre_label(t)) for t in list_titres()]  # type: ignore[attr-defined]


class SessionForm(ActForm):
    """A session of one title: place, scopes, people and rooms; its days are a formset beside."""

    scopes = forms.MultipleChoiceField(label="Périmètres ouverts", widget=forms.CheckboxSelectMultiple)
    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), empty_label=None)
    responsable = forms.ModelChoiceField(
        label="Responsable de session",
        queryset=User.objects.none(),
        help_text="Présent sur le site pendant toute la session ; ne siège pas au jury (A4.8).",
    )
    salles = forms.ModelMultipleChoiceField(
        label="Salles", queryset=Salle.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    ceres_number = forms.CharField(label="Numéro CERES", max_length=40, required=False)

    def __init__(self, *args: Any, organisme: Organisme, titre: TitreVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        scopes = (*titre.schemes, FINAL_INTERVIEW)
        fields["scopes"].choices = [(scope, scope_name(titre, scope)) for scope in scopes]
        fields["site"].queryset = organisme.sites.all()
        fields["responsable"].queryset = (
            User.objects.filter(
                memberships__organisme=organisme,
                memberships__role__in=[Role.RESPONSABLE_SESSION, Role.ADMINISTRATEUR],
                is_active=True,
            )
            .distinct()
            .order_by("last_name", "first_name")
        )
        rooms = Salle.objects.filter(site__organisme=organisme).select_related("site")
        fields["salles"].queryset = rooms.order_by("site__name", "kind", "name")
        several = organisme.sites.count() > 1
        fields["salles"].label_from_instance = lambda s: (
            f"{s.name} — {s.get_kind_display().lower()}{f' ({s.site.name})' if several else ''}"
        )


class DayForm(forms.Form):
    """A day and its opening hours."""

    date = forms.DateField(label="Date", widget=DateInput)
    opens_at = forms.TimeField(label="Ouverture", widget=TimeInput, initial=time(8, 30))
    closes_at = forms.TimeField(label="Fermeture", widget=TimeInput, initial=time(18, 0))


def hours_of(days: forms.BaseFormSet[DayForm]) -> list[DayHours]:
    """Days given by a valid formset, in any order; rows left empty or removed are skipped."""
    kept = [form.cleaned_data for form in days.forms if form.cleaned_data.get("date")]
    return [DayHours(r["date"], r["opens_at"], r["closes_at"]) for r in kept if not r.get("DELETE")]


DayFormSet = forms.formset_factory(
    DayForm,
    extra=3,
    can_delete=True,
    can_delete_extra=False,
    max_num=30,
    absolute_max=40,
)


class TransitionForm(forms.Form):
    """What an act of the lifecycle may carry."""

    transition = forms.CharField(max_length=40)
    reason = forms.CharField(required=False, max_length=1000)
    ceres_number = forms.CharField(required=False, max_length=40)
    on = forms.DateField(required=False, validators=[check_done])


class AgrementForm(ActForm):
    """An agrément: one title, one site, one period."""

    titre_code = forms.ChoiceField(label="Titre professionnel")
    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), empty_label=None)
    number = forms.CharField(label="Numéro", max_length=60)
    valid_from = forms.DateField(label="Valable du", widget=DateInput, validators=[check_near])
    valid_until = forms.DateField(
        label="Au",
        widget=DateInput,
        help_text="Cinq ans au plus, sans dépasser la fin de validité du titre (A3.1).",
    )
    ccs = forms.ChoiceField(
        label="Spécialisation couverte",
        required=False,
        help_text="Un CCS demande son propre agrément, en plus de celui du titre (A3.3).",
    )

    def __init__(self, *args: Any, organisme: Organisme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        titres = {t.code: t for t in reversed(list_titres())}
        fields["titre_code"].choices = [
            (c, f"{t.sigle} — {t.title} ({c})") for c, t in sorted(titres.items())
        ]
        fields["site"].queryset = organisme.sites.all()
        ccss = sorted({bloc.scope for t in titres.values() for bloc in t.ccss})
        fields["ccs"].choices = [("", "Le titre et ses CCP"), *((s, f"CCS {s[3:]}") for s in ccss)]
        if not ccss:
            del self.fields["ccs"]


class SalleForm(ActForm):
    """A room of a site."""

    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), empty_label=None)
    name = forms.CharField(label="Nom", max_length=100)
    kind = forms.ChoiceField(label="Usage", choices=SalleKind.choices, widget=forms.RadioSelect)
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=500, initial=4)

    def __init__(self, *args: Any, organisme: Organisme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = organisme.sites.all()  # type: ignore[attr-defined]
