"""What the store raises beside RopeError."""


class StoreError(Exception):
    """The database does not answer, or not as it should."""


class ClassOverError(Exception):
    """There is no such class, or no longer."""
