"""A coordinator makes a key, sees it once, changes its limits and revokes it; another one's page follows by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SOON_MS = 10_000


@pytest.fixture
def two_pages(new_context, login_cookie):
    """The page of keys, twice, as two coordinators' browsers show it."""
    pages = []
    for _ in range(2):
        context = new_context(reduced_motion="reduce")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.add_cookies([login_cookie("coordinator@example.org")])
        pages.append(context.new_page())
        pages[-1].goto("/desk/api-keys")
        expect(pages[-1].get_by_label("Name of the program")).to_be_visible(timeout=SOON_MS)
    return pages


def test_a_key_from_its_making_to_its_end(two_pages, assert_accessible_in_both):
    page, other = two_pages
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_text("Fill this in.")).to_be_visible(timeout=SOON_MS)
    page.get_by_label("Name of the program").fill("Block Captains App")
    page.get_by_label("Send updates").check()
    page.get_by_role("button", name="Make a key").click()
    secret = page.get_by_text(re.compile("^nlk_[0-9a-f]{64}$"))
    expect(secret).to_be_visible(timeout=SOON_MS)
    page.get_by_role("button", name="Copy the key").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret.text_content()
    assert_accessible_in_both(page)

    row = other.get_by_role("row", name="Block Captains App")
    expect(row).to_contain_text("File requests, Send updates", timeout=SOON_MS)
    expect(other.get_by_text(secret.text_content())).to_have_count(0)
    page.reload()
    expect(page.get_by_role("row", name="Block Captains App")).to_be_visible(timeout=SOON_MS)
    expect(secret).to_have_count(0)

    row.get_by_role("button", name="Change limits").click()
    dialog = other.get_by_role("dialog", name="Change limits")
    expect(dialog).to_be_visible(timeout=SOON_MS)
    assert_accessible_in_both(other)
    dialog.get_by_label("Writes a minute, at most").fill("0")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Write a whole number above 0")).to_be_visible(timeout=SOON_MS)
    dialog.get_by_label("Writes a minute, at most").fill("7")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Block Captains App")).to_contain_text("7 a minute", timeout=SOON_MS)

    row.get_by_role("button", name="Revoke").click()
    dialog = other.get_by_role("dialog", name="Revoke this key?")
    expect(dialog).to_be_visible(timeout=SOON_MS)
    assert_accessible_in_both(other)
    dialog.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("row", name="Block Captains App")).to_contain_text("Revoked: ", timeout=SOON_MS)
    expect(page.get_by_role("row", name="Block Captains App").get_by_role("button")).to_have_count(0)
