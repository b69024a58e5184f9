"""The thread between requests goes on whatever a job does, and ends when told."""

import threading

from mingheng.site.operations.background import Background


def test_a_job_that_fails_is_logged_and_tried_again_and_the_others_go_on(caplog):
    looked, twice = [], threading.Event()

    def failing() -> None:
        looked.append("failing")
        raise RuntimeError("out of order")

    def working() -> None:
        looked.append("working")
        if len(looked) >= 4:
            twice.set()

    background = Background([("failing", failing), ("working", working)], interval=0.01)
    background.start()
    assert twice.wait(5)
    background.stop()
    assert looked[:4] == ["failing", "working", "failing", "working"]
    assert not background.is_alive()
    assert "The background job failing failed; it is tried again." in caplog.text


def test_it_ends_at_once_while_it_waits():
    background = Background([], interval=60)
    background.start()
    background.stop()
    assert not background.is_alive()
