"""What can go wrong with people and their accounts."""


class AddressTakenError(Exception):
    """Another person signs in with this e-mail address."""
