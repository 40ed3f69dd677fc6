"""Seconds and peak memory of one file that is downloaded, in a process of its own.

``python -m bench.memory page SESSION ADDRESS RUNS [COPY]`` asks Q3Plan for the address and keeps
the last answer in the file ``COPY``; ``xlsx FILE RUNS`` and ``docx FILE RUNS`` write with the plain
library what that file holds. They print JSON: seconds of each run after a first one, by the clock
and of computing; MB of the process before the first run and at its peak; bytes of the last answer.
``queries SESSION ADDRESS`` prints the number of SQL queries of the first and the second view.
"""

import io
import json
import os
import sys
import time


def status(name) -> float:
    """MB of a line of the process's status: ``VmRSS`` now, ``VmHWM`` at its peak."""
    with open("/proc/self/status") as lines:
        return int(lines.read().partition(f"{name}:")[2].split()[0]) / 1024


def measured(act, runs) -> dict:
    """``act()`` gives the number of bytes; the first of ``runs + 1`` is not timed."""
    before, seconds, computing, size = status("VmRSS"), [], [], 0
    for turn in range(runs + 1):
        started, computed = time.perf_counter(), time.process_time()
        size = act()
        if turn or not runs:
            seconds.append(time.perf_counter() - started)
            computing.append(time.process_time() - computed)
    told = {"seconds": seconds, "computing": computing, "bytes": size}
    return {**told, "before": before, "peak": status("VmHWM")}


def signed_in(session):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "q3plan.settings")
    import django

    django.setup()
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.cookies["sessionid"] = session
    return client


def page(session, address, runs, copy=os.devnull):
    client = signed_in(session)
    client.get("/ke-hoach/")  # what every process loads once

    def act():
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        size = 0
        with open(copy, "wb") as file:
            for part in answer.streaming_content if answer.streaming else [answer.content]:
                size += file.write(part)
        answer.close()
        return size

    return measured(act, int(runs))


def queries(session, address):
    client = signed_in(session)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for _turn in range(2):  # the first loads what the process keeps
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        found.append(len(caught))
    return found


def xlsx(path, runs):
    from openpyxl import Workbook, load_workbook

    sheets = [
        (sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)])
        for sheet in load_workbook(path, read_only=True)
    ]

    def act():
        book = Workbook(write_only=True)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        file = io.BytesIO()
        book.save(file)
        return file.tell()

    return measured(act, int(runs)) | {"cells": sum(len(row) for _t, r in sheets for row in r)}


def docx(path, runs):
    from docx import Document

    texts = [paragraph.text for paragraph in _paragraphs(Document(path))]

    def act():
        document, file = Document(), io.BytesIO()
        for text in texts:
            document.add_paragraph(text)
        document.save(file)
        return file.tell()

    return measured(act, int(runs)) | {"paragraphs": len(texts)}


def _paragraphs(document):
    """Every paragraph, those in the cells of tables too."""
    from docx.text.paragraph import Paragraph

    body = document.element.body
    return [Paragraph(element, document) for element in body.iter() if _is_paragraph(element)]


def _is_paragraph(element):
    return str(element.tag).endswith("}p")


if __name__ == "__main__":
    tasks = {"page": page, "queries": queries, "xlsx": xlsx, "docx": docx}
    print(json.dumps(tasks[sys.argv[1]](*sys.argv[2:])))
