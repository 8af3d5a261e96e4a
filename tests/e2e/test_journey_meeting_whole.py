"""A whole meeting on phones: recorded in every way, offered by the room, cut off midway, looked over, sent once."""

from __future__ import annotations

import re
import secrets
import signal
import string
from collections import Counter
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.conftest import end
from tests.e2e.meeting_grid import Grid
from tests.e2e.promised import until
from tests.e2e.report_form import SOON_MS, write_photo

CUT = [
    "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_NETWORK_CHANGED", "ERR_FAILED",
    "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED_ENCODING", "WebSocket", "fetching the script",
]  # fmt: skip
LINES = (
    "pothole at 60th and Cedar",
    "street light out 5100 Walnut St",
    "graffiti on the wall 5300 Locust St",
    "couch on the sidewalk 52nd and Market",
    "pothole 5600 Chestnut St",
    "street light out 5800 Spruce St",
    "graffiti 5500 Pine St",
    "couch on the sidewalk 58th and Walnut",
    "pothole 5000 Baltimore Ave",
    "hallo",
)
STREET, NUMBERS = "Larchwood Ave", ("5000", "5300", "5600", "5900")
FIELDS = (("6000 Walnut St", "Graffiti"), ("6100 Locust St", "Graffiti"), ("5700 Pine St", "Graffiti"))
# The last one is what the liaison's first line says already.
ROOM = (
    ("street light out", "61st and Locust"),
    ("pothole", "5400 Chestnut St"),
    ("graffiti on the wall", "5900 Market St"),
    ("couch on the sidewalk", "5700 Locust St"),
    ("street light out", "5200 Spruce St"),
    ("pothole", "62nd and Walnut"),
    ("graffiti on the wall", "6200 Spruce St"),
    ("pothole", "60th and Cedar"),
)
WHOLE = len(LINES) + len(NUMBERS) + len(FIELDS) + len(ROOM)
BEFORE, OFFERED_BEFORE = 5, 4


class Marks:
    """A word of its own for each concern, by which it is found again in the city's store."""

    def __init__(self) -> None:
        self._own = "zq" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))
        self.all: list[str] = []

    def on(self, words: str) -> str:
        self.all.append(f"{self._own}{string.ascii_lowercase[len(self.all)]}")
        return f"{words} {self.all[-1]}"

    def counted(self, city) -> Counter[str]:
        """How many of the city's requests say each of them."""
        asked = urlencode({"q": self._own, "open": "all", "page_size": 200})
        said = [one["description"] for one in city.get(f"requests?{asked}").json()["requests"]]
        return Counter({mark: sum(mark in one for one in said) for mark in self.all})


class Resident:
    """Somebody in the room, with a phone of their own."""

    def __init__(self, context, address: str) -> None:
        self.context, self.page = context, context.new_page()
        self.page.goto(address)

    def offer(self, what: str, where: str) -> None:
        if not self.page.locator("#offer").is_visible():
            self.page.get_by_text("Add a concern").click()
        self.page.get_by_label("What is wrong?").fill(what)
        self.page.get_by_label("Where?").fill(where)
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.page.locator("#mine")).to_contain_text(what)


