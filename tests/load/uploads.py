"""Files as a browser sends them: put to an address the server gives, then named in a change."""

from __future__ import annotations

import asyncio
import urllib.request
from email.message import Message

from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs

from tests.load.wire import Run, Session

_BOUNDARY = "----file"


async def upload(session: Session, label: str, name: str, data: bytes) -> Run:
    """Put a file into the field of that label."""
    (where,) = await session.file_urls(name)
    await asyncio.to_thread(_put, session.base, where, name, data)
    state = FileUploaderState()
    state.uploaded_file_info.add(name=name, size=len(data), file_id=where.file_id, file_urls=where)
    return await session.change(label, state)


def _put(base: str, where: FileURLs, name: str, data: bytes) -> None:
    """With the token against forged requests, as Streamlit's own page sends it."""
    with urllib.request.urlopen(f"{base}/_stcore/health", timeout=30) as answer:
        headers: Message = answer.headers
    cookie = str(headers.get("Set-Cookie", "")).partition(";")[0]
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    body = head.encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode()
    request = urllib.request.Request(f"{base}{where.upload_url}", data=body, method="PUT")
    request.add_header("Content-Type", f"multipart/form-data; boundary={_BOUNDARY}")
    request.add_header("Cookie", cookie)
    request.add_header("X-Xsrftoken", cookie.partition("=")[2])
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 204, answer.status
