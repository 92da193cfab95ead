"""The one secret a teacher may set, in Streamlit's secrets: it signs result codes."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

SECRET = "class_secret"


def class_secret() -> str:
    """The secret, or nothing where none was set."""
    try:
        return str(st.secrets.get(SECRET, ""))
    except StreamlitSecretNotFoundError:
        return ""
