from __future__ import annotations

import pytest

from liaison_app.cities import city_folder
from liaison_app.cities.guidance import CityGuidance, read_guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.service_search import ServiceSearch, ServiceWords, words_of


@pytest.fixture(scope="module")
def guidance() -> CityGuidance:
    return read_guidance(city_folder("philadelphia"))


ENGLISH = [
    ("couch", "SR-ST02"),
    ("couch on the sidewalk", "SR-ST02"),
    ("somebody dumped tires and a matress", "SR-ST02"),
    ("Someone left a sofa on my block", "SR-ST02"),
    ("short dumping in the alley", "SR-ST02"),
    ("hole in the street", "SR-ST01"),
    ("huge pothole", "SR-ST01"),
    ("pot holes", "SR-ST01"),
    ("sinkhole on my street", "SR-ST01"),
    ("light out", "SR-ST04"),
    ("street light is out", "SR-ST04"),
    ("streetlite flickering", "SR-ST04"),
    ("it is too dark at night", "SR-ST04"),
    ("light in the back alley is out", "SR-ST06"),
    ("traffic light out", "SR-ST25"),
    ("walk signal broken", "SR-ST25"),
    ("stuck on red", "SR-ST25"),
    ("abandoned car", "SR-PD01"),
    ("abandon car", "SR-PD01"),
    ("car with no tags hasn't moved in months", "SR-PD01"),
    ("junk truck on the corner", "SR-PD01"),
    ("trash not picked up", "SR-ST03"),
    ("they missed our recycling", "SR-ST03"),
    ("recyling", "SR-ST03"),
    ("graffiti", "SR-CL01"),
    ("graffitti on my wall", "SR-CL01"),
    ("someone tagged the store", "SR-CL01"),
    ("vacant lot full of weeds", "SR-CL02"),
    ("tall grass in the empty lot", "SR-CL02"),
    ("abandoned house", "SR-LI27"),
    ("squatters in a vacant house", "SR-LI27"),
    ("house about to collapse", "SR-LI03"),
    ("bricks falling off the wall", "SR-LI03"),
    ("landlord won't fix the leak", "SR-LI21"),
    ("no heat in my apartment", "SR-LI22"),
    ("rats", "SR-LI17"),
    ("bed bugs", "SR-LI17"),
    ("dead cat", "SR-ST10"),
    ("dead racoon in the road", "SR-ST10"),
    ("broken sidewalk", "SR-ST09"),
    ("tripped on the sidwalk", "SR-ST09"),
    ("stop sign knocked over", "SR-ST21"),
    ("cars speeding, need a speed bump", "SR-ST24"),
    ("snow plow never came", "SR-ST18"),
    ("neighbor did not shovel the sidewalk", "SR-ST20"),
    ("fallen branch", "SR-PR08"),
    ("dead street tree", "SR-PR08"),
    ("my neighbor's tree is leaning on my house", "SR-LI25"),
    ("broken swing at the playground", "SR-PR01"),
    ("storm drain clogged with leaves", "SR-WD01"),
    ("corner floods when it rains", "SR-WD01"),
    ("open fire hydrant", "SR-WD02"),
    ("missing manhole cover", "SR-ST14"),
    ("overflowing dumpster", "SR-ST19"),
    ("construction without a permit", "SR-LI02"),
    ("smoke detector", "SR-FD02"),
    ("police officer was rude", "SR-PD02"),
    ("fixing cars on the block", "SR-LI28"),
    ("faded crosswalk", "SR-ST13"),
    ("old bike chained to a pole", "SR-ST05"),
]
SPANISH = [
    ("sofá", "SR-ST02"),
    ("sofa en la acera", "SR-ST02"),
    ("tiraron basura y gomas en la esquina", "SR-ST02"),
    ("bache", "SR-ST01"),
    ("baches en mi calle", "SR-ST01"),
    ("un hoyo en la calle", "SR-ST01"),
    ("luz apagada", "SR-ST04"),
    ("la luz de la calle está fundida", "SR-ST04"),
    ("carro abandonado", "SR-PD01"),
    ("coche avandonado", "SR-PD01"),
    ("carro sin tablilla", "SR-PD01"),
    ("no recogieron la basura", "SR-ST03"),
    ("no pasó el camión de la basura", "SR-ST03"),
    ("grafiti", "SR-CL01"),
    ("rayaron mi pared", "SR-CL01"),
    ("lote baldío", "SR-CL02"),
    ("hierba alta en el solar", "SR-CL02"),
    ("casa abandonada", "SR-LI27"),
    ("semáforo no funciona", "SR-ST25"),
    ("semaforo", "SR-ST25"),
    ("no hay calefacción", "SR-LI22"),
    ("ratas y cucarachas", "SR-LI17"),
    ("acera rota", "SR-ST09"),
    ("árbol caído", "SR-PR08"),
    ("se inunda la esquina", "SR-WD01"),
    ("hidrante abierto", "SR-WD02"),
    ("señal de pare tumbada", "SR-ST21"),
    ("nieve en la acera", "SR-ST20"),
    ("perro muerto en la calle", "SR-ST10"),
    ("detector de humo", "SR-FD02"),
    ("queja de la policía", "SR-PD02"),
    ("columpio roto en el parque", "SR-PR01"),
]


@pytest.mark.parametrize(("said", "code"), ENGLISH)
def test_finds_what_english_speakers_mean(guidance: CityGuidance, said: str, code: str) -> None:
    assert guidance.find(said, "en")[0] == code


@pytest.mark.parametrize(("said", "code"), SPANISH)
def test_finds_what_spanish_speakers_mean(guidance: CityGuidance, said: str, code: str) -> None:
    assert guidance.find(said, "es")[0] == code


@pytest.mark.parametrize(("said", "code"), [("bache", "SR-ST01"), ("sofá", "SR-ST02"), ("carro abandonado", "SR-PD01")])
def test_every_language_is_searched_whatever_the_page_speaks(guidance: CityGuidance, said: str, code: str) -> None:
    assert guidance.find(said, "en")[0] == code


@pytest.mark.parametrize("begun", ["grafi", "pothol", "mattr", "hydra"])
def test_finds_while_typing(guidance: CityGuidance, begun: str) -> None:
    whole = {"grafi": "SR-CL01", "pothol": "SR-ST01", "mattr": "SR-ST02", "hydra": "SR-WD02"}

    assert guidance.find(begun, "en")[0] == whole[begun]


@pytest.mark.parametrize("said", ["", "  ", "the on of", "xyzzy qwrtpl", "???"])
def test_says_nothing_to_nothing(guidance: CityGuidance, said: str) -> None:
    assert list(guidance.find(said, "en")) == []


def test_doubtful_words_offer_several(guidance: CityGuidance) -> None:
    """ "trash" alone may be dumping, a missed collection or a dirty lot: all are offered."""
    assert {"SR-ST02", "SR-ST03"} <= set(guidance.find("trash", "en")[:4])


def test_rank_decides_between_equals() -> None:
    def service(code: str, rank: int) -> ServiceWords:
        return ServiceWords(ServiceCode(code), {"en": ["noise"]}, {}, {}, rank)

    assert ServiceSearch([service("B", 2), service("A", 1)]).find("noise", "en") == ["A", "B"]


def test_accents_plurals_and_stop_words_do_not_matter() -> None:
    assert words_of("Los BACHES en la calle") == words_of("bache calle")
    assert words_of("tires") == words_of("tire")
