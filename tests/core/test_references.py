from core import references


def test_references_can_be_read_aloud_and_hardly_repeat() -> None:
    made = {references.make() for _ in range(2_000)}
    assert len(made) == 2_000
    assert not set("".join(made)) & set("01IO")
    assert all(len(reference) == 8 for reference in made)
