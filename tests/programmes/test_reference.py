from gapbridge.programmes.models import Clause, Place
from gapbridge.programmes.reference import load_reference


def test_loading_twice_adds_nothing(db):
    first = load_reference()
    assert all(first.values())
    assert not any(load_reference().values())


def test_every_settlement_rolls_up_to_its_district(db):
    load_reference()
    quzanli = Place.objects.get(code="AZ-AGM.quzanli")
    assert quzanli.district.code == "AZ-AGM"
    assert quzanli.district.district == quzanli.district


def test_names_follow_the_language(db, settings):
    load_reference()
    clause = Clause.objects.get(framework__key="protection-gaps", code="E")
    assert len({clause.title_en, clause.title_az, clause.title_ru}) == 3
