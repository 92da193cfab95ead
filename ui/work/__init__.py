"""Heavy work in processes of its own, so that nobody waits for somebody else's."""
