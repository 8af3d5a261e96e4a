"""Who speaks for a neighborhood, in words."""

from __future__ import annotations

import pytest

from liaison_app.domain.speakers import LANGUAGES, Speaker, Speakers
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.wording.speakers import say_languages, say_speakers


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "Renee T. speaks here."), ("es", "Aquí habla Renee T.")], ids=["en", "es"]
)
def test_a_name_with_an_initial_ends_with_one_stop(locale, said):
    with using_locale(locale):
        assert say_speakers(Speakers(named=(Speaker("Renee T.", ("en",), ""),))).said == said


def test_every_language_has_a_name_in_every_locale():
    for locale in LOCALES:
        with using_locale(locale):
            names = [say_languages([code]) for code in LANGUAGES]
        assert not {name.lower() for name in names} & set(LANGUAGES)
