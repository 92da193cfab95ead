"""Two runs of one session: neither clears the state in the middle of what the other does."""

from __future__ import annotations

from threading import Event, Thread

from streamlit.runtime.state import SafeSessionState, SessionState

from ui.app.one_lock import one_lock_a_session


def test_a_run_waits_for_the_other_one_of_its_session() -> None:
    state, inside, go_on, order = SessionState(), Event(), Event(), list[str]()

    def nothing() -> None:
        return None

    def first() -> None:
        with one._lock:  # as it is held while a widget is registered
            inside.set()
            go_on.wait(10)
            order.append("registered")

    def second() -> None:
        other["key"] = 1
        order.append("written")

    with one_lock_a_session():
        one, other = SafeSessionState(state, nothing), SafeSessionState(state, nothing)
        stranger = SafeSessionState(SessionState(), nothing)
        threads = [Thread(target=first), Thread(target=second)]
        threads[0].start()
        assert inside.wait(10)
        threads[1].start()
        stranger["key"] = 2  # who is of another session does not wait
        threads[1].join(0.1)
        go_on.set()
        for thread in threads:
            thread.join(10)
    assert order == ["registered", "written"]
    assert other["key"] == 1
