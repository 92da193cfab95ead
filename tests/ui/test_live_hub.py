"""The hub of live classes: who is told what and when, what is refused, two processes at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from threading import Event, Timer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.asgi import awaited
from tests.ui.live_support import PLACE, QUESTION, Line, NewEngine
from ui.live import connection, here, hub, room
from ui.live.errors import StoreError
from ui.live.hub import Hub
from ui.live.messages import Deed
from ui.live.reader import _READERS, LARGEST, MessageError, read_message
from ui.live.store import Store

#: Seconds after which what is waited for does not come, however slow the machine is.
PATIENCE = 60.0


@asynccontextmanager
async def hubs(new_engine: NewEngine, count: int = 1) -> AsyncIterator[list[Hub]]:
    made = [Hub(lambda: Store(new_engine())) for _ in range(count)]
    try:
        async with asyncio.timeout(4 * PATIENCE):
            yield made
    finally:
        for each in made:
            await each.close()


async def started(on: Hub) -> tuple[Line, str]:
    """A teacher who has entered a new class, and its code."""
    teacher = Line(on)
    made = await teacher.say("create")
    entered = await teacher.say("enter", role="teacher", code=made["code"], token=made["token"])
    assert entered["ok"]
    return teacher, made["code"]


async def joined(on: Hub, code: str, **fields: Any) -> Line:
    line = Line(on)
    assert (await line.say("enter", role="student", code=code, **fields))["ok"]
    return line


def voted(view: dict[str, Any], field: str) -> Any:
    """What the view says of the vote; nothing where none is open."""
    return (view.get("vote") or {}).get(field)


async def until(line: Line, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The first view for which that holds."""
    async with asyncio.timeout(PATIENCE):
        while not line.views or not holds(line.views[-1]):
            await line.see()
    return line.views[-1]


def test_what_one_process_changes_another_one_shows(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine, 2) as (one, other):
            teacher, code = await started(one)
            student = await joined(other, code)
            projector = Line(other)
            await projector.say("enter", role="projector", code=code)
            assert (await until(teacher, lambda view: view["here"] == 1))["following"] == 1
            await teacher.say("place", place=PLACE)
            await until(student, lambda view: view["place"] == PLACE)
            vote = (await teacher.say("open", question=QUESTION))["vote"]
            await until(student, lambda view: voted(view, "open"))
            await student.say("vote", vote=vote, round=1, choice=2)
            await until(teacher, lambda view: voted(view, "bars") == [[0, 0, 1]])
            await until(student, lambda view: view["me"]["choices"] == [2])
            seen = await until(projector, lambda view: voted(view, "answered") == [1])
            assert seen["vote"]["bars"] is None
            await teacher.say("reveal")
            seen = await until(projector, lambda view: voted(view, "revealed"))
            assert seen["vote"]["bars"] == [[0, 0, 1]]
            await other.gone(student.connection)
            await until(teacher, lambda view: view["here"] == 0)
            assert '"vote"' in (await teacher.say("end"))["csv"]
            for line in (teacher, projector):
                await until(line, lambda view: view.get("ended"))
                assert line.connection.ended

    awaited(run())


