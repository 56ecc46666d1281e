"""Those who give the séances of a centre: their titles, their contracts."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles
from jalon.common.listing import Column, build_listing, search_fields
from jalon.parcours.permissions import LEADERS, TEAM
from jalon.prestation.enums import TrainerStatus
from jalon.prestation.forms.absences import TrainerForm, trainer_initial
from jalon.prestation.models import TrainerRecord
from jalon.prestation.operations.trainers import record_trainer
from jalon.prestation.rules.trainers import contract_alert
from jalon.prestation.views.acts import act_page
from jalon.prestation.views.prestations import crumbs_of, trainers_of

COLUMNS = (
    Column("nom", "Intervenant", ("birth_name", "first_name")),
    Column("statut", "Statut", ("trainer_record__status",)),
    Column("titres", "Diplômes, titres et références", ()),
    Column("vus", "Justificatifs vus", ("trainer_record__checked_on",)),
)


@for_roles(*TEAM)
@require_safe
def trainer_list(request: ActorRequest) -> HttpResponse:
    """Everyone who may give a séance, with what the centre can say of them."""
    organisme = current_organisme(request.actor)
    listing = build_listing(
        trainers_of(organisme.pk).select_related("trainer_record"),
        request.GET,
        columns=COLUMNS,
        default="nom",
        search=search_fields("search_text__icontains", "trainer_record__titles__icontains"),
        noun="intervenant",
    )
    today = timezone.localdate()
    for person in listing.rows:
        person.record = getattr(person, "trainer_record", None)
        person.may_edit = _may_edit(request, person.user_id)
        if person.record:
            person.alert = contract_alert(person.record.status, person.record.contract_until, today)
    return render(request, "prestation/trainers.html", {"listing": listing, "crumbs": crumbs_of()})


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def trainer_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Write someone’s titles: oneself, or whoever leads the centre."""
    person = get_object_or_404(trainers_of(current_organisme(request.actor).pk), pk=pk)
    if not _may_edit(request, person.user_id):
        raise PermissionDenied("Cette fiche revient à l’intervenant ou à un responsable du centre.")
    record = TrainerRecord.objects.filter(person=person).first()
    back = reverse("prestation:trainers")

    def do(form: TrainerForm) -> str:
        data = dict(form.cleaned_data)
        record_trainer(
            actor=request.actor, person=person, status=TrainerStatus(data.pop("status")), now=timezone.now(),
            **data,
        )  # fmt: skip
        return back

    return act_page(
        request, TrainerForm(request.POST or None, initial=trainer_initial(record)), do,
        heading=f"Fiche d’intervenant : {person.full_name}", button="Enregistrer", back=back,
        done="La fiche est à jour.", crumbs=(*crumbs_of(), ("Intervenants", back)),
    )  # fmt: skip


def _may_edit(request: ActorRequest, user_id: int | None) -> bool:
    return request.actor.has(*LEADERS) or (user_id is not None and user_id == request.actor.user_id)
