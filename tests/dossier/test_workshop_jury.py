"""From the candidate's file to the jury: exactly that file, on the day and never before, each opening journaled."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.dossier.models import Dossier, DossierVersion
from jalon.dossier.operations.dossiers import hand_over_version, keep_report, open_dossier
from jalon.dossier.rules import DP_NAME
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from tests import cast as people
from tests.dossier import workshop
from tests.dossier.workshop import checked
from tests.jury import cast

pytestmark = pytest.mark.django_db
FILE = b"%PDF-1.7 le dossier d'Ines\n%%EOF\n"
TODAY = date.today()  # noqa: DTZ011


@pytest.fixture
def exam(settings, tmp_path):
    """A convened session, three days from now, with its juries and its published timetable."""
    settings.MEDIA_ROOT = tmp_path
    exam = cast.session(status=SessionStatus.CONVENED)
    _move(exam, days=3)
    return exam


def _move(exam, *, days):
    day = TODAY + timedelta(days=days)
    ExamSession.objects.filter(pk=exam.pk).update(starts_on=day, ends_on=day + timedelta(days=1))


def _begin(exam):
    _move(exam, days=0)
    ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.IN_PROGRESS)


def juror(number=1):
    return people.client(cast.juror_user(number))


def handed_over(row):
    """What the candidate does on the screens: open, deposit, hand over."""
    browser = people.client(Role.CANDIDAT)
    where = reverse("dossier:open", args=[row.parcours_id])
    browser.post(where, {"what": f"title|{workshop.PRODUCTION.name}"})
    dossier = Dossier.objects.get()
    browser.post(
        reverse("dossier:deposit", args=[dossier.pk]), {"file": SimpleUploadedFile("mon dossier.pdf", FILE)}
    )
    version = DossierVersion.objects.get()
    keep_report(version=version, report=workshop.report(), passages=[], reason="")
    answer = browser.post(reverse("dossier:hand_over", args=[dossier.pk, 1]), follow=True)
    assert "Votre dossier est remis" in answer.text
    version.refresh_from_db()
    return version


def test_the_jury_reads_the_very_file_on_the_day_and_never_before(exam):
    row = cast.inscription(exam)
    version = handed_over(row)
    assert version.sha256 == version.piece.sha256 == sha256(FILE).hexdigest()
    address = reverse("jury:piece", args=[row.pk, version.piece_id])

    assert juror().get(address).status_code == 403
    _move(exam, days=1)
    assert juror().get(address).status_code == 403
    assert not JournalEntry.objects.filter(verb="jury.read_piece").exists()

    _begin(exam)
    answer = juror().get(address)
    read = b"".join(answer.streaming_content)
    assert sha256(read).hexdigest() == version.sha256
    assert ".pdf" in answer["Content-Disposition"]
    entry = JournalEntry.objects.get(verb="jury.read_piece")
    assert entry.kind == JournalEntry.Kind.ACCESS
    assert entry.actor_ref == cast.juror_actor().ref
    assert entry.data["sha256"] == version.sha256
    assert juror(3).get(address).status_code == 404, "another jury of the same session"
    assert people.client(Role.CANDIDAT).get(address).status_code == 403


def test_no_door_of_the_workshop_opens_to_the_jury(exam):
    row = cast.inscription(exam)
    version = handed_over(row)
    _begin(exam)
    for name, args in (
        ("dossier", [version.dossier_id]),
        ("version", [version.dossier_id, 1]),
        ("version_file", [version.dossier_id, 1]),
        ("receipt", [version.dossier_id, 1]),
    ):
        assert juror().get(reverse(f"dossier:{name}", args=args)).status_code == 403


def test_a_version_deposited_after_the_hand_over_is_not_the_one_that_is_read(exam, now):
    row = cast.inscription(exam)
    version = handed_over(row)
    ines = people.actor(Role.CANDIDAT)
    checked(version.dossier, ines, now, b"%PDF-1.7 un brouillon de plus\n%%EOF\n")
    _begin(exam)
    page = juror().get(reverse("jury:session_day", args=[exam.pk]))
    assert page.status_code == 200
    read = juror().get(reverse("jury:piece", args=[row.pk, version.piece_id]))
    assert b"".join(read.streaming_content) == FILE


def test_a_file_altered_on_the_disk_is_not_passed_off_as_the_one_handed_over(exam):
    row = cast.inscription(exam)
    version = handed_over(row)
    _begin(exam)
    with version.piece.file.storage.open(version.piece.file.name, "wb") as stream:
        stream.write(b"%PDF-1.7 autre chose")
    answer = juror().get(reverse("jury:piece", args=[row.pk, version.piece_id]))
    assert answer.status_code == 403
    assert "n’est plus celui qui a été remis" in answer.text
    assert not JournalEntry.objects.filter(verb="jury.read_piece").exists()


def test_the_jury_holds_what_was_written_for_its_session_and_the_dp(exam, now):
    row = cast.inscription(exam)
    version = handed_over(row)
    ines = people.actor(Role.CANDIDAT)
    kept = {}
    for scope, name in (("ccp2", workshop.CIP.scheme("ccp2").productions[0].name), ("ccp2", DP_NAME)):
        other = open_dossier(actor=ines, parcours=row.parcours, scope=scope, production=name, now=now)
        made = hand_over_version(
            actor=ines, version=checked(other, ines, now, f"%PDF {scope} {name}".encode()), now=now
        )
        kept[name] = made.piece
    _begin(exam)
    found = {
        name: juror().get(reverse("jury:piece", args=[row.pk, piece.pk])) for name, piece in kept.items()
    }
    assert {name: answer.status_code for name, answer in found.items()} == {
        workshop.CIP.scheme("ccp2").productions[0].name: 404,
        DP_NAME: 200,
    }
    assert juror().get(reverse("jury:piece", args=[row.pk, version.piece_id])).status_code == 200


def test_the_same_dp_handed_over_for_two_ccps_stays_where_one_is_replaced(exam, now):
    ines, path = people.actor(Role.CANDIDAT), cast.inscription(exam).parcours
    one, other = (
        open_dossier(actor=ines, parcours=path, scope=scope, production=DP_NAME, now=now)
        for scope in ("ccp1", "ccp2")
    )
    for dossier in (one, other):
        hand_over_version(actor=ines, version=checked(dossier, ines, now, FILE), now=now)
    hand_over_version(actor=ines, version=checked(one, ines, now, FILE + b"2"), now=now)
    kept = other.versions.get()
    assert kept.piece.withdrawn_at is None


def test_once_the_session_has_begun_nothing_more_is_handed_over(exam, now):
    version = handed_over(cast.inscription(exam))
    _begin(exam)
    late = checked(version.dossier, people.actor(Role.CANDIDAT), now, FILE + b"trop tard")
    answer = people.client(Role.CANDIDAT).post(
        reverse("dossier:hand_over", args=[version.dossier_id, late.number])
    )
    assert answer.status_code == 409
    assert "La session a commencé" in answer.text
    version.piece.refresh_from_db()
    assert version.piece.withdrawn_at is None