def test_who_ends_a_class_has_its_table_before_the_last_word(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed, real = Event(), Store.table

    def late(*given: Any, **named: Any) -> Any:
        answer = real(*given, **named)
        assert noticed.wait(PATIENCE)
        return answer

    monkeypatch.setattr(Store, "table", late)

    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            projector = Line(on)
            await projector.say("enter", role="projector", code=code)
            ending = asyncio.create_task(teacher.say("end"))
            # Another look finds the class gone: who waits for its table is not sent away by that.
            await until(projector, lambda view: view.get("ended"))
            assert not teacher.connection.ended
            noticed.set()
            assert "csv" in await ending
            await until(teacher, lambda view: view.get("ended"))
            assert teacher.connection.ended

    awaited(run())


def test_many_votes_are_few_views(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            students = [await joined(on, code) for _ in range(30)]
            vote = (await teacher.say("open", question=QUESTION))["vote"]
            await until(teacher, lambda view: voted(view, "open"))
            before, clock = len(teacher.views), asyncio.get_running_loop().time
            began = clock()
            await asyncio.gather(
                *(line.say("vote", vote=vote, round=1, choice=0) for line in students)
            )
            await until(teacher, lambda view: voted(view, "answered") == [30])
            assert len(teacher.views) - before <= 2 + (clock() - began) / hub.BETWEEN

    awaited(run())


def test_each_says_only_what_its_role_may(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            stranger = Line(on)
            for deed in ("close", "leave", "table", "end"):
                told = (await stranger.say(deed))["error"]
                assert "enter" in told["allowed"]
                assert told["received"] == deed
            teacher, code = await started(on)
            projector, student = Line(on), await joined(on, code)
            await projector.say("enter", role="projector", code=code)
            for line in (projector, student):
                for deed in ("close", "reveal", "again", "table", "end"):
                    assert (await line.say(deed))["error"]["field"] == "do"
                # By the name that the browser used.
                assert (await line.say("pace", pace="free"))["error"]["received"] == "pace"
            for line in (projector, teacher):
                assert (await line.say("leave"))["error"]["field"] == "do"
            assert (await student.say("enter", role="teacher", code=code, token="x" * 32))["error"]
            wrong = Line(on)
            answer = await wrong.say("enter", role="teacher", code=code, token="x" * 32)
            assert answer["error"]["field"] == "token"
            assert not wrong.views

    awaited(run())


#: What a message may hold, whatever it is there for.
FIELDS = st.sampled_from([
    "bars", "choice", "code", "following", "label", "mistake", "nickname", "open", "options",
    "pace", "path", "place", "query", "question", "revealed", "right", "role", "round", "says",
    "skill", "state", "step", "steps", "text", "title", "token", "vote", "at", "id",
])  # fmt: skip
WRONG: list[tuple[str, str]] = [
    ("no JSON", "message"),
    ("[1]", "message"),
    ("[" * 8000, "message"),
    (json.dumps({"id": "a", "do": "x" * LARGEST}), "message"),
    ('{"do": "create"}', "id"),
    ('{"id": 7, "do": "create"}', "id"),
    (json.dumps({"id": "a" * 41, "do": "create"}), "id"),
    ('{"id": "a"}', "do"),
    ('{"id": "a", "do": ["create"]}', "do"),
    ('{"id": "a", "do": "__class__"}', "do"),
    ('{"id": "a", "do": "create", "token": "short"}', "token"),
    ('{"id": "a", "do": "create", "code": "KMPRTW"}', "token"),
    *(
        (
            json.dumps(
                {
                    "id": "a",
                    "do": "create",
                    "code": "KMPRTW",
                    "token": "x" * 32,
                    "state": {"pace": "free", "started": moment},
                }
            ),
            "started",
        )
        for moment in (7, "yesterday", "2030-01-31T09:45:00")
    ),
    ('{"id": "a", "do": "enter", "code": "KMPRTA", "role": "student"}', "code"),
    ('{"id": "a", "do": "enter", "code": "KMPRTW", "role": "admin"}', "role"),
    ('{"id": "a", "do": "enter", "code": "KMPRTW", "role": "teacher"}', "token"),
    ('{"id": "a", "do": "vote", "vote": "v", "round": 3, "choice": 0}', "round"),
    ('{"id": "a", "do": "vote", "vote": "v", "round": 1, "choice": true}', "choice"),
    ('{"id": "a", "do": "vote", "vote": "v", "round": 1, "choice": 1e999}', "choice"),
    ('{"id": "a", "do": "tried", "skill": "magic", "right": true}', "skill"),
    ('{"id": "a", "do": "tried", "skill": "angle", "right": 1}', "right"),
    ('{"id": "a", "do": "tried", "skill": "angle", "right": false, "mistake": "x"}', "mistake"),
    ('{"id": "a", "do": "following", "following": "yes"}', "following"),
    (
        json.dumps(
            {
                "id": "a",
                "do": "open",
                "question": {"text": "?", "options": [{"label": "A", "says": ""}] * 2},
            }
        ),
        "right",
    ),
    ('{"id": "a", "do": "rename", "nickname": null}', "nickname"),
    (json.dumps({"id": "a", "do": "rename", "nickname": "x" * 25}), "nickname"),
    (json.dumps({"id": "a", "do": "rename", "nickname": "a\0b"}), "nickname"),
    (json.dumps({"id": "a", "do": "rename", "nickname": "\ud800"}), "nickname"),
    ('{"id": "a", "do": "pace", "pace": null}', "pace"),
    (json.dumps({"id": "a", "do": "place", "place": {**PLACE, "path": "../x"}}), "path"),
    (json.dumps({"id": "a", "do": "place", "place": {**PLACE, "step": 10}}), "step"),
    (json.dumps({"id": "a", "do": "place", "place": {**PLACE, "query": "x" * 6001}}), "query"),
    (json.dumps({"id": "a", "do": "open", "question": {**QUESTION, "text": ""}}), "text"),
    (json.dumps({"id": "a", "do": "open", "question": {**QUESTION, "options": []}}), "options"),
    (json.dumps({"id": "a", "do": "open", "question": {**QUESTION, "options": [1, 2]}}), "options"),
    (json.dumps({"id": "a", "do": "asks", "at": {"path": "rotate"}, "question": None}), "step"),
]


@pytest.mark.parametrize(("frame", "field"), WRONG)
def test_a_frame_that_cannot_be_used_is_answered_with_its_field(frame: str, field: str) -> None:
    def never() -> Store:
        raise AssertionError("the store was asked")

    async def run() -> dict[str, Any]:
        on, line = Hub(never), connection.Connection()
        await on.take(line, frame)
        await on.close()
        (answer,) = map(json.loads, line.waiting())
        return dict(answer)

    answer = awaited(run())
    assert answer["error"]["field"] == field
    assert answer["error"]["allowed"]
    if '"id": "a"' in frame and field != "message":
        assert answer["re"] == "a"


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    PLAIN | st.sampled_from(["rotate", "angle", "degrees", "KMPRTW", "student", "free", "x" * 32]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=9),
    max_leaves=30,
)


@given(
    given_=st.dictionaries(FIELDS, VALUES, max_size=9), do=st.sampled_from([*_READERS, "nothing"])
)
def test_whatever_is_said_is_a_message_or_refused_in_words(given_: dict[str, Any], do: str) -> None:
    text = json.dumps({"id": "a", **given_, "do": do})
    with suppress(MessageError):
        assert isinstance(read_message(text).deed, Deed)


def test_who_speaks_too_fast_and_who_comes_with_too_many_is_told_so(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing comes back while the test runs, however long that takes.
    monkeypatch.setattr(connection, "MESSAGES", 1e-6)
    monkeypatch.setattr(connection, "AT_ONCE", 6)
    monkeypatch.setattr(room, "Rate", lambda *_: connection.Rate(1e-6, 5))

    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            answers = [await teacher.say("pace", pace="free") for _ in range(10)]
            assert ["error" in each for each in answers] == [False] * 4 + [True] * 6
            assert {each["error"]["field"] for each in answers[4:]} == {"messages"}
            # What cannot be used counts as well.
            line = connection.Connection()
            for _ in range(8):
                await on.take(line, '{"id": "a"}')
            fields = [json.loads(each)["error"]["field"] for each in line.waiting()]
            assert fields == ["do"] * 6 + ["messages"] * 2
            crowd = [Line(on) for _ in range(20)]
            answers = await asyncio.gather(
                *(line.say("enter", role="student", code=code) for line in crowd)
            )
            refused = [each for each in answers if "error" in each]
            assert {each["error"]["field"] for each in refused} == {"joins"}
            assert len(refused) == 15

    awaited(run())


def test_who_does_not_wait_any_more_takes_nobody_elses_answer(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            _, code = await started(on)
            one, other = await joined(on, code), await joined(on, code)
            first, second = (
                asyncio.create_task(line.say("rename", nickname="Ada")) for line in (one, other)
            )
            await asyncio.sleep(0)
            first.cancel()
            assert (await second)["ok"]
            with pytest.raises(asyncio.CancelledError):
                await first
            assert (await other.say("rename", nickname="Bob"))["ok"]

    awaited(run())


def test_what_goes_wrong_unforeseen_reaches_all_who_wait_and_the_next_is_done(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            _, code = await started(on)
            lines = [await joined(on, code) for _ in range(3)]
            with monkeypatch.context() as broken:
                broken.setattr(Store, "act_all", lambda *_: 1 / 0)
                told = await asyncio.gather(
                    *(line.say("rename", nickname="Ada") for line in lines), return_exceptions=True
                )
            assert [type(each) for each in told] == [ZeroDivisionError] * 3
            assert (await lines[0].say("rename", nickname="Ada"))["ok"]

    awaited(run())


def test_a_hub_that_closes_leaves_nobody_waiting(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = Event(), Event()

    def slow(*_: Any) -> None:
        begun.set()
        goes_on.wait(PATIENCE)

    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, _ = await started(on)
            monkeypatch.setattr(Store, "act_all", slow)
            waiting = [asyncio.create_task(teacher.say("close"))]
            assert await asyncio.to_thread(begun.wait, PATIENCE)
            waiting.append(asyncio.create_task(teacher.say("reveal")))
            await asyncio.sleep(0)
            # The loop itself waits for the thread.
            Timer(0.1, goes_on.set).start()
            await on.close()
            async with asyncio.timeout(PATIENCE):
                told = await asyncio.gather(*waiting, return_exceptions=True)
            assert [type(each) for each in told] == [asyncio.CancelledError] * 2

    awaited(run())


def test_projectors_of_strangers_do_not_keep_the_teacher_out(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher = Line(on)
            made = await teacher.say("create")
            most = hub.MOST_CONNECTIONS["projector"]
            for _ in range(most):
                assert (await Line(on).say("enter", role="projector", code=made["code"]))["ok"]
            refused = await Line(on).say("enter", role="projector", code=made["code"])
            assert refused["error"] == {
                "field": "connections",
                "received": str(most + 1),
                "allowed": f"{most} at a time",
            }
            entering = {"code": made["code"], "role": "teacher", "token": made["token"]}
            assert (await teacher.say("enter", **entering))["ok"]

    awaited(run())


def test_two_tabs_that_leave_at_once_both_have_left(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            await joined(on, code, token="a" * 32)
            on._remove(teacher.connection)
            one, other = [await joined(on, code, token="a" * 32) for _ in range(2)]
            answers = await asyncio.gather(one.say("leave"), other.say("leave"))
            assert all(each["ok"] for each in answers)
            # Nothing more is heard of them.
            await on.take(one.connection, '{"id": "late", "do": "leave"}')
            assert not one.connection.waiting()

    awaited(run())


def test_who_comes_back_while_the_old_line_is_struck_out_is_here(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, real = Event(), Store.depart

    def late(*given: Any) -> None:
        assert entered.wait(PATIENCE)
        real(*given)

    async def run() -> None:
        async with hubs(new_engine) as (on,):
            _, code = await started(on)
            old = await joined(on, code, token="a" * 32)
            monkeypatch.setattr(Store, "depart", late)
            going = asyncio.create_task(on.gone(old.connection))
            await asyncio.sleep(0)
            await joined(on, code, token="a" * 32)
            entered.set()
            await going
            assert Store(new_engine()).snapshot(code).here == 1

    awaited(run())


def test_a_departure_that_got_lost_is_noticed_by_the_next_sign_of_life(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise StoreError("no connection")

    monkeypatch.setattr(hub, "BEAT", 0.2)
    monkeypatch.setattr(here, "ENTERING", 0.1)
    monkeypatch.setattr(Store, "depart", fails)

    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            student, _ = await joined(on, code), await joined(on, code)
            await until(teacher, lambda view: view["here"] == 2)
            with pytest.raises(StoreError):
                await on.gone(student.connection)
            await until(teacher, lambda view: view["here"] == 1)

    awaited(run())


def test_a_store_that_does_not_answer_takes_nothing_and_answers_nothing(
    new_engine: NewEngine,
) -> None:
    tries = 0

    def opened() -> Store:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StoreError("no connection")
        return Store(new_engine())

    async def run() -> None:
        on, line = Hub(opened), connection.Connection()
        message = json.dumps({"id": "a", "do": "create"})
        with pytest.raises(StoreError):
            await on.take(line, message)
        assert not line.waiting()
        await on.take(line, message)
        (answer,) = map(json.loads, line.waiting())
        assert answer["ok"]
        await on.close()

    awaited(run())


def test_who_polled_and_does_not_any_more_is_not_here(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            student = Line(on)
            student.connection = connection.Connection(polled=True)
            await student.say("enter", role="student", code=code)
            await until(teacher, lambda view: view["here"] == 1)
            # As if that long had gone by: whoever polls was heard before now.
            monkeypatch.setattr(connection, "UNHEARD", -1.0)
            await until(teacher, lambda view: view["here"] == 0)
            assert student.connection.dropped

    awaited(run())


def test_one_student_in_many_tabs_is_one_and_has_a_last_tab(new_engine: NewEngine) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            tabs = [
                await joined(on, code, token="a" * 32)
                for _ in range(hub.MOST_CONNECTIONS["student"])
            ]
            more = Line(on)
            answer = await more.say("enter", role="student", code=code, token="a" * 32)
            assert answer["error"]["field"] == "connections"
            assert answer["error"]["allowed"] == f"{hub.MOST_CONNECTIONS['student']} at a time"
            await until(teacher, lambda view: view["here"] == 1)
            for tab in tabs[1:]:
                await on.gone(tab.connection)
            await tabs[0].say("rename", nickname="Ada")
            seen = await until(tabs[0], lambda view: view["me"]["name"] == "Ada")
            assert seen["here"] == 1
            other = await joined(on, code, token="a" * 32)
            await tabs[0].say("leave")
            await until(teacher, lambda view: view["here"] == 0)
            for tab in (tabs[0], other):
                tab.read()
                assert tab.views[-1] == {"ended": True}

    awaited(run())


def test_who_joins_while_a_view_is_made_is_not_sent_away(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            _, code = await started(on)
            real = Store.snapshot
            early = real(Store(new_engine()), code)
            late = iter([early])
            monkeypatch.setattr(Store, "snapshot", lambda *given: next(late, None) or real(*given))
            student = await joined(on, code)
            await until(student, lambda view: view["here"] == 1)
            assert not student.connection.ended

    awaited(run())


def test_a_view_that_fails_is_in_the_log_and_the_next_who_enters_sees_again(
    new_engine: NewEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with hubs(new_engine) as (on,):
            teacher, code = await started(on)
            await until(teacher, lambda view: view["here"] == 0)
            with monkeypatch.context() as broken:
                broken.setattr(hub, "show", lambda *_: 1 / 0)
                await joined(on, code)
                while "division by zero" not in caplog.text:
                    await asyncio.sleep(0.02)
            await joined(on, code)
            await until(teacher, lambda view: view["here"] == 2)

    awaited(run())
