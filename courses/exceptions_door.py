"""What can go wrong at the door of a course, each with a sentence for whoever stands there."""

from courses.exceptions import CoursesError
from courses.models import CourseRun


class CodeUnknownError(CoursesError):
    """No place has this arrival code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"No place here has the code {code[:12]}. Look at it again, or find the name in the "
            "register."
            if code
            else "Type the arrival code, or find the name in the register."
        )


class CodeElsewhereError(CoursesError):
    """The code is of a place on another run."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code} is for another course, not for this one. Their joining page says which, and "
            "where."
        )


class PlaceGivenUpError(CoursesError):
    """The place of this code is not booked any more, or not yet."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"The place with the code {code} was given up or never confirmed. If there is room, "
            "add the person as somebody who came without a place."
        )


class NoRoomError(CoursesError):
    """Every place is taken, so nobody can be added at the door."""

    def __init__(self, run: CourseRun) -> None:
        super().__init__(
            f"There is no room: {run.capacity} of {run.capacity} places are taken, also by those "
            "who have not come yet. Nobody was added. The hub office can raise the number."
        )


class WalkInTooLateError(CoursesError):
    """People are added on the day of the session and on the day after."""

    def __init__(self) -> None:
        super().__init__(
            "People are added on the day of the session and the day after it. The hub office can "
            "help now."
        )
