"""The start page: a discovery in three steps, with the hands, before any formula."""
