"""What certification refuses, each with the sentence a person sees."""

from collections.abc import Sequence


class CertificationError(Exception):
    """Something that the rules of the route refuse."""

    sentence = "That can't be done."

    def __str__(self) -> str:
        return self.sentence


class SpecificationPublishedError(CertificationError):
    """A published version never changes."""

    sentence = "This version is published, so it can't be changed. Make a new version."


class SpecificationEmptyError(CertificationError):
    """A version without units has nothing to assess."""

    sentence = "This version has no units yet, so it can't be published."


class SpecificationFileError(CertificationError):
    """The file can't be loaded; `problems` says why, each with its line. Nothing was stored."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class NotTheirAssessorError(CertificationError):
    """Only the cohort's tutor of today decides, and nobody decides about themselves."""

    sentence = "Only a tutor of this cohort can record decisions for its learners."


class LearnerNotActiveError(CertificationError):
    """Decisions are for learners at work on the route."""

    def __init__(self, name: str) -> None:
        self.sentence = f"{name} is not active on the route, so nothing can be recorded for them."
        super().__init__(self.sentence)


class NotInUnitError(CertificationError):
    """A criterion of another unit or another version."""

    sentence = "One of these criteria doesn't belong to this unit. Go back and try again."


class NothingToDecideError(CertificationError):
    """Every outcome given is already the current one."""

    sentence = "Nothing has changed. Choose met or not yet met for at least one criterion."


class DecidedMeanwhileError(CertificationError):
    """Somebody decided on the same unit after this page was opened. Nothing of it was stored."""

    sentence = (
        "Somebody else recorded decisions here while this page was open, so yours were not "
        "saved. Look at what they recorded, then save again if you still want to."
    )


class TokenTakenError(CertificationError):
    """The form's token was already used for something else."""

    sentence = "This page is too old to be sent again. Open it afresh."


class SpecificationNotOpenError(CertificationError):
    """People join published versions only."""

    sentence = "This version is not published, so nobody can join it yet."
