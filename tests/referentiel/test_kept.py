import json

from jalon.referentiel import kept
from tests.referentiel import readings


def test_an_outcome_kept_as_json_comes_back_the_same() -> None:
    imported = readings.doubtful(pages=True)
    assert kept.load(json.loads(json.dumps(kept.dump(imported)))) == imported


def test_an_outcome_that_cannot_stand_is_kept_with_its_faults() -> None:
    document = readings.document()
    del document["decree_date"]
    imported = readings.reading(document)
    assert kept.load(kept.dump(imported)).faults == ("decree_date : clé absente.",)
    assert kept.load(kept.dump(imported)).titre is None
