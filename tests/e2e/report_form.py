"""The report as a person goes through it: a method for each screen, and everything found by what the screen says."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from liaison_app import routes
from liaison_app.i18n import t, using_locale

SOON_MS = 15_000
WORDS = {"en": "couch on the sidewalk", "es": "sofá en la acera"}
GPS_IFD, EXIF_MODEL = 0x8825, 0x0110


def write_photo(path: Path) -> Path:
    """A photo as a phone makes it, with the place where it stood and its model in it."""
    picture = Image.new("RGB", (1200, 900), "#9fb4c0")
    ImageDraw.Draw(picture).rounded_rectangle((300, 400, 900, 720), 60, fill="#7a4b2c")
    exif = picture.getexif()
    exif[EXIF_MODEL] = "Phone of a neighbor"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (39.0, 57.0, 9.36), 3: "W", 4: (75.0, 9.0, 54.72)})
    picture.save(path, "JPEG", exif=exif, quality=80)
    return path


def tells_where_it_was_taken(photo: bytes) -> bool:
    """Whether anything about its making is left in a photo."""
    exif = Image.open(io.BytesIO(photo)).getexif()
    return bool(dict(exif) or exif.get_ifd(GPS_IFD))


class ReportForm:
    """The steps of the report in one locale, on a page whose browser is signed in as a liaison."""

    def __init__(self, page: Page, locale: str = "en") -> None:
        self.page, self.locale = page, locale

    def say(self, text: str, **values: object) -> str:
        """A text of the app in this form's locale."""
        with using_locale(self.locale):
            return t(text, **values)

    def at(self, path: str) -> str:
        return routes.localized(path, self.locale)

    def button(self, *texts: str) -> Locator:
        """The button that says one of `texts`."""
        said = "|".join(re.escape(self.say(text)) for text in texts)
        return self.page.get_by_role("button", name=re.compile(f"^({said})$"))

    def question(self, title: str) -> None:
        """Wait until this step stands there and has what is kept."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(title), timeout=SOON_MS)
        self.page.locator("form[data-ready]").wait_for()

    def where(self) -> None:
        """Take the phone's own place, and go on."""
        self.question("Where is it?")
        self.button("Use my location").click()
        expect(self.page.get_by_text(self.say("You are within {metres} m of the pin.", metres=12))).to_be_visible()
        expect(self.page.get_by_text(self.say("Neighborhood"), exact=True)).to_be_visible(timeout=SOON_MS)
        self.button("This is the place").click()

    def what(self, words: str) -> str:
        """Say it in words, take the first kind that is offered, and go on; the kind's name."""
        self.question("What is it?")
        self.page.get_by_label(self.say("In your own words")).fill(words)
        first = self.kinds().first
        first.check(force=True, timeout=SOON_MS)
        name = first.evaluate("one => one.closest('label').querySelector('.choice-card__name').textContent")
        self.button("Go on", "Mine is different, go on").click()
        return name

    def kinds(self) -> Locator:
        """The kinds that are offered for the words."""
        return self.page.get_by_role("radiogroup", name=self.say("That sounds like")).get_by_role("radio")

    def answer(self) -> Locator:
        """A box of the question that dumping must have answered."""
        return self.page.get_by_role("group").get_by_role("checkbox").nth(2)

    def description(self) -> Locator:
        return self.page.get_by_label(self.say("Anything a crew should know?"))

    def photos_ready(self) -> Locator:
        """Each photo that has arrived at the server."""
        return self.page.get_by_role("region", name=self.say("Your photos")).get_by_text(self.say("ready"), exact=True)

    def details(self, description: str, photo: Path | None = None) -> None:
        """Answer what this service must know, write for the crew, show it, and go on."""
        self.question("Show it")
        self.answer().check()
        self.description().fill(description)
        if photo is not None:
            self.page.get_by_label(self.say("Add a photo")).set_input_files(photo)
            expect(self.photos_ready()).to_have_count(1, timeout=SOON_MS)
        self.button("Go on to check").click()

    def send(self) -> None:
        self.question("Check and send")
        self.button("Send request").click()

    def receipt(self) -> str:
        """Our number, from the receipt."""
        self.page.wait_for_url("**/report/sent/*")
        number = self.page.get_by_text(re.compile(r"^T-[0-9A-Z]{6}$")).first
        expect(number).to_be_visible(timeout=SOON_MS)
        expect(self.page.get_by_text(self.say("Our number")).first).to_be_visible()
        return number.inner_text()

    def file(self, words: str, description: str, photo: Path | None = None) -> str:
        """The whole way from where to the receipt; our number."""
        self.page.goto(self.at(routes.REPORT))
        self.where()
        self.what(words)
        self.details(description, photo)
        self.send()
        return self.receipt()
