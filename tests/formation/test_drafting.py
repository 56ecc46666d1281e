"""A programme written on screen: begun from the référentiel, checked at each change, copied once it is followed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.formation.enums import ItemMode
from jalon.formation.models import Programme, ProgrammeItem
from jalon.formation.operations.drafting import (
    add_item,
    change_module,
    copy_programme,
    draft_programme,
    raise_item,
    remove_item,
)
from jalon.formation.operations.programmes import advance_programme, follow_programme
from tests import cast
from tests.formation.conftest import CIP


def _codes(programme):
    return {one["code"] for one in Programme.objects.get(pk=programme.pk).report}


@pytest.fixture
def draft(leader, now):
    return draft_programme(
        actor=leader, organisme=cast.centre(), titre=CIP, heading="CIP du soir", ccp_numbers=(2,), now=now
    )


def _add(actor, module, now, heading="Contractualiser le parcours", minutes=420, refs=(6,), **changes):
    given = {"mode": ItemMode.ON_SITE, "work": "", **changes}
    return add_item(
        actor=actor, module=module, heading=heading, minutes=minutes, now=now,
        competence_refs=[CIP.competence_id(one) for one in refs], **given,
    )  # fmt: skip


def test_it_begins_with_a_module_per_ccp_and_the_hours_of_the_re(draft, leader, now):
    module = draft.modules.get()
    assert (module.ccp_number, module.title) == (2, CIP.ccp(2).title)
    assert module.company_minutes == (CIP.ccp(2).scheme.company_hours or 0) * 60
    assert _codes(draft) == {"no_seance"}
    with pytest.raises(TransitionRefused, match="aucune séance"):
        advance_programme(actor=leader, programme=draft, act="adopt", now=now)


def test_each_change_is_checked_like_a_file(draft, leader, now):
    module = draft.modules.get()
    numbers = [one.number for one in CIP.ccp(2).competences]
    _add(leader, module, now, refs=numbers[:1])
    assert _codes(draft) == {"competence_uncovered"}
    _add(leader, module, now, heading="Tout le reste", refs=numbers[1:])
    assert _codes(draft) == set()
    change_module(actor=leader, module=module, title=module.title, minutes=900, company_minutes=60, now=now)
    assert _codes(draft) == {"seances_total", "company_minimum"}
    found = Programme.objects.get(pk=draft.pk).report
    assert found[0]["quotes"][0]["where"] == "module 2" or found[0]["quotes"][0]["where"] == "module 1"


def test_a_seance_is_added_once_moved_and_taken_out(draft, leader, now):
    module = draft.modules.get()
    first = _add(leader, module, now)
    assert _add(leader, module, now) == first
    second = _add(leader, module, now, heading="Accompagner")
    raise_item(actor=leader, item=second, now=now)
    assert [one.heading for one in module.items.order_by("rank")] == [
        "Accompagner",
        "Contractualiser le parcours",
    ]
    second.refresh_from_db()
    raise_item(actor=leader, item=second, now=now)  # the first one stays
    remove_item(actor=leader, item=second, now=now)
    assert [(one.heading, one.rank) for one in module.items.all()] == [("Contractualiser le parcours", 1)]
    for minutes in (0, -60):
        with pytest.raises(ValidationError):
            _add(leader, module, now, minutes=minutes, heading="Rien")


def test_the_document_says_nothing_of_hours_not_yet_written(draft, leader, now):
    from jalon.formation.letters.programmes import programme_remis
    from jalon.formation.queries import items_of

    assert programme_remis(draft, items_of(draft), CIP).parts[0].hours == ""
    _add(leader, draft.modules.get(), now)
    assert programme_remis(draft, items_of(draft), CIP).parts[0].hours == "7 h"


def test_what_is_followed_is_copied_not_changed(programme, prestation, leader, now):
    follow_programme(actor=leader, prestation=prestation, programme=programme, now=now)
    item = ProgrammeItem.objects.filter(module__programme=programme).first()
    for act in (
        lambda: _add(leader, item.module, now),
        lambda: remove_item(actor=leader, item=item, now=now),
        lambda: raise_item(actor=leader, item=item, now=now),
        lambda: change_module(
            actor=leader, module=item.module, title="x", minutes=1, company_minutes=1, now=now
        ),
    ):
        with pytest.raises(TransitionRefused, match="il ne change plus"):
            act()
    copied = copy_programme(actor=leader, programme=programme, now=now)
    assert (copied.version, copied.status, copied.frozen_at) == (programme.version + 1, "proposed", None)
    assert ProgrammeItem.objects.filter(module__programme=copied).count() == (
        ProgrammeItem.objects.filter(module__programme=programme).count()
    )
    programme.refresh_from_db()
    assert programme.status == "in_force"


def test_a_change_in_force_issues_the_pdf_again(programme, leader, now):
    kind = {"kind": "formation.programme"}
    before = IssuedDocument.objects.filter(**kind).count()
    _add(leader, programme.modules.first(), now)
    assert IssuedDocument.objects.filter(**kind).count() == before + 1
    assert IssuedDocument.objects.filter(superseded_by=None, **kind).count() == 1


def test_it_is_written_on_screen(client, titres):
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    assert "Écrire un programme" in client.get(reverse("formation:programmes")).content.decode()
    url = reverse("formation:programme_draft")
    refused = client.post(url, {"titre": CIP.ref, "ccps": "1, 9"}).content.decode()
    assert "n’a pas de CCP 9" in refused
    assert client.post(url, {"titre": CIP.ref, "heading": "À la main", "ccps": ""}).status_code == 302
    made = Programme.objects.get(heading="À la main")
    module = made.modules.first()
    add = reverse("formation:programme_item_add", args=[made.pk, module.pk])
    for hours in ("-1", "NaN", "1e9", "0", "abc"):
        assert client.post(add, {"heading": "Séance", "hours": hours, "mode": "on_site"}).status_code == 200
    sent = {"heading": "Accueil 🙂", "hours": "3.5", "mode": "on_site", "competences": [CIP.competence_id(1)]}
    assert client.post(add, {**sent, "more": "1"}).url == add
    assert ProgrammeItem.objects.get(module=module).minutes == 210
    page = client.get(reverse("formation:programme", args=[made.pk])).content.decode()
    assert "Ajouter une séance" in page
    assert "Ce qui ne s’additionne pas" in page
    change = reverse("formation:programme_module", args=[made.pk, module.pk])
    assert client.post(change, {"title": "Accueillir", "hours": "7", "company": ""}).status_code == 302
    module.refresh_from_db()
    assert (module.title, module.minutes, module.company_minutes) == ("Accueillir", 420, None)


def test_a_module_or_a_seance_of_another_programme_is_not_found(client, programme, draft):
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    other = programme.modules.first()
    item = other.items.first()
    assert client.get(reverse("formation:programme_item_add", args=[draft.pk, other.pk])).status_code == 404
    assert client.get(reverse("formation:programme_module", args=[draft.pk, other.pk])).status_code == 404
    assert (
        client.post(reverse("formation:programme_item_remove", args=[draft.pk, item.pk])).status_code == 404
    )
    assert client.post(reverse("formation:programme_item_raise", args=[draft.pk, item.pk])).status_code == 404
