"""The way from any thread to the window's."""

import threading

from screens.bridge import post


def test_what_a_worker_posts_runs_on_the_windows_thread_in_order(frames):
    ran = []

    def work():
        for number in range(50):
            post(lambda number=number: ran.append((number, threading.current_thread())))

    worker = threading.Thread(target=work, name="worker")
    worker.start()
    worker.join()
    assert ran == []
    frames.draw(2)
    assert [number for number, _ in ran] == list(range(50))
    assert {thread for _, thread in ran} == {threading.main_thread()}


def test_posting_from_a_callback_waits_for_its_turn(frames):
    ran = []
    post(lambda: post(lambda: ran.append("later")))
    post(lambda: ran.append("sooner"))
    frames.draw(3)
    assert ran == ["sooner", "later"]
