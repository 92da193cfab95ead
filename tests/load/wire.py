"""One session as the server sees it: what a browser sends and receives, without the browser.

A browser tab is one websocket. It sends a BackMsg for every change (all widget values, the
address, the hashes of what it still has) and receives ForwardMsgs until the script has
finished. Here is just that, with Streamlit's own protobuf classes::

    session = await Session.connect("http://127.0.0.1:8501")
    await session.open("/rotate?m=3")
    run = await session.change("Query position m", "4")
    run.seconds, run.exceptions, session.query
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

#: Past this the run is given up and counted as an error.
PATIENCE = 60.0
#: Messages a browser keeps, so that the server need not send them again.
_KEPT_MESSAGES = 500
#: Triggers of a component are sent under this name (streamlit.components.v2).
_TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{}__events"


class ConnectionLostError(Exception):
    """The server closed the connection, or did not answer in time."""


@dataclass
class Run:
    """What one run of the script sent."""

    seconds: float = 0.0
    messages: int = 0
    received: int = 0  # bytes
    exceptions: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    #: Whether a fragment ran, and not the page.
    part: bool = False


@dataclass
class Widget:
    """A field of the page: what kind it is, its id, what it holds."""

    kind: str
    id: str
    label: str
    value: Any
    options: list[str] = field(default_factory=list)
    #: Of the fragment that alone runs when it changes; "" for the page.
    fragment: str = ""


class Session:
    """One tab. Not for concurrent use: one change at a time, as a person would."""

    def __init__(self, base: str, socket: ClientConnection) -> None:
        self.base, self.socket = base, socket
        self.path = self.query = self.page_hash = self.session_id = ""
        #: By label, in the order they came; those of earlier runs are kept, as a browser does.
        self.widgets: dict[str, Widget] = {}
        self.components: dict[str, str] = {}
        #: The data each component was last sent, by the name of the component and its key.
        self.data: dict[str, Any] = {}
        #: What the server said of itself at the first run: configuration and theme.
        self.first_message: NewSession | None = None
        self._seen: set[str] = set()
        self._cached: OrderedDict[str, bytes] = OrderedDict()

    @classmethod
    async def connect(cls, base: str, cookies: str = "", session_id: str = "") -> Session:
        """A new connection; `session_id` of an old one takes up that session again."""
        where = base.replace("http", "ws", 1) + "/_stcore/stream"
        protocols = ["streamlit", "no-xsrf-token", session_id] if session_id else ["streamlit"]
        socket = await connect(
            where,
            subprotocols=protocols,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookies} if cookies else None,
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            proxy=None,
        )
        return cls(base, socket)

    async def close(self) -> None:
        await self.socket.close()

    # --- what a person does ---------------------------------------------------------------

    async def open(self, address: str) -> Run:
        """Load a page of the app, as typing its address does."""
        parts = urlsplit(address)
        self.path, self.query, self.page_hash = parts.path, parts.query, ""
        self.widgets = {}
        return await self._run()

    async def visit(self, path: str) -> Run:
        """Another page by its link in the menu: its own address, without parameters."""
        self.path, self.query, self.page_hash = path, "", ""
        return await self._run()

    async def change(self, label: str, value: Any) -> Run:
        """Put a value into the field of that label."""
        self.widgets[label].value = value
        return await self._run(fragment=self.widgets[label].fragment)

    async def press(self, label: str) -> Run:
        """Press a button of the page."""
        return await self._run(pressed=self.widgets[label].id)

    async def trigger(self, component: str, event: str, value: object) -> Run:
        """What the script of a component sends to the server."""
        return await self._run(triggered=(self.components[component], event, value))

    async def rerun(self) -> Run:
        return await self._run()

    async def file_urls(self, *names: str) -> list[FileURLs]:
        """Where files of these names are to be put (then `PUT` them, then `uploaded`)."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.session_id = self.session_id
        message.file_urls_request.file_names.extend(names)
        await self.socket.send(message.SerializeToString())
        while True:
            answer, _ = await self._receive()
            if answer.WhichOneof("type") == "file_urls_response":
                return list(answer.file_urls_response.file_urls)

    # --- the wire -------------------------------------------------------------------------

    async def _run(
        self,
        pressed: str = "",
        triggered: tuple[str, str, object] | None = None,
        fragment: str = "",
    ) -> Run:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        state.fragment_id = fragment
        state.page_name = self.path.strip("/")
        state.context_info.url = f"{self.base}{self.path}"
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-US"
        state.cached_message_hashes.extend(self._cached)
        for widget in self.widgets.values():
            if widget.kind != "button" and widget.value is not None:
                _write(state.widget_states.widgets.add(), widget)
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        if triggered:
            component, event, value = triggered
            state.widget_states.widgets.add(
                id=_TRIGGER.format(component),
                json_trigger_value=json.dumps([{"event": event, "value": value}]),
            )
        run = Run()
        started = time.perf_counter()
        try:
            await self.socket.send(message.SerializeToString())
            await asyncio.wait_for(self._until_finished(run), PATIENCE)
        except (ConnectionClosed, TimeoutError) as error:
            raise ConnectionLostError(f"{type(error).__name__}: {error}") from error
        run.seconds = time.perf_counter() - started
        return run

    async def _receive(self) -> tuple[ForwardMsg, int]:
        raw = await self.socket.recv()
        assert isinstance(raw, bytes)
        message = ForwardMsg.FromString(raw)
        if message.WhichOneof("type") == "ref_hash":
            metadata = message.metadata
            kept = self._cached.get(message.ref_hash)
            if kept is None:
                raise ConnectionLostError(
                    f"the server referred to a message never sent: {message.ref_hash}"
                )
            self._cached.move_to_end(message.ref_hash)
            message = ForwardMsg.FromString(kept)
            message.metadata.CopyFrom(metadata)
        elif message.metadata.cacheable and message.hash:
            self._cached[message.hash] = raw
            while len(self._cached) > _KEPT_MESSAGES:
                self._cached.popitem(last=False)
        return message, len(raw)

    async def _until_finished(self, run: Run) -> None:
        while True:
            message, size = await self._receive()
            run.messages += 1
            run.received += size
            match message.WhichOneof("type"):
                case "delta":
                    self._take(message.delta, run)
                case "new_session":
                    self.first_message = self.first_message or message.new_session
                    self.session_id = message.new_session.initialize.session_id or self.session_id
                    self.page_hash = message.new_session.page_script_hash
                    self._seen = set()
                    # What an earlier, interrupted run sent is replaced.
                    run.alerts, run.titles = [], []
                case "navigation":
                    self.page_hash = message.navigation.page_script_hash
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "session_event":
                    event = message.session_event
                    if event.WhichOneof("type") == "script_compilation_exception":
                        run.exceptions.append(event.script_compilation_exception.message)
                case "script_finished":
                    status = ForwardMsg.ScriptFinishedStatus
                    if message.script_finished == status.FINISHED_EARLY_FOR_RERUN:
                        continue
                    if message.script_finished == status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                        run.part = True
                    if message.script_finished == status.FINISHED_WITH_COMPILE_ERROR:
                        run.exceptions.append("the script could not be compiled")
                    if message.script_finished == status.FINISHED_SUCCESSFULLY:
                        # What the page no longer has, the browser forgets.
                        self.widgets = {
                            name: w for name, w in self.widgets.items() if name in self._seen
                        }
                    return

    def _take(self, delta: Delta, run: Run) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element: Element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            run.exceptions.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert":
            run.alerts.append(element.alert.body)
        elif kind == "heading":
            run.titles.append(element.heading.body)
        elif kind == "bidi_component":
            found = element.bidi_component
            self.components[found.component_name.split(".")[-1]] = found.id
            if found.WhichOneof("data") == "json":
                self.data[found.component_name.split(".")[-1]] = found.json
        elif kind in _READ:
            widget = _READ[kind](getattr(element, kind))
            known = self.widgets.get(widget.label)
            if (
                known
                and known.id == widget.id
                and not getattr(getattr(element, kind), "set_value", False)
            ):
                widget.value = known.value
            widget.fragment = delta.fragment_id
            self.widgets[widget.label] = widget
            self._seen.add(widget.label)
        elif kind == "button":
            label = element.button.label
            self.widgets[label] = Widget("button", element.button.id, label, None)
            self._seen.add(label)


