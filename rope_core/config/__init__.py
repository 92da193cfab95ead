"""A Hugging Face config.json, read: which rotation it means, and what it leaves open."""

from rope_core.config.reader import ConfigReport, read_config

__all__ = ["ConfigReport", "read_config"]
