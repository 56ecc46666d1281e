from hypothesis import given

from jalon.referentiel.document import from_json, to_json
from jalon.referentiel.schema import TitreVersion

from .strategies import examples, titres


@examples(60)
@given(titres())
def test_whatever_is_drawn_is_a_sound_referentiel(titre: TitreVersion) -> None:
    assert from_json(to_json(titre)) == titre
    assert all(titre.resolve(id) for id in titre.ids())
