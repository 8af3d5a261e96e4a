"""A file that cannot be taken is refused with a sentence that says why."""

from __future__ import annotations

import json

import pytest

from liaison_app.domain.geojson import field_of, read_features
from liaison_app.domain.ports_open_data import SourceUnreadable

SQUARE = [[[-75.2, 39.9], [-75.1, 39.9], [-75.1, 40.0], [-75.2, 39.9]]]
AREAS = ("Polygon", "MultiPolygon")


def feature(geometry=None, **facts) -> dict:
    return {"type": "Feature", "properties": facts, "geometry": geometry or {"type": "Polygon", "coordinates": SQUARE}}


def content(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def crs(name: str) -> dict:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "is no GeoJSON:"),
        (b"\xff\xfe\x00", "is no GeoJSON:"),
        (b"<html>", "is no GeoJSON:"),
        (b"[" * 100_000, "is no GeoJSON:"),
        (b'{"type": "Topology"}', "is no GeoJSON FeatureCollection"),
        (b"[]", "is no GeoJSON FeatureCollection"),
        (content(), "holds no feature with a Polygon or MultiPolygon"),
        (b'{"type": "FeatureCollection", "features": 7}', "holds no feature"),
        (content(feature(), crs=crs("urn:ogc:def:crs:EPSG::2272")), "EPSG::2272: export it as WGS 84"),
        (content(feature({"type": "Point", "coordinates": [-75, 40]})), "Feature 1 of F is a Point"),
        (
            content(feature({"type": "Polygon", "coordinates": [[[2.7e6, 2.4e5]] * 4]})),
            "not in WGS 84 degrees: 2700000",
        ),
        (content(feature({"type": "Polygon", "coordinates": [[["x", 1]]]})), "Feature 1 of F is not in WGS 84"),
        (content(feature({"type": "Polygon", "coordinates": [[[1]]]})), "Feature 1 of F is not in WGS 84"),
        (content(feature({"type": "Polygon"})), "Feature 1 of F is not in WGS 84"),
        (
            b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[NaN,1]]]}}]}',
            "nan, 1",
        ),
    ],
)
def test_what_is_wrong_is_said(given, said):
    with pytest.raises(SourceUnreadable, match=r"^[^\n]+\.$") as refused:
        read_features(given, "F", kinds=AREAS)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_degrees_by_any_name_are_taken(name):
    twice = {"type": "MultiPolygon", "coordinates": [SQUARE] * 2}
    nowhere = {"type": "Feature", "geometry": None, "properties": {}}
    found = read_features(content(feature(), feature(twice), nowhere, crs=crs(name)), "F", kinds=AREAS)
    assert [len(one.parts) for one in found] == [1, 2]
    assert found[0].parts[0][0][0] == (-75.2, 39.9)


def test_the_first_known_field_that_every_feature_fills_names_them():
    rows = read_features(
        content(feature(NAME="A", MapName="a", id=1), feature(NAME="B", MapName=" ", id=2)), "F", kinds=AREAS
    )
    assert field_of(rows, ("mapname", "name")) == "NAME"
    assert field_of(rows, ("title",)) == ""
