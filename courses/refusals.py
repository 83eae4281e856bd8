"""What the hub's office may try with funds, vouchers and lists, and what it is told then."""

from core.money import pounds
from courses.exceptions import CoursesError
from courses.models import WaitingListEntry


class BudgetTooLowError(CoursesError):
    """More of a fund is committed than its budget would be."""

    def __init__(self, *, wanted_pence: int, committed_pence: int) -> None:
        self.wanted_pence, self.committed_pence = wanted_pence, committed_pence
        super().__init__(
            f"The budget cannot be {pounds(wanted_pence)}: {pounds(committed_pence)} of it is "
            f"committed. Enter {pounds(committed_pence)} or more."
        )


class VoucherCodeTakenError(CoursesError):
    """Another voucher has this code."""

    def __init__(self) -> None:
        super().__init__("Another voucher has this code already. Choose another code.")


class VoucherUsesTooLowError(CoursesError):
    """The voucher has been used more often than it could be."""

    def __init__(self, *, wanted: int, used: int) -> None:
        self.wanted, self.used = wanted, used
        super().__init__(
            f"The voucher has been used for {used} places, so it cannot be for only {wanted}. "
            f"Enter {used} or more."
        )


class NotWaitingError(CoursesError):
    """Whoever waited waits no more."""

    def __init__(self, entry: WaitingListEntry) -> None:
        self.entry = entry
        state = entry.get_state_display().lower()
        super().__init__(f"{entry.booker} does not wait any more ({state}). Nothing was changed.")


class PriorityReasonError(CoursesError):
    """Whoever changes somebody's place in line says why."""

    def __init__(self) -> None:
        super().__init__("Say why in a sentence. It is kept with the change.")
