"""Modules on a real database of each make: written, published, read, answered, counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.cities import city_folder
from liaison_app.cities.curriculum import read_curriculum
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SettingsWrong, SignInNeeded
from liaison_app.domain.module_text import read_module
from liaison_app.domain.modules import Answered, ModuleStanding, Progress
from liaison_app.domain.program import ApplicationSource, SeatState
from liaison_app.i18n import LOCALES
from liaison_app.models import Applicant, Cohort, ModuleAnswer, ModuleVersion, Seat, TicketPhoto, TrainingModule
from liaison_app.services import (
    module_progress,
    module_reading,
    module_results,
    modules,
    photos,
    retention,
    shipped_modules,
)
from tests.builders import A_DAY

TEXT = """---
title: {title}
about: Of photos.
pass: 50
---

# One

Text of one.

? First?
- [ ] No
  Not this.
- [x] Yes
  This.

# Two

Text of two.

? Second?
- [x] A
  Right.
- [ ] B
  Wrong.
- [x] C
  Right, too.
"""


def text(title="Photos", **changes) -> str:
    made = TEXT.format(title=title)
    for before, after in changes.values():
        made = made.replace(before, after)
    return made


def made(world, cora, *, title="Photos", texts=None, publish=True) -> str:
    use = world.app.use
    module_id = use(modules.create, actor=cora, title=title)
    texts = texts or {"en": text(title), "es": text("Fotos")}
    revision = use(modules.save, actor=cora, module_id=module_id, draft=texts, revision=0)
    if publish:
        use(modules.publish, actor=cora, module_id=module_id, revision=revision)
    return module_id


def sheet(world, cora, module_id):
    return world.app.use(modules.show, actor=cora, module_id=module_id)


def published_anew(world, cora, module_id, texts) -> int:
    use = world.app.use
    seen = sheet(world, cora, module_id).revision
    revision = use(modules.save, actor=cora, module_id=module_id, draft=texts, revision=seen)
    return use(modules.publish, actor=cora, module_id=module_id, revision=revision)


def hand_over(world, actor, module_id, *answered, version=1, at=0):
    rows = tuple(Answered(check, try_number, frozenset(chosen)) for check, try_number, chosen in answered)
    progress = Progress(version=version, at_part=at, answered=rows)
    return world.app.use(module_progress.keep, actor=actor, module_id=module_id, progress=progress)


def opened(world, actor, module_id, *, newest=False, locale="en"):
    return world.app.use(
        module_reading.open_, actor=actor, module_id=module_id, wants_newest=newest, locale=locale
    ).step


def passed(world, actor) -> frozenset[str]:
    with world.app.database.snapshot() as snapshot:
        return module_progress.passed_modules(actor.account_id, snapshot)


def test_a_module_is_passed_at_its_share_and_stays_passed(world, rosa, cora):
    module_id = made(world, cora)
    assert opened(world, rosa, module_id).standing is ModuleStanding.NEW
    kept = hand_over(world, rosa, module_id, (0, 1, {0}), at=1)
    assert (kept.right, kept.answered, kept.needed, kept.has_passed) == (0, 1, 1, False)
    assert hand_over(world, rosa, module_id, (1, 1, {0})).has_passed is False
    assert opened(world, rosa, module_id).standing is ModuleStanding.MISSED
    assert passed(world, rosa) == frozenset()
    assert hand_over(world, rosa, module_id, (0, 2, {1})).has_passed is True
    assert passed(world, rosa) == {module_id}
    assert hand_over(world, rosa, module_id, (0, 3, {0})).has_passed is True
    step = opened(world, rosa, module_id)
    assert (step.standing, step.right) == (ModuleStanding.PASSED, 0)


def test_a_check_with_several_right_answers_wants_all_of_them(world, rosa, cora):
    module_id = made(world, cora)
    assert hand_over(world, rosa, module_id, (1, 1, {0})).right == 0
    assert hand_over(world, rosa, module_id, (1, 2, {0, 1, 2})).right == 0
    assert hand_over(world, rosa, module_id, (1, 3, {0, 2})).right == 1


def test_handing_over_again_counts_once_and_the_first_word_stands(world, rosa, cora):
    module_id = made(world, cora)
    for _ in range(3):
        hand_over(world, rosa, module_id, (0, 1, {0}), (0, 1, {1}))
    with world.app.database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(ModuleAnswer)).all()
    assert [(one.check_number, one.try_number, one.chosen, one.is_right) for one in rows] == [(0, 1, "0", False)]


def test_two_phones_at_once_begin_one_reading(world, rosa, cora):
    module_id = made(world, cora)
    with ThreadPoolExecutor(6) as threads:
        jobs = [threads.submit(hand_over, world, rosa, module_id, (place % 2, 1, {0})) for place in range(12)]
        assert {job.result().needed for job in jobs} == {1}
    assert opened(world, rosa, module_id).answered == 2


def test_another_device_goes_on_where_the_first_stopped(world, rosa, cora):
    module_id = made(world, cora)
    hand_over(world, rosa, module_id, (0, 1, {1}), at=1)
    found = world.app.use(module_reading.open_, actor=rosa, module_id=module_id, wants_newest=False, locale="es")
    assert (found.step.at_part, found.step.text.title) == (1, "Fotos")
    assert [(one.check, one.chosen, one.is_right) for one in found.answers] == [(0, {1}, True)]


@pytest.mark.parametrize("wrong", [(2, 1, {0}), (0, 1, {2})])
def test_an_answer_of_another_text_is_refused_and_nothing_of_it_kept(world, rosa, cora, wrong):
    module_id = made(world, cora)
    with pytest.raises(InputInvalid):
        hand_over(world, rosa, module_id, (1, 1, {0}), wrong)
    assert opened(world, rosa, module_id).standing is ModuleStanding.NEW


def test_a_published_version_never_changes_and_who_began_it_finishes_it(world, rosa, cora):
    module_id = made(world, cora)
    hand_over(world, rosa, module_id, (0, 1, {1}))
    other = text(a=("Text of one.", "New text of one."), b=("- [x] Yes", "- [ ] Yes"), c=("- [ ] No", "- [x] No"))
    assert published_anew(world, cora, module_id, {"en": other}) == 2
    step = opened(world, rosa, module_id)
    assert (step.number, step.is_newer_offered, step.text.parts[0].body) == (1, True, "Text of one.")
    assert hand_over(world, rosa, module_id, (1, 1, {0, 2})).right == 2
    assert passed(world, rosa) == {module_id}
    newer = opened(world, rosa, module_id, newest=True)
    assert (newer.number, newer.standing) == (2, ModuleStanding.NEW)
    assert hand_over(world, rosa, module_id, (0, 1, {1}), version=2).right == 0
    assert opened(world, rosa, module_id).number == 2
    assert passed(world, rosa) == {module_id}
    someone = world.account()
    assert opened(world, someone, module_id).number == 2
    with world.app.database.snapshot() as snapshot:
        first = snapshot.db.get_one(ModuleVersion, (module_id, 1))
    assert first.texts == {"en": text(), "es": text("Fotos")}


def test_a_language_that_is_missing_is_read_in_the_other(world, rosa, cora):
    module_id = made(world, cora, texts={"en": text(), "es": "  "})
    step = opened(world, rosa, module_id, locale="es")
    assert (step.locale, step.text.title) == ("en", "Photos")


def test_what_is_faulty_is_kept_as_a_draft_and_not_published(world, rosa, cora):
    module_id = made(world, cora, texts={"en": "---\ntitle: x\n"}, publish=False)
    revision = sheet(world, cora, module_id).revision
    with pytest.raises(Conflict, match="module_faulty"):
        world.app.use(modules.publish, actor=cora, module_id=module_id, revision=revision)
    assert sheet(world, cora, module_id).draft == {"en": "---\ntitle: x\n"}
    with pytest.raises(NotFound):
        opened(world, rosa, module_id)
    assert published_anew(world, cora, module_id, {"en": text()}) == 1
    with pytest.raises(Conflict, match="module_same"):
        world.app.use(modules.publish, actor=cora, module_id=module_id, revision=revision + 1)


def test_languages_that_ask_something_else_are_not_published(world, cora):
    other = text(a=("- [ ] No", "- [x] No"))
    module_id = made(world, cora, texts={"en": text(), "es": other}, publish=False)
    looks = world.app.use(modules.look, actor=cora, draft={"en": text(), "es": other})
    assert [(one.locale, [fault.code for fault in one.faults]) for one in looks] == [
        ("en", []),
        ("es", ["right_differs"]),
    ]
    with pytest.raises(Conflict, match="module_faulty"):
        world.app.use(modules.publish, actor=cora, module_id=module_id, revision=1)


def test_two_coordinators_do_not_overwrite_each_other(world, cora):
    module_id = made(world, cora, publish=False)
    world.app.use(modules.save, actor=cora, module_id=module_id, draft={"en": text("Mine")}, revision=1)
    with pytest.raises(Conflict, match="module_changed"):
        world.app.use(modules.save, actor=cora, module_id=module_id, draft={"en": text("Theirs")}, revision=1)
    with pytest.raises(Conflict, match="module_changed"):
        world.app.use(modules.publish, actor=cora, module_id=module_id, revision=1)
    assert "Mine" in sheet(world, cora, module_id).draft["en"]


def test_a_press_by_two_coordinators_at_once_publishes_one_version(world, cora):
    module_id = made(world, cora, publish=False)

    def press(_):
        try:
            return world.app.use(modules.publish, actor=cora, module_id=module_id, revision=1)
        except Conflict as conflict:
            return conflict.reason

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(press, range(4)))
    assert sorted(map(str, said)) == ["1", "module_same", "module_same", "module_same"]


def test_a_retired_module_is_finished_by_who_began_it_and_seen_by_nobody_new(world, rosa, cora):
    module_id = made(world, cora)
    hand_over(world, rosa, module_id, (0, 1, {1}))
    world.app.use(modules.retire, actor=cora, module_id=module_id)
    someone = world.account()
    curriculum = lambda actor: world.app.use(module_reading.curriculum, actor=actor, locale="en")  # noqa: E731
    assert [one.id for one in curriculum(rosa)] == [module_id]
    assert curriculum(someone) == []
    with pytest.raises(NotFound):
        opened(world, someone, module_id)
    assert hand_over(world, rosa, module_id, (1, 1, {0, 2})).has_passed
    assert passed(world, rosa) == {module_id}
    world.app.use(modules.restore, actor=cora, module_id=module_id)
    assert [one.id for one in curriculum(someone)] == [module_id]


def test_the_order_and_what_is_next(world, rosa, cora):
    first, second, third = (made(world, cora, title=name) for name in ("Ana", "Bea", "Cas"))
    use = world.app.use
    use(modules.move, actor=cora, module_id=third, up=True)
    use(modules.move, actor=cora, module_id=first, up=True)
    assert [one.id for one in use(modules.list_, actor=cora)] == [first, third, second]
    following = lambda: module_reading.next_of(use(module_reading.curriculum, actor=rosa, locale="en"))  # noqa: E731
    assert following().id == first
    hand_over(world, rosa, second, (0, 1, {1}))
    assert following().id == second
    hand_over(world, rosa, second, (1, 1, {0, 2}))
    assert following().id == first
    assert use(module_reading.open_, actor=rosa, module_id=first, wants_newest=False, locale="en").next_id == third


def seated(world, actor, cohort_id):
    number = actor.account_id
    world.add(
        Applicant(
            id=f"a-{number}", code_hash=f"h-{number}", name=actor.name, email="", phone="", locale="en", why="",
            source=ApplicationSource.FORM, created_at=world.clock.at, updated_at=world.clock.at,
        ),
        Seat(
            id=f"s-{number}", cohort_id=cohort_id, applicant_id=f"a-{number}", account_id=str(number),
            state=SeatState.ENROLLED, queued_at=world.clock.at, updated_at=world.clock.at,
        ),
    )  # fmt: skip


def test_results_count_first_answers_the_most_missed_first_by_cohort_and_version(world, rosa, cora):
    module_id = made(world, cora)
    luz, tom = world.account(), world.account()
    world.add(
        Cohort(
            id="C-1", name="Fall", created_by=str(cora.account_id), created_at=world.clock.at, updated_at=world.clock.at
        )
    )
    seated(world, luz, "C-1")
    hand_over(world, rosa, module_id, (0, 1, {1}), (1, 1, {0}))
    hand_over(world, luz, module_id, (0, 1, {1}), (1, 1, {0, 1}), (1, 2, {0, 2}))
    hand_over(world, tom, module_id, (0, 1, {0}), (1, 1, {0, 2}))
    hand_over(world, cora, module_id, (0, 1, {0}))

    def results(**given):
        asked = {"module_id": module_id, "number": 0, "cohort_id": "", "locale": "en"} | given
        return world.app.use(module_results.results, actor=cora, **asked)

    (line,) = world.app.use(modules.list_, actor=cora)
    assert (line.begun, line.passed) == (3, 3)
    whole = results()
    assert [(one.number, one.answered, one.right) for one in whole.checks] == [(1, 3, 1), (0, 3, 2)]
    assert [(one.words, one.is_right, one.count) for one in whole.checks[0].answers] == [
        ("A", True, 3), ("B", False, 1), ("C", True, 1),
    ]  # fmt: skip
    assert (whole.begun, whole.passed, whole.cohorts) == (3, 3, (("C-1", "Fall"),))
    one = results(cohort_id="C-1")
    assert [(check.number, check.answered, check.right) for check in one.checks] == [(1, 1, 0), (0, 1, 1)]
    assert published_anew(world, cora, module_id, {"en": text("Anew")}) == 2
    assert (results().number, results().begun, results(number=1).begun) == (2, 0, 3)
    for wrong in ({"number": 3}, {"cohort_id": "C-2"}, {"module_id": "none"}, {"module_id": "../x"}):
        with pytest.raises(NotFound):
            results(**wrong)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CITY, None])
def test_only_coordinators_write_modules_and_see_results(world, cora, role):
    module_id = made(world, cora)
    actor, error = (world.account(role), NotAllowed) if role else (PUBLIC, SignInNeeded)
    use = world.app.use
    asked = {"module_id": module_id, "number": 0, "cohort_id": "", "locale": "en"}
    acts = [
        lambda: use(modules.list_, actor=actor),
        lambda: use(modules.show, actor=actor, module_id=module_id),
        lambda: use(modules.create, actor=actor, title="x"),
        lambda: use(modules.look, actor=actor, draft={}),
        lambda: use(modules.save, actor=actor, module_id=module_id, draft={}, revision=1),
        lambda: use(modules.publish, actor=actor, module_id=module_id, revision=1),
        lambda: use(modules.retire, actor=actor, module_id=module_id),
        lambda: use(modules.restore, actor=actor, module_id=module_id),
        lambda: use(modules.move, actor=actor, module_id=module_id, up=True),
        lambda: use(module_results.results, actor=actor, **asked),
    ]
    for act in acts:
        with pytest.raises(error):
            act()
    assert sheet(world, cora, module_id).draft == {"en": text(), "es": text("Fotos")}


def test_the_city_and_strangers_read_nothing(world, cora):
    module_id = made(world, cora)
    for actor, error in ((world.account(Role.CITY), NotAllowed), (PUBLIC, SignInNeeded)):
        for act in (
            lambda: opened(world, actor, module_id),  # noqa: B023
            lambda: hand_over(world, actor, module_id, (0, 1, {0})),  # noqa: B023
            lambda: world.app.use(module_reading.curriculum, actor=actor, locale="en"),  # noqa: B023
        ):
            with pytest.raises(error):
                act()


def test_nobody_reads_or_changes_another_ones_answers(world, rosa, cora):
    module_id = made(world, cora)
    hand_over(world, rosa, module_id, (0, 1, {0}))
    other = world.account()
    assert (
        world.app.use(module_reading.open_, actor=other, module_id=module_id, wants_newest=False, locale="en").answers
        == ()
    )
    hand_over(world, other, module_id, (0, 1, {1}))
    assert opened(world, rosa, module_id).right == 0


def test_a_title_is_needed_and_names_are_its_own(world, cora):
    for title, code in (("  ", "needed"), ("x" * 121, "too_long")):
        with pytest.raises(InputInvalid) as invalid:
            world.app.use(modules.create, actor=cora, title=title)
        assert invalid.value.errors == {"title": code}
    assert [world.app.use(modules.create, actor=cora, title="Safety") for _ in range(2)] == ["safety", "safety-2"]


def test_a_picture_of_a_module_is_seen_by_its_readers_and_forgotten_no_more(world, rosa, cora):
    key = "picture00000001"
    given = {"width": 8, "height": 6, "size_bytes": 9, "created_at": world.clock.at}
    for one, owner in ((key, cora), ("picture00000002", cora), ("picture00000003", rosa)):
        world.add(TicketPhoto(key=one, owner_id=str(owner.account_id), **given))
    shows = lambda actor, which: world.app.use(photos.may_show, actor=actor, key=which)  # noqa: E731
    with pytest.raises(NotFound):
        shows(rosa, key)
    pictured = text(a=("Text of one.", f"![A hole](/api/photos/{key}) ![Another’s](/api/photos/picture00000003)"))
    made(world, cora, texts={"en": pictured})
    assert shows(rosa, key) is False
    for actor, which in (
        (PUBLIC, key),
        (world.account(Role.CITY), key),
        (rosa, "picture00000002"),
        (cora, "picture00000003"),
    ):
        with pytest.raises(NotFound):
            shows(actor, which)
    world.clock.at += 400 * A_DAY
    world.app.use(retention.forget_loose_photos)
    with world.app.database.snapshot() as snapshot:
        assert [one.key for one in snapshot.db.exec(select(TicketPhoto))] == [key]


@pytest.mark.parametrize("page", ["list", "editor", "results"])
def test_a_coordinators_page_takes_few_statements(world, rosa, cora, page):
    ids = [made(world, cora, title=f"Module {number}") for number in range(8)]
    for module_id in ids:
        hand_over(world, rosa, module_id, (0, 1, {0}), (1, 1, {0, 2}))
    asked = {"module_id": ids[0], "number": 0, "cohort_id": "", "locale": "en"}
    reads = {
        "list": lambda: world.app.use(modules.list_, actor=cora),
        "editor": lambda: world.app.use(modules.show, actor=cora, module_id=ids[0]),
        "results": lambda: world.app.use(module_results.results, actor=cora, **asked),
    }
    said: list[str] = []
    event.listen(world.app.database.engine, "before_cursor_execute", lambda *about: said.append(about[2]))
    reads[page]()
    assert 1 <= len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 9


def test_the_shipped_curriculum_is_put_in_once_and_left_alone(world, rosa, cora):
    shipped = read_curriculum(city_folder())
    assert len(shipped) == 8
    seed = lambda: world.app.use(shipped_modules.seed, modules=shipped)  # noqa: E731
    assert (seed(), seed()) == (8, 0)
    steps = world.app.use(module_reading.curriculum, actor=rosa, locale="es")
    assert [one.id for one in steps] == [one.id for one in shipped]
    assert {one.locale for one in steps} == {"es"}
    first = steps[0].id
    assert published_anew(world, cora, first, {"en": text("Ours")}) == 2
    assert seed() == 0
    assert opened(world, rosa, first).text.title == "Ours"
    for step in steps[1:]:
        rows = [(check.number, 1, check.right) for check in step.text.checks]
        assert hand_over(world, rosa, step.id, *rows).has_passed


@pytest.mark.parametrize("module", read_curriculum(city_folder()), ids=lambda one: one.id)
def test_a_shipped_module_is_short_and_whole_in_both_languages(module):
    assert set(module.texts) == set(LOCALES)
    for one in module.texts.values():
        read, faults = read_module(one)
        assert faults == ()
        assert 3 <= len(read.parts) <= 6
        assert 4 <= len(read.checks) <= 6
        assert max(len(part.body.split()) for part in read.parts) <= 190
        assert "{" not in one


def test_a_city_without_own_texts_gets_the_general_ones(tmp_path):
    city = city_folder()
    for name in ("city.toml",):
        (tmp_path / name).write_text(
            (city / name).read_text(encoding="utf-8").replace("Philly311", "The line"), "utf-8"
        )
    general = read_curriculum(tmp_path)
    assert [one.id for one in general] == [one.id for one in read_curriculum(city)]
    assert not any(word in text_ for one in general for text_ in one.texts.values() for word in ("PennDOT", "{city"))
    own = tmp_path / "curriculum"
    own.mkdir()
    (own / "9-night-walks.en.md").write_text(text("Night walks"), "utf-8")
    assert [one.id for one in read_curriculum(tmp_path)][-1] == "night-walks"
    (own / "9-night-walks.es.md").write_text(text("Paseos", a=("- [ ] No", "- [x] No")), "utf-8")
    with pytest.raises(SettingsWrong, match=r"night-walks\.es\.md, line 11: right_differs"):
        read_curriculum(tmp_path)
    (own / "9-night-walks.es.md").rename(own / "nine.md")
    with pytest.raises(SettingsWrong, match="not named like"):
        read_curriculum(tmp_path)


def test_general_and_city_texts_lie_where_the_docs_say():
    assert sorted(path.name for path in (city_folder() / "curriculum").glob("*.en.md")) == [
        "1-how-311-works.en.md",
        "2-choosing-the-right-service.en.md",
        "4-what-closes-a-ticket-at-intake.en.md",
    ]
    docs = (Path(__file__).parents[2] / "docs" / "cities.md").read_text(encoding="utf-8")
    assert "curriculum/" in docs


def test_what_a_coordinator_made_keeps_the_files_out(world, cora):
    made(world, cora)
    assert world.app.use(shipped_modules.seed, modules=read_curriculum(city_folder())) == 0
    with world.app.database.snapshot() as snapshot:
        assert len(snapshot.db.exec(select(TrainingModule)).all()) == 1
