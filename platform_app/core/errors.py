"""The one family of errors that people get to read."""


class AppError(Exception):
    """A failure with a message for people: what happened, why, what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(AppError):
    """The thing is absent or belongs to somebody else; callers cannot tell which."""


class NotAllowed(AppError):
    """The person may not do this."""


class SignedOut(NotAllowed):
    """There is no session, or it has ended."""


class NotVerified(NotAllowed):
    """The act is dangerous, and the person has not shown lately who they are."""


class Conflict(AppError):
    """The state of things does not allow this now."""


class InvalidInput(AppError):
    """What was typed cannot be used; `fields` maps a field to its own sentence."""

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class LimitReached(AppError):
    """Too much or too fast; `retry_after_s` says when it is worth trying again."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(AppError):
    """Something outside did not work; `permanent` says that repeating will not help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
