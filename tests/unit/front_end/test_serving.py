from __future__ import annotations

import gzip

import pytest

from liaison_app.front_end.asgi import answer_text
from liaison_app.front_end.headers import Policy, Secured
from liaison_app.front_end.page_head import Head
from liaison_app.front_end.public_pages import PublicPage, Told
from liaison_app.front_end.serving import FrontEnd, Serving


async def inside(scope, receive, send):
    """The app behind: it knows `/api/here` alone."""
    status = 200 if scope["path"] == "/api/here" else 404
    await answer_text(send, status, "inside", [(b"server", b"granian")])


def read(asked):
    number = asked.variables["ticket_id"]
    if number == "none":
        return None
    return Told(Head(title=f"Ticket {number} {asked.locale}", description='A "quoted" <b>', address="https://x/t"))


@pytest.fixture
def app(bundle):
    serving = Serving(
        policy=Policy(tile_url="https://{s}.tiles.test/{z}/{x}/{y}.png"),
        members_only=frozenset({"/mine"}),
        pages={"/t/[ticket_id]": PublicPage(read)},
        for_programs=("/open311/",),
    )
    return Secured(FrontEnd(inside, bundle, serving), serving.policy)


async def test_a_page_comes_with_its_language_and_without_a_redirect(app, ask):
    for address in ("/es", "/es/"):
        answer = await ask(app, address)
        assert (answer.status, answer["content-type"]) == (200, "text/html; charset=utf-8")
        assert b'<html lang="es"' in answer.body


async def test_the_best_accepted_encoding_is_taken(app, ask):
    assert (await ask(app, "/", headers={"accept-encoding": "gzip, deflate, br"}))["content-encoding"] == "br"
    zipped = await ask(app, "/", headers={"accept-encoding": "gzip, br;q=0"})
    assert zipped["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == (await ask(app, "/")).body


async def test_what_is_named_by_content_is_kept_for_ever_and_the_rest_is_not(app, ask):
    assert "immutable" in (await ask(app, "/assets/ticket-EEEEEEEE.js"))["cache-control"]
    assert (await ask(app, "/"))["cache-control"] == "no-cache"
    assert (await ask(app, "/sw.js"))["cache-control"] == "no-cache"


async def test_a_file_that_a_newer_build_took_away_is_not_there(app, ask, site):
    gone = site / "assets/ticket-EEEEEEEE.js"
    for path in (gone, *gone.parent.glob(f"{gone.name}.*")):
        path.unlink()
    assert (await ask(app, "/assets/ticket-EEEEEEEE.js")).status == 404


async def test_an_unchanged_page_is_not_sent_again(app, ask):
    tag = (await ask(app, "/"))["etag"]
    again = await ask(app, "/", headers={"if-none-match": tag})
    assert (again.status, again.body) == (304, b"")


async def test_a_variable_page_has_its_own_head_language_and_chunks(app, ask):
    answer = await ask(app, "/es/t/abc")
    html = answer.body.decode()
    assert answer.status == 200
    assert '<html lang="es"' in html
    assert "<title>Ticket abc es</title>" in html
    assert 'content="A &quot;quoted&quot; &lt;b&gt;"' in html
    assert '<link rel="modulepreload" href="/assets/ticket_es-FFFFFFFF.js"/>' in html


async def test_a_thing_that_is_not_there_is_404(app, ask):
    answer = await ask(app, "/t/none")
    assert answer.status == 404
    assert b"not_found-GGGGGGGG" in answer.body


async def test_an_unknown_address_is_a_404_page_for_people_and_a_404_for_programs(app, ask):
    page = await ask(app, "/es/nothing", headers={"accept": "text/html"})
    assert (page.status, b'<html lang="es"' in page.body) == (404, True)
    assert (await ask(app, "/api/nothing")).body == b"inside"
    for_programs = await ask(app, "/open311/v2/nothing.json", headers={"accept": "text/html"})
    assert (for_programs.status, for_programs.body) == (404, b"inside")


async def test_the_app_inside_answers_what_the_site_does_not(app, ask):
    assert (await ask(app, "/api/here")).body == b"inside"
    assert (await ask(app, "/", method="POST")).body == b"inside"


async def test_files_outside_the_site_are_out_of_reach(app, ask):
    for address in ("/../client/index.html", "/%2e%2e/client/index.html", "/site.json", "/assets/../../client/sw.js"):
        assert (await ask(app, address)).status == 404


async def test_every_answer_has_the_security_headers_and_names_no_server(app, ask):
    for address in ("/", "/t/abc", "/assets/ticket-EEEEEEEE.js", "/api/here", "/api/nothing"):
        answer = await ask(app, address)
        assert answer["x-content-type-options"] == "nosniff"
        assert answer["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "geolocation=(self)" in answer["permissions-policy"]
        assert "frame-ancestors 'none'" in answer["content-security-policy"]
        assert "granian" not in answer["server"]
        assert answer["strict-transport-security"] == ""


async def test_a_page_may_run_its_own_scripts_and_nothing_else(app, ask):
    policy = (await ask(app, "/"))["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "img-src 'self' data: blob: https://*.tiles.test;" in policy
    assert "connect-src 'self' ws://liaison.test;" in policy


async def test_a_host_made_of_rules_does_not_enter_the_policy(app, ask):
    policy = (await ask(app, "/", headers={"host": "x; script-src *"}))["content-security-policy"]
    assert "script-src *" not in policy


async def test_https_is_remembered(bundle, ask):
    secure = Policy(https=True)
    answer = await ask(Secured(FrontEnd(inside, bundle, Serving(policy=secure)), secure), "/")
    assert "max-age=31536000" in answer["strict-transport-security"]
    assert "wss://liaison.test" in answer["content-security-policy"]


async def test_a_visitor_gets_a_quiet_page_without_its_framework(app, ask):
    visitor = await ask(app, "/places", headers={"accept-encoding": "br, gzip"})
    assert visitor["content-encoding"] == "br"
    assert "cookie" in visitor.all("vary")
    plain = await ask(app, "/places")
    assert b"__reactRouterContext" not in plain.body
    assert "sha256" not in plain["content-security-policy"]
    member = await ask(app, "/places", headers={"cookie": "sid=x", "if-none-match": plain["etag"]})
    assert (member.status, member["etag"] == plain["etag"]) == (200, False)
    assert b"__reactRouterContext" in member.body
    assert "sha256" in member["content-security-policy"]


async def test_a_members_page_sends_a_visitor_to_sign_in_and_back(app, ask):
    answer = await ask(app, "/mine", query=b"status=open")
    assert (answer.status, answer["location"]) == (303, "/sign-in?next=/mine%3Fstatus%3Dopen")
    assert (await ask(app, "/mine", headers={"cookie": "sid=x"})).status == 200


async def test_head_asks_for_no_body(app, ask):
    answer = await ask(app, "/", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer["content-length"]) > 0
