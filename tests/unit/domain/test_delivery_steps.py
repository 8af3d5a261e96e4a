"""The table of delivery: what follows from what, and what never may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.delivery import Delivery, may_move
from liaison_app.domain.delivery_policy import DAY_S, DeliveryPolicy, step_of
from liaison_app.domain.delivery_steps import (
    AttemptResult,
    Search,
    Step,
    Tried,
    after_post,
    after_search,
    after_token,
)

POLICY = DeliveryPolicy(jitter=0.2)
SETTLED = Tried(since_post_s=POLICY.settle_s, unclear=1)


@pytest.mark.parametrize(
    ("result", "delivery", "wait_s"),
    [
        (AttemptResult.ACCEPTED, Delivery.ACCEPTED, 0),
        (AttemptResult.TOKEN, Delivery.AWAITING_ID, 5),
        (AttemptResult.UNREACHABLE, Delivery.QUEUED, 60),
        (AttemptResult.BUSY, Delivery.QUEUED, 60),
        (AttemptResult.REFUSED, Delivery.REJECTED, None),
        (AttemptResult.FORBIDDEN, Delivery.QUEUED, 60),
        (AttemptResult.NOT_SENT, Delivery.QUEUED, 0),
        (AttemptResult.UNCLEAR, Delivery.UNKNOWN, 20),
        (AttemptResult.LEASE_RAN_OUT, Delivery.UNKNOWN, 20),
    ],
)
def test_what_follows_from_a_try(result, delivery, wait_s):
    step = after_post(result, Tried(), POLICY)
    assert (step.delivery, step.wait_s) == (delivery, wait_s)


def test_back_off_grows_and_never_ends():
    waits = [after_post(AttemptResult.UNREACHABLE, Tried(failures=n), POLICY).wait_s for n in (0, 1, 2, 3, 4, 5, 500)]
    assert waits == [60, 300, 900, 1800, 3600, 3600, 3600]
    assert after_post(AttemptResult.UNREACHABLE, Tried(), POLICY, dice=1.0).wait_s == pytest.approx(72)


def test_a_city_that_says_how_long_to_wait_is_obeyed_but_never_pressed():
    assert after_post(AttemptResult.BUSY, Tried(), POLICY, retry_after_s=600).wait_s == 600
    assert after_post(AttemptResult.BUSY, Tried(), POLICY, retry_after_s=0).wait_s == 60
    assert after_post(AttemptResult.BUSY, Tried(), POLICY, retry_after_s=10**12).wait_s == DAY_S


def test_a_key_refused_for_one_text_while_others_went_is_left_to_a_person():
    step = after_post(AttemptResult.FORBIDDEN, Tried(failures=1, others_went=True), POLICY)
    assert (step.delivery, step.wait_s, step.reason) == (Delivery.HUMAN, None, "forbidden")
    assert after_post(AttemptResult.FORBIDDEN, Tried(failures=1), POLICY).wait_s == 300


def test_before_the_settle_time_an_empty_search_counts_for_nothing():
    for since in (0.0, 30.0, POLICY.settle_s - 1):
        step = after_search(Search.CLEAN, Tried(since_post_s=since, clean_searches=0), POLICY)
        assert (step.delivery, step.clean_searches) == (Delivery.UNKNOWN, 0)
        assert since + (step.wait_s or 0) <= POLICY.settle_s


def test_two_empty_searches_after_it_send_again():
    first = after_search(Search.CLEAN, SETTLED, POLICY)
    assert (first.delivery, first.clean_searches) == (Delivery.UNKNOWN, 1)
    assert first.wait_s is not None
    assert first.wait_s > 0
    assert after_search(Search.CLEAN, replace(SETTLED, clean_searches=1), POLICY).delivery is Delivery.QUEUED


def test_a_city_that_hides_our_marker_leaves_it_to_a_person():
    twice = replace(SETTLED, clean_searches=1)
    assert after_search(Search.CLEAN, twice, replace(POLICY, shows_marker=False)).delivery is Delivery.HUMAN


def test_what_stays_unclear_again_and_again_is_left_to_a_person():
    often = replace(SETTLED, clean_searches=1, unclear=POLICY.max_unclear)
    assert after_search(Search.CLEAN, often, POLICY).delivery is Delivery.HUMAN


def test_a_search_that_is_not_sure_keeps_what_is_known_and_ends_with_a_person():
    step = after_search(Search.UNSURE, replace(SETTLED, clean_searches=1), POLICY)
    assert (step.delivery, step.clean_searches) == (Delivery.UNKNOWN, 1)
    assert after_search(Search.UNSURE, Tried(since_post_s=3 * DAY_S), POLICY).delivery is Delivery.HUMAN


def test_a_placeholder_is_looked_at_for_seven_days_and_then_by_a_person():
    assert after_token(Tried(since_post_s=7 * DAY_S - 1), POLICY).delivery is Delivery.AWAITING_ID
    assert after_token(Tried(since_post_s=7 * DAY_S), POLICY).delivery is Delivery.HUMAN


def test_the_last_wait_repeats():
    assert [step_of((1, 5), number) for number in (0, 1, 2, 3, 99)] == [1, 1, 5, 5, 5]


# -- over any history ---------------------------------------------------------------------------------------------

TRIED = st.builds(
    Tried,
    failures=st.integers(0, 10_000),
    clean_searches=st.integers(0, 5),
    unclear=st.integers(0, 20),
    since_post_s=st.floats(0, 30 * DAY_S),
)
POLICIES = st.builds(
    DeliveryPolicy,
    settle_s=st.floats(0, 3600),
    shows_marker=st.booleans(),
    first_look_s=st.floats(0, 120),
)
DICE = st.floats(0, 1)


@given(st.sampled_from(AttemptResult), TRIED, POLICIES, DICE, st.none() | st.floats(0, DAY_S))
def test_after_a_try_every_step_is_legal_and_has_a_next_act_unless_a_person_has(result, tried, policy, dice, retry):
    step = after_post(result, tried, policy, retry_after_s=retry, dice=dice)
    assert may_move(Delivery.SENDING, step.delivery)
    _has_next_act(step)


@given(st.sampled_from(Search), TRIED, POLICIES, DICE)
def test_an_unclear_message_is_sent_again_only_after_two_clean_searches_past_the_settle_time(
    found, tried, policy, dice
):
    step = after_search(found, tried, policy, dice=dice)
    assert step.delivery is Delivery.UNKNOWN or may_move(Delivery.UNKNOWN, step.delivery)
    _has_next_act(step)
    if step.delivery is Delivery.QUEUED:
        assert found is Search.CLEAN
        assert tried.clean_searches >= 1
        assert tried.since_post_s >= policy.settle_s
        assert policy.shows_marker


@given(TRIED, POLICIES, DICE)
def test_a_placeholder_never_leads_to_another_post(tried, policy, dice):
    step = after_token(tried, policy, dice=dice)
    assert step.delivery in {Delivery.AWAITING_ID, Delivery.HUMAN}
    _has_next_act(step)


def _has_next_act(step: Step) -> None:
    """Nothing is ever forgotten: a message waits for a moment or for a person."""
    assert (step.wait_s is None) is (step.delivery in {Delivery.HUMAN, Delivery.REJECTED})
    assert step.wait_s is None or step.wait_s >= 0


def test_only_a_person_follows_accepted_and_nothing_queued_is_reached_from_a_placeholder():
    assert [then for then in Delivery if may_move(Delivery.ACCEPTED, then)] == [Delivery.HUMAN]
    assert not may_move(Delivery.AWAITING_ID, Delivery.QUEUED)
    assert not may_move(Delivery.AWAITING_ID, Delivery.SENDING)
