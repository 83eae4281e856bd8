"""What can go wrong with courses, each with a sentence for the person who tried."""

from collections.abc import Sequence

from core.dates import span
from core.money import pounds
from courses.enums import RunState
from courses.models import CourseRun, Fund, Place, Session


class CoursesError(Exception):
    """Something that a person tried and that cannot be done. `str()` says why, in a sentence."""


class RunStateError(CoursesError):
    """The run is not in a state from which this may happen."""

    def __init__(self, run: CourseRun, wanted: RunState) -> None:
        self.run, self.wanted = run, wanted
        super().__init__(
            f"“{run.title}” is {run.get_state_display().lower()}, "
            f"so it cannot become {wanted.label.lower()}."
        )


class RunNotReadyError(CoursesError):
    """The run lacks what people need before they can book: dates or a price."""


class CapacityTooLowError(CoursesError):
    """More places are taken than the capacity that was asked for."""

    def __init__(self, *, wanted: int, taken: int) -> None:
        self.wanted, self.taken = wanted, taken
        places = "1 place is" if taken == 1 else f"{taken} places are"
        super().__init__(
            f"The capacity cannot be {wanted}: {places} taken. Cancel places first, "
            f"or enter {taken} or more."
        )


class QuotaTooLowError(CoursesError):
    """More places are taken at a price than it was to have."""

    def __init__(self, *, name: str, wanted: int, taken: int) -> None:
        self.name, self.wanted, self.taken = name, wanted, taken
        places = "1 place is" if taken == 1 else f"{taken} places are"
        super().__init__(
            f"“{name}” cannot have only {wanted}: {places} taken at this price. "
            f"Enter {taken} or more."
        )


class SessionInUseError(CoursesError):
    """The session has a register, so it cannot be taken away."""

    def __init__(self, session: Session) -> None:
        self.session = session
        super().__init__(
            f"{span(session.start_at, session.end_at)} has marks in its register, "
            "so it cannot be removed."
        )


class NoPriceError(CoursesError):
    """The run has no price that fits."""


class NotTheirRegisterError(CoursesError):
    """Registers are kept by the session's tutors and the hub's administrators."""

    def __init__(self) -> None:
        super().__init__("Only a tutor of this session can mark its register.")


class RegisterNotOpenError(CoursesError):
    """Marks are made from the day of the session on."""

    def __init__(self) -> None:
        super().__init__("You can mark this register from the day of the session.")


class CourseCalledOffError(CoursesError):
    """The run was cancelled, so nobody can have come."""

    def __init__(self) -> None:
        super().__init__("This course was cancelled, so its register cannot be marked.")


class NotInRegisterError(CoursesError):
    """A place of another run, or one that is not confirmed any more."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody in this list has given up their place since you opened the page. "
            "Nothing was saved: open the register again."
        )


class MarkedMeanwhileError(CoursesError):
    """Somebody else marked these places after the page was opened. Nothing was saved."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = list(places)
        names = " and ".join(str(place.attendee or "a person to be named") for place in places)
        super().__init__(
            f"Somebody else has marked {names} since you opened this page, so nothing was "
            "saved. The marks below are theirs: change what is wrong and save again."
        )


class RegisterGapsError(CoursesError):
    """A register is closed when everybody has a mark."""

    def __init__(self, gaps: int) -> None:
        self.gaps = gaps
        people = "1 person has" if gaps == 1 else f"{gaps} people have"
        super().__init__(f"{people} no mark yet. Mark everybody, then close the register.")


class BookingError(CoursesError):
    """A booking cannot be made, changed or kept. Nothing was stored."""


class RunIsFullError(BookingError):
    """Fewer places are left than were asked for."""

    def __init__(self, run: CourseRun, *, places_left: int, wanted: int = 1) -> None:
        self.run, self.places_left, self.wanted = run, places_left, wanted
        if places_left == 0:
            super().__init__(f"“{run.title}” is full: the last place has just gone.")
        else:
            places = "1 place is" if places_left == 1 else f"{places_left} places are"
            super().__init__(f"Only {places} left on “{run.title}”, and you asked for {wanted}.")


class RunNotOpenError(BookingError):
    """The run does not take bookings now: not yet, no longer, or not at all."""

    def __init__(self, run: CourseRun) -> None:
        self.run = run
        super().__init__(f"“{run.title}” is not open for booking, so no place was booked.")


class AlreadyBookedError(BookingError):
    """This person has a place on this run already, held or confirmed."""

    def __init__(self, run: CourseRun, email: str) -> None:
        self.run, self.email = run, email
        super().__init__(f"{email} already has a place on “{run.title}”.")


class SchoolNotOpenError(BookingError):
    """The school is not open in the register, so nobody can come from it."""

    def __init__(self) -> None:
        super().__init__("Choose a school that is open, or book for yourself.")


class TooManyKeptError(BookingError):
    """One person would keep more places without having booked them than anybody may."""

    def __init__(self, *, kept: int, wanted: int, most: int) -> None:
        self.kept, self.wanted = kept, wanted
        what, then = f"you asked for {wanted}", "Book fewer"
        if kept:
            what, then = (
                f"you hold {kept} and asked for {wanted} more",
                "Book or give up those first",
            )
        super().__init__(f"One person can hold {most} places at once: {what}. {then}.")


class HoldExpiredError(BookingError):
    """The hold ran out or was given up before it was confirmed."""

    def __init__(self) -> None:
        super().__init__("We could not keep your place any longer. Start again to hold another.")


