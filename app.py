"""RoPE, by hand: `streamlit run app.py`."""

from ui.app.shell import run_app

run_app()
