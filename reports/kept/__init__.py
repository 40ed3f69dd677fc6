"""What is kept beside the rows that it is made of: pictures in memory, totals in the database.

The promise: no page is older than the rows that were committed when it was asked for. How:

1. Triggers of the database put down a ``PlanChange`` with every write to a table that a dashboard
   reads, in the transaction of the write (migration 0006; ``test_kept`` compares its list of tables
   with ``parts``).
2. ``opened.opened_plan`` reads the stamp of the plan's changes first of all, with each request.
3. ``memory.picture`` gives the picture that this process took under the same stamp and on the same
   day, or reads ``parts`` in one query (``together``, ``joining``) and takes another (``picture``).
   The rows are read after the stamp and may be newer than it; the next request then finds a newer
   stamp and reads again. They are never older.
4. Pages drawn from a picture are held by it (``Picture.views``) and go with it.

So a page that shows something old has one of three causes: a table or column without its trigger,
a page whose key leaves out something it shows (``View.key`` of the dashboard), or ``worked_out`` of
the ledger under a key that is too short. ``memory.forget()`` before the request tells them from a
wrong count. ``totals`` is another matter: numbers kept in the database for the list of all plans.
"""
