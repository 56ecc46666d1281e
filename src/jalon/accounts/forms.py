"""Forms of the accounts screens."""

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme, Site, User
from jalon.accounts.permissions import roles_offered
from jalon.common.forms import DateInput
from jalon.common.models import JournalEntry


def _plain(form: forms.BaseForm, labels: Mapping[str, str]) -> None:
    """Our words instead of allauth's, and no placeholder: a label that vanishes helps nobody."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's sign-in form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": "Adresse électronique", "password": "Mot de passe"})
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": "Adresse électronique"})


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self,
            {
                "oldpassword": "Mot de passe actuel",
                "password1": "Nouveau mot de passe",
                "password2": "Le même, pour vérifier",
            },
        )


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"code": "Code"})


class ConfirmCodeForm(ReauthenticateForm):  # type: ignore[misc]
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"code": "Code"})


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"code": "Code"})


class LinkRequestForm(forms.Form):
    """Where to send a sign-in link."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AcceptForm(forms.Form):
    """Name and password of someone who accepts an invitation.

    Jurors and candidates may do without a password: they sign in by links.
    """

    first_name = forms.CharField(
        label="Prénom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text="Douze caractères au moins. Une phrase est plus facile à retenir.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Le même mot de passe, pour vérifier",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, password_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        if not password_required:
            self.fields["password"].required = self.fields["again"].required = False
            self.fields[
                "password"
            ].help_text = (
                "Douze caractères au moins. Sans mot de passe, vous recevrez un lien à chaque connexion."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password = data.get("password") or ""
        if password != (data.get("again") or ""):
            self.add_error("again", "Les deux mots de passe diffèrent.")
        elif password:
            user = User(
                email=self._email, first_name=data.get("first_name", ""), last_name=data.get("last_name", "")
            )
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class NameForm(forms.ModelForm[User]):
    """One's own name."""

    class Meta:
        model = User
        fields = ["first_name", "last_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].required = True
            self.fields[name].widget.attrs["autocomplete"] = hint


class OrganismeForm(forms.ModelForm[Organisme]):
    """Identity of an organisme, as its documents show it."""

    # Wider than the column: people paste it with spaces.
    siret = forms.CharField(label="SIRET", required=False, max_length=30, help_text="Quatorze chiffres.")

    class Meta:
        model = Organisme
        fields = ["name", "departement", "address", "siret", "nda", "email", "phone"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "departement": "Deux ou trois caractères : 31, 2A, 974.",
            "nda": "Onze chiffres, attribués par la DREETS.",
        }

    def clean_siret(self) -> str:
        return _digits(self.cleaned_data["siret"], 14, "Le SIRET compte quatorze chiffres.")

    def clean_nda(self) -> str:
        return _digits(
            self.cleaned_data["nda"], 11, "Le numéro de déclaration d’activité compte onze chiffres."
        )

    def clean_departement(self) -> str:
        return _departement(self.cleaned_data["departement"])


class SiteForm(forms.ModelForm[Site]):
    """A place where sessions are held."""

    class Meta:
        model = Site
        fields = ["name", "address", "departement", "access_notes"]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "access_notes": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"access_notes": "Transports, étage, ascenseur : repris dans les convocations."}

    def clean_departement(self) -> str:
        return _departement(self.cleaned_data["departement"])


class InvitationForm(forms.Form):
    """Whom to invite, to which role."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    first_name = forms.CharField(label="Prénom", max_length=100, required=False)
    last_name = forms.CharField(label="Nom", max_length=100, required=False)
    role = forms.ChoiceField(label="Rôle")

    def __init__(self, *args: Any, organisme: Organisme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(roles_offered(organisme))  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(forms.Form):
    """A role to give to a member who does not hold it yet."""

    role = forms.ChoiceField(label="Rôle à donner")

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(roles)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class JournalFilterForm(forms.Form):
    """What to show of the journal."""

    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Actes et accès"), *JournalEntry.Kind.choices]
    )
    auteur = forms.ChoiceField(label="Auteur", required=False)
    du = forms.DateField(label="Du", required=False, widget=DateInput)
    au = forms.DateField(label="Au", required=False, widget=DateInput)

    def __init__(self, *args: Any, authors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["auteur"].choices = [("", "Tout le monde"), *authors]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", "Ce jour précède le début de la période.")
        return data


def _role_choices(roles: list[Role]) -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in roles]


def _digits(text: str, count: int, message: str) -> str:
    digits = "".join(text.split())
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == count):
        raise ValidationError(message)
    return digits


def _departement(text: str) -> str:
    code = text.strip().upper()
    known = code in {"2A", "2B"} or (code.isascii() and code.isdigit() and len(code) in {2, 3})
    if code and not known:
        raise ValidationError("Donnez le code du département : 31, 2A, 974.")
    return code