class InvoiceNotAllowedError(BookingError):
    """A school is invoiced only for somebody who is approved there, and only where runs allow."""

    def __init__(self) -> None:
        super().__init__(
            "We can invoice a school only when it has confirmed that you work there. "
            "Choose another way to pay."
        )


class PaymentNeededError(BookingError):
    """The places cost something, so confirming needs a way to pay."""

    def __init__(self) -> None:
        super().__init__("Choose how to pay.")


class CannotBeCancelledError(BookingError):
    """The booking is not confirmed, or the course has begun."""

    def __init__(self) -> None:
        super().__init__("This booking cannot be cancelled any more: the course has begun.")


class NeedsNotAskedError(CoursesError):
    """The place was given up or given to somebody else, or the course is over."""

    def __init__(self) -> None:
        super().__init__("This place is not yours any more, or the course is over.")


class NotAskedError(CoursesError):
    """The questions are for those with a place, and afterwards for those who came."""

    def __init__(self) -> None:
        super().__init__("These questions are for people who came to this course.")


class NothingToWatchError(CoursesError):
    """There is no recording, or the place is not theirs any more."""

    def __init__(self) -> None:
        super().__init__("This is no recording, or the place is not yours any more.")


class NoAbsenceChargeError(CoursesError):
    """The hub takes back what is charged for not coming, and says why."""

    def __init__(self) -> None:
        super().__init__("Nothing was taken back. Give a reason for a charge that still stands.")


class EvaluationOverError(CoursesError):
    """The wave does not take answers now."""

    def __init__(self) -> None:
        super().__init__("These questions cannot be answered now, so nothing was stored.")


class QuestionsChangedError(CoursesError):
    """The course's outcomes were changed while the form was open."""

    def __init__(self) -> None:
        super().__init__(
            "The questions have changed since you opened this page. Look at your answers once "
            "more, then send them."
        )


class QuotaUsedError(BookingError):
    """The last place at this price has just gone; there may be others at another price."""

    def __init__(self) -> None:
        super().__init__("The last place at this price has just gone. Try again to see the price.")


class FundSpentError(BookingError):
    """The fund has too little left for these places."""

    def __init__(self, fund: Fund, *, wanted_pence: int) -> None:
        self.fund, self.wanted_pence = fund, wanted_pence
        super().__init__(
            f"{fund.name} has {pounds(fund.left_pence)} left, and these places cost "
            f"{pounds(wanted_pence)}. Book fewer places, or pay in another way."
        )


class FundNotForThemError(BookingError):
    """The fund is not for this school, this course or this year."""

    def __init__(self) -> None:
        super().__init__("This fund is not for these places. Choose another way to pay.")


class VoucherUsedError(BookingError):
    """The voucher has fewer uses left than there are places."""

    def __init__(self) -> None:
        super().__init__("This voucher has been used up.")


class VoucherUnknownError(BookingError):
    """No voucher has this code, or it is not for today or for these courses."""

    def __init__(self) -> None:
        super().__init__(
            "We know no voucher with this code for these courses. Check it, or leave it empty."
        )


class WaitingListError(CoursesError):
    """Something about the waiting list that cannot be done. Nothing was stored."""


class PlacesAreFreeError(WaitingListError):
    """There is room: nobody needs to wait."""

    def __init__(self, run: CourseRun) -> None:
        self.run = run
        super().__init__(f"There are places on “{run.title}”: you can book now.")


class AlreadyWaitingError(WaitingListError):
    """One wish for each run and person."""

    def __init__(self, run: CourseRun) -> None:
        self.run = run
        super().__init__(f"You are on the waiting list of “{run.title}” already.")


class ListClosedError(WaitingListError):
    """The run takes nobody on its list: it has begun, is off, or its cut-off has passed."""

    def __init__(self, run: CourseRun) -> None:
        self.run = run
        super().__init__(f"The waiting list of “{run.title}” is closed.")


class OfferGoneError(WaitingListError):
    """The offer ran out, was declined or was accepted before."""

    def __init__(self) -> None:
        super().__init__("This offer has ended. If you still wait, we write when there is another.")


class PurchaseOrderNeededError(BookingError):
    """The school wants its number on every order before it is placed."""

    def __init__(self) -> None:
        super().__init__("Your school needs a purchase order number before it is invoiced.")


class ApprovalNeededError(BookingError):
    """The school says yes first, so nothing is paid now."""

    def __init__(self) -> None:
        super().__init__("Your school approves bookings first, so there is nothing to pay now.")


class ApprovalGoneError(BookingError):
    """What was to be approved has been decided, has run out, or was never asked."""

    def __init__(self) -> None:
        super().__init__("This booking is not waiting for your approval any more.")


class ReasonNeededError(BookingError):
    """What the hub does for somebody else, they are told with its reason."""

    def __init__(self) -> None:
        super().__init__("Say in a sentence why. The people concerned read it.")


class QuoteChangedError(BookingError):
    """What it costs is not what the person was shown before they pressed."""

    def __init__(self) -> None:
        super().__init__(
            "What this costs has changed since you opened the page, so nothing was done. "
            "Read it again below."
        )


class NotYoursToChangeError(BookingError):
    """Neither the booker, nor somebody who answers for the school, nor the hub."""

    def __init__(self) -> None:
        super().__init__("Only whoever booked this place, their school or the hub can change it.")


class CannotBeSwappedError(BookingError):
    """Nobody else can come on this place any more."""


class CannotBeMovedError(BookingError):
    """The place cannot be moved to this date."""
