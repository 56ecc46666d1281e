"""Pieces handed over: sealed, kept under a random name, never replaced; and which ones are due."""

import hashlib

import pytest

from jalon.accounts.enums import Role
from jalon.common.uploads import PDF, Received
from jalon.dossier.models import Piece
from jalon.dossier.operations import hand_over_piece, withdraw_piece
from jalon.dossier.queries import kinds_in_hand, pieces_of
from jalon.dossier.rules import pieces_due
from jalon.parcours.models import Parcours
from jalon.referentiel.shipped import shipped_titres
from tests import cast

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]


@pytest.mark.parametrize(
    ("titre", "scopes", "kinds"),
    [
        (CIP, ["title"], ["dp", "production"]),
        (CIP, ["ccp2", "ccp3"], ["dp", "production"]),
        (CIP, ["final_interview"], ["dp", "livret"]),
        (ETI, ["title"], ["dp", "production", "preparation_file"]),
        (ETI, ["ccp3"], ["dp", "preparation_file"]),
        (CIP, [], ["dp"]),
    ],
)
def test_the_referentiel_says_which_pieces_are_due(titre, scopes, kinds):
    assert [due.kind for due in pieces_due(titre, scopes)] == kinds


@pytest.fixture
def path(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Parcours.objects.create(person=cast.candidate_person(), titre_ref=CIP.ref, route="formation")


def hand_over(path, now, content=b"%PDF-1", **told):
    return hand_over_piece(
        actor=cast.actor(Role.RESPONSABLE_SESSION),
        parcours=path,
        kind="dp",
        file=Received("dp.pdf", PDF, content) if content else None,
        now=now,
        **told,
    )


def test_a_piece_is_sealed_under_a_random_name(path, now):
    piece = hand_over(path, now)
    assert (piece.sha256, piece.size, piece.name) == (hashlib.sha256(b"%PDF-1").hexdigest(), 6, "dp.pdf")
    assert "dp" not in piece.file.name.rpartition("/")[2]
    assert piece.file.read() == b"%PDF-1"
    piece.file.close()


def test_the_same_content_is_kept_once_and_a_new_version_adds_a_row(path, now):
    assert hand_over(path, now) == hand_over(path, now)
    hand_over(path, now, content=b"%PDF-2")
    assert Piece.objects.count() == 2


def test_a_paper_needs_no_file(path, now):
    piece = hand_over(path, now, content=None)
    assert (piece.sha256, bool(piece.file)) == ("", False)
    assert kinds_in_hand([path.pk]) == {path.pk: {"dp"}}


def test_a_piece_set_aside_stays_in_the_records(path, now):
    piece = hand_over(path, now)
    for _ in range(2):
        withdraw_piece(actor=cast.actor(Role.RESPONSABLE_SESSION), piece=piece, now=now)
    assert not pieces_of(path).exists()
    assert Piece.objects.count() == 1
