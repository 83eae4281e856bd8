"""What the actions of this app refuse, in sentences that may be shown."""


class SchoolsError(Exception):
    """The base of every refusal here. `str()` of it is a sentence for a person."""


class ImportRefusedError(SchoolsError):
    """The file cannot be imported; nothing was applied."""


class SchoolHasClosedError(SchoolsError):
    """Nobody can take up a post at a school that has closed."""


class PostDecidedMeanwhileError(SchoolsError):
    """The post is no longer in the state that this decision starts from."""
