"""QR codes: well-formed, without a size of their own, one for each text."""

from xml.etree.ElementTree import fromstring

from liaison_app.adapters.qr_codes import SegnoQrCodes


def test_a_code_fills_what_it_stands_in():
    root = fromstring(SegnoQrCodes().svg("https://liaison.example/n/cobbs-creek"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    assert width == height >= 21
    assert "width" not in root.attrib


def test_each_text_has_a_code_of_its_own():
    codes = SegnoQrCodes()
    assert codes.svg("https://liaison.example/n/a") != codes.svg("https://liaison.example/n/b")
    assert codes.svg("https://liaison.example/n/a") == codes.svg("https://liaison.example/n/a")
