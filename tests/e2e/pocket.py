"""The pocket as a person uses it, and what a test counts of it: in the browser, in our store and in the city's."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.promised import until
from tests.e2e.report_form import SOON_MS

# The worker is there, and has kept everything that it keeps.
READY = """async () => {
    await navigator.serviceWorker.ready;
    const names = (await caches.keys()).filter((name) => name.startsWith("liaison-") && name !== "liaison-map");
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
    return Boolean(navigator.serviceWorker.controller) && kept.some((count) => count > 10);
}"""
KNOWN = """() => new Promise((resolve) => {
    const asked = indexedDB.open("liaison-shelf");
    asked.onerror = () => resolve(false);
    asked.onsuccess = () => {
        const base = asked.result;
        if (!base.objectStoreNames.contains("known")) { base.close(); return resolve(false); }
        const found = base.transaction("known").objectStore("known").get("account");
        found.onsuccess = () => { base.close(); resolve(Boolean(found.result)); };
    };
})"""
RECORDS = """() => new Promise((resolve) => {
    const asked = indexedDB.open("liaison-shelf");
    asked.onsuccess = () => {
        const base = asked.result;
        const found = base.transaction("records").objectStore("records").getAll();
        found.onsuccess = () => {
            base.close();
            resolve(found.result.map(({ ref, owner, state, trouble, leadsTo, photos }) => (
                { ref, owner, state, trouble, leadsTo, photos: photos.filter((one) => one.blob).length })));
        };
    };
})"""
KIND, MATERIAL = "Illegal dumping", "Furniture or mattresses"


class Pocket:
    """The page of what is on this phone."""

    def __init__(self, page: Page, address: str = "") -> None:
        self.page, self.address = page, address

    def prepare(self) -> None:
        """Be here once with a signal: afterwards the phone has all it needs."""
        self.page.goto(f"{self.address}/mine")
        until(self.page, READY)
        until(self.page, KNOWN)

    def open(self, path: str = "/pocket") -> None:
        self.page.goto(f"{self.address}{path}")
        self.begins().wait_for()

    def begins(self) -> Locator:
        return self.page.locator(".pocket :is(.pocket__form, .button--main)").first

    def write(self, note: str, photo: object = None) -> None:
        """Write a report where one stands and let it go."""
        if not self.page.locator(".pocket__form").count():
            self.page.get_by_role("button", name="New report").click()
        self.page.get_by_role("button", name="Use my location").click()
        expect(self.page.locator(".pocket__position")).not_to_be_empty()
        self.page.get_by_label("What it is").select_option(label=KIND)
        self.page.get_by_label(MATERIAL).check()
        self.page.get_by_label("A note for the crew").fill(note)
        if photo is not None:
            self.page.locator(".pocket__form input[type=file]").set_input_files(str(photo))
            expect(self.page.locator(".pocket__form figure")).to_have_count(1)

    def keep(self) -> None:
        self.page.get_by_role("button", name="Done, send it").click()
        expect(self.page.locator(".pocket__form")).to_have_count(0)

    def counts(self, shelf: str, number: int) -> None:
        """Wait until a shelf holds so many."""
        heading = self.page.get_by_role("heading", level=2, name=shelf)
        expect(heading.locator(".pocket__count")).to_have_text(str(number), timeout=3 * SOON_MS)

    def records(self) -> list[dict]:
        return self.page.evaluate(RECORDS)
