"""The one secret a teacher may set, in the app's secrets: it signs result codes and hides keys."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from ui.homework.signing import require_secret

SECRET = "class_secret"


def class_secret() -> str:
    """The secret, or nothing where none was set. RopeError for one that could be guessed."""
    try:
        secret = str(st.secrets.get(SECRET, ""))
    except StreamlitSecretNotFoundError:
        return ""
    if secret:
        require_secret(secret, SECRET)
    return secret
