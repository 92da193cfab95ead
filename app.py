"""RoPE, by hand: `streamlit run app.py`.

This file is read twice. Streamlit first looks in it for the server, which is `app`, and starts
it; the server then runs it again as the script of the pages, at every visit and every change.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.app.server import lifespan, middleware, routes
from ui.app.shell import run_app

if get_script_run_ctx(suppress_warning=True):
    run_app()
else:
    app = st.App("app.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
