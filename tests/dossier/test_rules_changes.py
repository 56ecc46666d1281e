"""What changed between two versions, paragraph by paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from jalon.dossier.rules.changes import changes


def told(*texts, part=1):
    return [{"part": part, "page": rank, "text": text} for rank, text in enumerate(texts, 1)]


def test_equal_versions_differ_in_nothing():
    assert changes(told("Un", "Deux"), told("Un", "Deux")) == ()


def test_a_rewritten_paragraph_shows_its_words():
    (found,) = changes(told("Le bilan fut partagé avec elle."), told("Le bilan sera partagé avec elle."))
    assert found.kind == "changed"
    assert ("removed", "fut") in found.words
    assert ("added", "sera") in found.words


def test_a_paragraph_of_other_words_went_and_another_came():
    kinds = [
        one.kind for one in changes(told("Le territoire est rural."), told("Trois entretiens ont suivi."))
    ]
    assert kinds == ["removed", "added"]


def test_a_change_names_the_part_and_the_page_of_the_new_version():
    (found,) = changes(told("Un"), told("Un", "Un ajout de toutes pièces", part=2))
    assert (found.kind, found.part, found.page) == ("added", 2, 2)


@given(
    st.lists(st.text("abc ", min_size=1, max_size=12), max_size=8),
    st.lists(st.text("abc ", min_size=1, max_size=12), max_size=8),
)
def test_nothing_is_lost_between_two_versions(before, after):
    found = changes(told(*before), told(*after))
    kept = [one for one in before if one in after]
    for text in before:
        assert text in kept or any(text == one.before for one in found)
    for text in after:
        assert text in kept or any(text == one.after for one in found)
