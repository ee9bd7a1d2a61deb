"""Everything that a demo run came to, as one text that two runs can be compared by, byte for byte.

Every table of the state and of the mailbox, every column, every row; what is left out stands below with its reason.
"""

import hashlib
import json
import sqlite3
from email.parser import BytesHeaderParser

import psycopg2

LEFT_OUT = {
    "log_head": "the inbox: how it is cut into records follows the speed; on SQLite it is another file",
    "log_records": "the inbox",
    "log_rejects": "the inbox",
    "migrations": "the inbox's schema, too, where it is in the same database",
    "pipeline_cursor": "names the process that owned the pipeline, and its lease",
    "pipeline_marks": "how far the pipeline was when it tidied up, hour by hour of its own work",
    "delivery_workers": "names the process that sent",
}
COLUMNS_LEFT_OUT = {
    ("sends", "epoch"): "names the process that sent",
    ("send_bodies", "transcript"): "a real conversation with its real times",
    ("mailbox", "id"): "the order of arrival over 16 connections at once",
}


def text(value):
    """One form for what the two drivers give."""
    if value is None:
        return "-"
    if isinstance(value, (bytes, memoryview)):
        value = bytes(value)
        return value.hex() if len(value) <= 64 else f"sha256:{hashlib.sha256(value).hexdigest()}"
    return json.dumps(value, ensure_ascii=False)


def mail(row):
    """A mail by what names it, then its very bytes."""
    identity = BytesHeaderParser().parsebytes(bytes(row["body"]))["Message-ID"]
    return {"message": identity, **row}


def lines(cursor, table):
    cursor.execute(f"SELECT * FROM {table}")
    columns = [column[0] for column in cursor.description]
    left_out = {column for name, column in COLUMNS_LEFT_OUT if name == table}
    for values in cursor:
        row = dict(zip(columns, values))
        row = mail(row) if table == "mailbox" else row
        yield " ".join([table, *(f"{name}={text(value)}" for name, value in row.items() if name not in left_out)])


def tables(cursor, is_postgres):
    if is_postgres:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'production'")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return sorted(name for (name,) in cursor.fetchall())


def write(cursor, is_postgres, file):
    """Adds every table's rows in the order of their text; returns how many rows each had."""
    counts = {}
    for table in tables(cursor, is_postgres):
        if table in LEFT_OUT:
            continue
        rows = sorted(lines(cursor, table))
        counts[table] = len(rows)
        file.writelines(f"{row}\n" for row in rows)
    return counts


def dump(folder, url, path):
    """Writes what the run in `folder` (and the database at `url`, if any) came to into `path`; returns its row counts."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        counts = write_state(folder, url, file)
        with sqlite3.connect(f"file:{folder}/mailbox.db?mode=ro", uri=True) as mailbox:
            counts.update(write(mailbox.cursor(), False, file))
    return counts


def write_state(folder, url, file):
    if url is None:
        with sqlite3.connect(f"file:{folder}/production/state.db?mode=ro", uri=True) as state:
            return write(state.cursor(), False, file)
    with psycopg2.connect(url, options="-c search_path=production") as state, state.cursor() as cursor:
        return write(cursor, True, file)


def difference(one, other):
    """The first line in which two dumps differ, `None` where they are the same to the byte."""
    with open(one, encoding="utf-8") as left, open(other, encoding="utf-8") as right:
        for number, (a, b) in enumerate(zip(left, right), start=1):
            if a != b:
                return f"line {number}:\n  {a.strip()[:600]}\n  {b.strip()[:600]}"
        rest = left.readline() or right.readline()
    return f"one ends before: {rest.strip()[:600]}" if rest else None
