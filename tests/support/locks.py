"""Waiting until two transactions meet."""

from time import sleep

from tests.support.servers import TestDatabase


def wait_for_a_lock(database: TestDatabase) -> None:
    """Return when somebody waits for somebody else in the database."""
    connection = database.connect()
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for _ in range(1000):
                cursor.execute("select count(*) from pg_locks where not granted")
                [(waiting,)] = cursor.fetchall()
                if waiting:
                    return
                sleep(0.01)
    finally:
        connection.close()
    raise AssertionError("Nobody waits.")
