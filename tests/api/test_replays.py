"""A request that is sent again has one effect and one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from mingheng import clock
from mingheng.api.models import KeptAnswer
from mingheng.api.replays import KEPT
from mingheng.audit.models import Event
from mingheng.ledger.models import Entry
from tests.api.desk import System, forget_turns, new_entry, problem
from tests.ledger.desk import draft


def told(answer):
    return answer.status_code, answer.content, answer["ETag"], answer.headers.get("Location")


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(county, system):
    sent = new_entry(county.one_first, submit=True)
    first, again = (system.post("entries", sent, idempotency_key="one") for _ in range(2))
    assert told(first) == told(again)
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in (first, again)]
    assert (replayed, Entry.objects.count(), Event.objects.filter(action="ledger.entry.submitted").count()) == (
        [None, "true"],
        1,
        1,
    )


def test_the_answer_is_the_first_one_though_the_entry_has_gone_on(county, system, clerk):
    entry = draft(county.one_first, clerk)
    path = f"entries/{entry.pk}/submit"
    first, again = (system.post(path, if_match='"1"', idempotency_key="one") for _ in range(2))
    assert (first.status_code, told(first)) == (200, told(again))


def test_another_request_with_the_same_token_is_refused(county, system, clerk):
    sent, entry = new_entry(county.one_first), draft(county.one_second, clerk)
    system.post("entries", sent, idempotency_key="one")
    others = [
        system.post("entries", new_entry(county.one_first, title="别的"), idempotency_key="one"),
        system.post(f"entries/{entry.pk}/submit", sent, if_match='"1"', idempotency_key="one"),
    ]
    assert [problem(other)[:2] for other in others] == [(422, "token-reused"), (422, "invalid")]
    assert Entry.objects.count() == 2


def test_tokens_of_two_keys_do_not_meet(county, system):
    other = System(county.one)
    sent = new_entry(county.one_first)
    answers = [one.post("entries", sent, idempotency_key="one") for one in (system, other)]
    assert ([one.status_code for one in answers], Entry.objects.count()) == ([201, 201], 2)


def test_a_refusal_is_not_kept_and_can_be_put_right_with_the_same_token(county, system):
    wrong, right = new_entry(county.one_first, submit=True, type=None), new_entry(county.one_first, submit=True)
    assert system.post("entries", wrong, idempotency_key="one").status_code == 422
    assert KeptAnswer.objects.count() == 0
    assert system.post("entries", right, idempotency_key="one").status_code == 201


def test_answers_are_kept_for_two_days_and_hold_nothing_of_the_content(county, system):
    system.post("entries", new_entry(county.one_first), idempotency_key="one")
    kept = KeptAnswer.objects.get()
    said = f"{kept.body} {kept.token} {kept.fingerprint}"
    assert [word for word in ("学习讨论", "赵文华", "第一项议程") if word in said] == []
    KeptAnswer.objects.update(kept_at=clock.now() - KEPT + timedelta(minutes=1))
    system.post("entries", new_entry(county.one_first), idempotency_key="two")
    assert KeptAnswer.objects.count() == 2
    KeptAnswer.objects.update(kept_at=clock.now() - KEPT - timedelta(minutes=1))
    system.post("entries", new_entry(county.one_first), idempotency_key="three")
    assert (KeptAnswer.objects.count(), timedelta(hours=24) <= KEPT) == (1, True)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=6)
@given(sent_again=st.lists(st.sampled_from(["甲", "乙"]), min_size=2, max_size=8))
def test_requests_at_the_same_moment_have_one_effect_for_each_token(county, system, sent_again):
    """The same two tokens, each with its own title, from many threads."""
    forget_turns()
    KeptAnswer.objects.all().delete()
    before = Entry.objects.count()

    def send(title):
        try:
            sent = new_entry(county.one_first, title=title)
            return title, told(system.post("entries", sent, idempotency_key=f"token-{ord(title)}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(send, sent_again))
    assert {status for _title, (status, *_rest) in answers} == {201}
    assert len({answer for _title, answer in answers}) == len(set(sent_again))
    assert Entry.objects.count() - before == len(set(sent_again))