def _text(found: Any) -> Widget:
    text = found.value if found.set_value else found.default
    return Widget("text", found.id, found.label, text)


def _number(found: Any) -> Widget:
    return Widget("number", found.id, found.label, found.value if found.set_value else None)


def _choice(found: Any) -> Widget:
    options = list(found.options)
    default = options[found.default] if found.HasField("default") and options else None
    value = found.raw_value if found.set_value else default
    return Widget("choice", found.id, found.label, value, options)


def _buttons(found: Any) -> Widget:
    options = [option.content for option in found.options]
    chosen = (
        list(found.raw_values) if found.set_value else [options[index] for index in found.default]
    )
    return Widget("buttons", found.id, found.label, chosen, options)


def _check(found: Any) -> Widget:
    value = found.value if found.set_value else found.default
    return Widget("check", found.id, found.label, value)


def _slider(found: Any) -> Widget:
    value = list(found.value) if found.set_value else list(found.default)
    return Widget("slider", found.id, found.label, value)


def _file(found: Any) -> Widget:
    return Widget("file", found.id, found.label, None)


_READ = {
    "file_uploader": _file,
    "text_input": _text,
    "text_area": _text,
    "number_input": _number,
    "selectbox": _choice,
    "button_group": _buttons,
    "checkbox": _check,
    "slider": _slider,
}


def _write(state: WidgetState, widget: Widget) -> None:
    state.id = widget.id
    match widget.kind:
        case "text" | "choice":
            state.string_value = widget.value
        case "number":
            state.double_value = widget.value
        case "buttons":
            state.string_array_value.data.extend(widget.value)
        case "check":
            state.bool_value = widget.value
        case "slider":
            state.double_array_value.data.extend(widget.value)
        case "file":
            state.file_uploader_state_value.CopyFrom(widget.value)