class Evening:
    """The meeting: its liaison, three residents, and what was said."""

    def __init__(self, new_context, cookie, address: str) -> None:
        self.marks = Marks()
        self.context = new_context()
        self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.grid = Grid(self.page)
        meeting = routes.meeting(self.grid.arrange("Everybody of the creek", address))
        self.page.goto(f"{address}{meeting}/room")
        self.page.get_by_role("button", name="Open the room").click()
        code = self.page.locator(".room-code__address").text_content()[-11:]
        self.page.goto(f"{address}{meeting}")
        self.grid.ready()
        self.residents = [Resident(new_context(), f"{address}/room/{code}") for _ in range(3)]

    def type_lines(self, lines) -> None:
        for words in lines:
            self.grid.line().fill(self.marks.on(words))
            self.grid.line().press("Enter")

    def offer(self, offers) -> None:
        for number, (what, where) in enumerate(offers):
            self.residents[number % 3].offer(self.marks.on(what), where)

    def fill_fields(self, photo) -> None:
        self.page.get_by_text("Field by field").click()
        entry = self.page.locator("form#record")
        for where, what in FIELDS:
            entry.get_by_label("Where", exact=True).fill(where)
            entry.get_by_label("What it is", exact=True).select_option(label=what)
            entry.get_by_label("Note").fill(self.marks.on("on the wall"))
            self.page.locator("input[name=photo_file]").set_input_files(photo)
            expect(self.page.get_by_role("button", name=re.compile("^Photo 1"))).to_be_visible()
            self.page.get_by_role("button", name="Record", exact=True).click()
        self.page.get_by_text("Field by field").click()

    def along_a_street(self) -> None:
        self.page.get_by_text("Same for several").click()
        self.page.get_by_label("Street for the next ones").fill(STREET)
        self.type_lines(f"pothole {number}" for number in NUMBERS)

    def cut_off(self, is_off: bool) -> None:
        for context in (self.context, *(one.context for one in self.residents)):
            context.set_offline(is_off)

    def take_in(self) -> None:
        """Each that the room offered onto the list; then the one that is there already goes on as that one."""
        offered = self.page.locator(".offered-list").first.locator("li.offered")
        expect(offered).to_have_count(len(ROOM), timeout=4 * SOON_MS)
        for left in range(len(ROOM) - 1, -1, -1):
            offered.first.get_by_role("button", name="Take it").click()
            expect(offered).to_have_count(left, timeout=SOON_MS)
        expect(self.grid.rows()).to_have_count(WHOLE, timeout=SOON_MS)
        same = self.grid.row(self.marks.all[-1]).locator(".concern__near").filter(has_text="of this meeting")
        same.get_by_role("button", name="It is this one").click()
        expect(self.grid.rows()).to_have_count(WHOLE - 1, timeout=SOON_MS)

    def mend(self) -> None:
        """Say of the one of which nothing was understood where and what it is."""
        row = self.grid.row("hallo")
        row.get_by_role("button", name=re.compile("^Change")).click()
        form = row.locator(".concern__form")
        form.get_by_label("Where", exact=True).fill("6200 Chestnut St")
        form.get_by_text("Which place is it?").wait_for(timeout=SOON_MS)
        form.get_by_role("radio", name=re.compile("Chestnut")).first.check()
        form.get_by_label("What it is", exact=True).select_option(label="Graffiti")
        form.get_by_role("button", name="Save").click()
        expect(form).to_have_count(0, timeout=SOON_MS)

    def answer(self) -> None:
        """Answer what asks, each with the first answer at hand, until nothing asks any more."""
        asking = self.page.locator("li.concern").locator(
            ".concern__quick .chip:first-child, .concern__ask .button--ink, .concern__ask > .button"
        )
        for _ in range(4 * WHOLE):
            if not asking.count():
                return
            row = asking.first.locator("xpath=ancestor::li[contains(@class, 'concern')][last()]")
            before = row.inner_html()
            asking.first.click()
            until(
                self.page,
                "([id, before]) => document.getElementById(id)?.innerHTML !== before",
                [row.get_attribute("id"), before],
            )
        pytest.fail("it asks without an end")

    def press_send(self) -> None:
        self.page.get_by_role("link", name=f"Send all {WHOLE - 1}").click()
        self.page.get_by_role("heading", name="Look it over and send").wait_for()
        self.page.get_by_role("button", name=f"Send all {WHOLE - 1}").click()

    def until_at_the_city(self, city, many: int) -> None:
        """Wait until the city has so many of the concerns. The worker is another process, of which this page's server
        hears nothing."""
        for _ in range(120):
            if self.marks.counted(city).total() >= many:
                return
            self.page.wait_for_timeout(250)
        pytest.fail(f"the city has {self.marks.counted(city)}")


def test_a_meeting_of_25_cut_off_in_the_middle_ends_with_each_at_the_city_once(
    new_context, login_cookie, served, program, console, tmp_path
):
    console.expects += CUT
    photo = write_photo(tmp_path / "wall.jpg")
    with served() as (address, process):
        evening = Evening(new_context, login_cookie("coordinator@example.org"), address)
        evening.type_lines(LINES[:BEFORE])
        evening.offer(ROOM[:OFFERED_BEFORE])
        expect(evening.grid.rows()).to_have_count(BEFORE, timeout=SOON_MS)
        evening.type_lines(LINES[BEFORE : BEFORE + 2])
        end(process, signal.SIGKILL)
        process.wait(30)
    evening.cut_off(True)
    evening.type_lines(LINES[BEFORE + 2 :])
    evening.fill_fields(photo)
    evening.along_a_street()
    evening.offer(ROOM[OFFERED_BEFORE:])
    with served() as (_, process):
        evening.cut_off(False)
        expect(evening.grid.rows()).to_have_count(WHOLE - len(ROOM), timeout=4 * SOON_MS)
        expect(evening.grid.on_phone()).to_have_count(0, timeout=SOON_MS)
        evening.take_in()
        evening.mend()
        evening.answer()
        evening.press_send()
        evening.until_at_the_city(program.city, 1)
        end(process, signal.SIGKILL)
        process.wait(30)
    with served():
        evening.page.reload()
        done = evening.page.get_by_role("list", name="With the city").locator("li.concern")
        expect(done).to_have_count(WHOLE - 1, timeout=6 * SOON_MS)
        expect(evening.page.get_by_text("All of it is sent")).to_be_visible()
        numbers = done.get_by_role("link", name=re.compile("T-")).all_text_contents()
        assert len(set(numbers)) == WHOLE - 1
    evening.until_at_the_city(program.city, WHOLE - 1)
    evening.page.wait_for_timeout(1500)  # a second one would be there by now, too
    joined = evening.marks.all[-1]
    assert evening.marks.counted(program.city) == {mark: int(mark != joined) for mark in evening.marks.all}
    assert len(set(evening.marks.all)) == WHOLE
