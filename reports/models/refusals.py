"""Why a step was not taken, in words for the person."""


class TransitionRefused(Exception):
    """A step that the report's state, the person or the content does not allow.

    ``message`` is for the person; ``missing`` lists what still lacks when that is the reason.
    """

    def __init__(self, message, missing=()):
        super().__init__(message)
        self.message = message
        self.missing = list(missing)


class StaleReport(TransitionRefused):
    """Somebody changed the report after the page was shown."""
