"""Doing to a database what it refuses: for tests of what finds the damage afterwards."""

from django.db import connection, models


def unguard(model: type[models.Model], *names: str) -> None:
    """Take these constraints off a table until the test's transaction is rolled back."""
    by_name = {constraint.name: constraint for constraint in model._meta.constraints}
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for name in names:
            if isinstance(by_name[name], models.UniqueConstraint):
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
            elif connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = ON")
            else:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                quoted = connection.ops.quote_name(name)
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted}")


def guard_again() -> None:
    """What SQLite would remember beyond the transaction."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
