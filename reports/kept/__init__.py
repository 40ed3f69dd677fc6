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
4. ``taking`` makes a picture out of the one before it: every row is read each time, but groups of
   rows that read the same keep their instances, and what was worked out of them (``Ledger.made``).
5. Pages drawn from a picture are held by it (``Picture.views``) and go with it. Their parts
   (``Picture.parts``) are handed on while the plan's base stays the same, under keys that name the
   groups of rows that they show (``dashboards.drawn``).
6. ``frames`` keeps heads, menus and footers by everything that they show.

So a page that shows something old has one of these causes: a table or column without its trigger, a
page or part whose key leaves out something it shows (``View.key`` and ``View._shown`` of the
dashboard), something kept in ``Ledger.made`` that is not of that target alone or stands under a key
that is too short, or a frame that shows what neither ``Shell`` nor its key holds.
``memory.forget()`` and ``frames.clear()`` before the request tell them from a wrong count.
``totals`` is another matter: numbers kept in the database for the list of all plans. That page
reads them each time and keeps its table by all that it shows (``views.plans.tables``).
"""
