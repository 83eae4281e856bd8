"""What the hub's office sees of courses: what waits, each run's numbers, lists and reports."""

from courses.office import needs, panels  # noqa: F401 - they register themselves
