"""Power loss: what the disk would have held at any moment, made from a journal of every write and fsync."""

import json
import struct
import subprocess
from pathlib import Path

from audit import Audit, await_quiet
from rig import HERE, EmbeddedStore, Server, prepare, wait_until
from sink import Sink
from traffic import Traffic

NOTE = struct.Struct("<QQIIII")
OPENED, WROTE, TRUNCATED, SYNC_BEGAN, SYNC_ENDED, UNLINKED = range(1, 7)
PAGE = 4096


class File:
    """What of a file is safe, and what was written since."""

    def __init__(self, content=b"", is_safe=False):
        self.safe, self.is_safe, self.is_unlinked = bytearray(content), is_safe, False
        self.pending = []  # (index, offset, bytes or None for an end of file)

    def sync(self, began):
        """What was written before the call began is safe now, and so is the file's name, as on ext4 and XFS."""
        for _, offset, data in [change for change in self.pending if change[0] < began]:
            apply(self.safe, offset, data)
        self.pending = [change for change in self.pending if change[0] > began]
        self.is_safe = True

    def image(self, random):
        """The safe part, and of the rest the pages that happened to be written; none of it without `random`."""
        content = bytearray(self.safe)
        for _, offset, data in self.pending if random else []:
            for start, piece in pages(offset, data):
                if random.random() < 0.5:
                    apply(content, start, piece)
        return bytes(content)


def apply(content, offset, data):
    if data is None:
        del content[offset:]
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(data)] = data


def pages(offset, data):
    """The pieces of a write that reach the disk each by itself."""
    if data is None:
        return [(offset, None)]
    edges = [offset, *range((offset // PAGE + 1) * PAGE, offset + len(data), PAGE), offset + len(data)]
    return [(start, data[start - offset:end - offset]) for start, end in zip(edges, edges[1:])]


class Disk:
    """The files of a folder, as a journal tells; `forgets` names the files whose fsync is a lie."""

    def __init__(self, files, forgets=lambda path: False):
        self.files = {path: File(content, is_safe=True) for path, content in files.items()}
        self.paths, self.forgets = {}, forgets

    def take(self, index, note, data):
        _, offset, operation, file, _, _ = note
        if operation == OPENED:
            self.paths[file] = data.decode()
            self.files.setdefault(self.paths[file], File())
            if offset:
                self.files[self.paths[file]].pending.append((index, 0, None))
        elif operation == UNLINKED:
            self.files.setdefault(data.decode(), File()).is_unlinked = True
        elif operation in (WROTE, TRUNCATED):
            self.files[self.paths[file]].pending.append((index, offset, data if operation == WROTE else None))
        elif operation == SYNC_ENDED and not self.forgets(self.paths[file]):
            self.files[self.paths[file]].sync(offset)

    def write(self, folder, random):
        """Without `random` only what was synced; with it a coin for every page, new name and removed name."""
        folder.mkdir(parents=True)
        for path, file in self.files.items():
            is_there = file.is_safe or (random and random.random() < 0.5)
            if is_there and not (file.is_unlinked and random and random.random() < 0.5):
                (folder / Path(path).name).write_bytes(file.image(random))


def notes(journal):
    """The journal's notes with their bytes; the last may have been cut short by the kill."""
    text, at = memoryview(journal.read_bytes()), 0
    while at + NOTE.size <= len(text):
        note = NOTE.unpack_from(text, at)
        at += NOTE.size
        yield note, bytes(text[at:at + note[4]])
        at += note[4]


def scenario(judge, folder):
    folder, random = Path(folder), judge.random
    store, sink = EmbeddedStore(folder / "live"), Sink(judge.seed)
    key, production = prepare(store), store.folder / "production"
    before = {str(path): path.read_bytes() for path in production.iterdir() if not path.name.endswith("-shm")}
    journal = folder / "journal"
    server = Server(store, sink, {
        "LD_PRELOAD": str(shim(folder)), "POWERLOSS_FOLDER": str(production), "POWERLOSS_JOURNAL": str(journal)})
    server.start()
    traffic = Traffic(judge.seed, key, [server.port])
    wait_until(lambda: traffic.acknowledged_count > (4000 if judge.is_full else 1200), "the load has been taken")
    traffic.stop()
    server.kill()
    sink.stop()
    yield from snapshots(judge, folder, random, Disk(before), list(notes(journal)), traffic, sink)
    lying(judge, folder / "lying", Disk(before, lambda path: path.endswith("-wal")), journal, traffic)


def snapshots(judge, folder, random, disk, journal, traffic, sink):
    count = 50 if judge.is_full else 4
    chosen = set(random.sample(range(len(journal) // 20, len(journal)), count))
    uncertain = present = 0
    for index, (note, data) in enumerate(journal):
        disk.take(index, note, data)
        if index in chosen:
            copy = folder / f"at-{index}"
            disk.write(copy / "production", random if random.random() < 0.7 else None)
            audit = revive(judge, EmbeddedStore(copy), note[0] / 1e9, traffic, sink)
            judge.note(audit.count, [f"snapshot at {index} of {len(journal)}: {fault}" for fault in audit.faults])
            uncertain, present = uncertain + audit.uncertain, present + audit.present
    yield f"{count} moments of {len(journal)} writes and syncs, {traffic.acknowledged_count} events acknowledged in all"
    yield f"on average {present // count} events on the disk, {uncertain / count:.1f} sends uncertain"


def revive(judge, store, moment, traffic, sink):
    """The server starts on what the disk had, goes on, and all that was acknowledged by then is in effect."""
    later = Sink(judge.seed, longest_reply=0.0)
    server = Server(store, later)
    present = logged(store)
    server.start()
    await_quiet(store)
    server.stop()
    later.stop()
    audit = Audit(store)
    audit.equal("acknowledged before the power went", sorted(traffic.acknowledged_by(moment) - present), [])
    tokens = [token for token, at in sink.arrived if at <= moment] + [token for token, _ in later.arrived]
    audit.everything(lambda absent: traffic.expectations(absent, present), tokens, kills=1)
    audit.present = len(present)
    return audit


def logged(store):
    """The message ids of every batch in the inbox."""
    bodies = store.query("SELECT body FROM log_records")
    return {event["messageId"] for body, in bodies for event in json.loads(body)["batch"]}


def lying(judge, folder, disk, journal, traffic):
    """Where fsync does nothing acknowledged events are lost: this judge would notice."""
    for index, (note, data) in enumerate(notes(journal)):
        disk.take(index, note, data)
    disk.write(folder / "production", None)
    lost = traffic.acknowledged_by(float("inf")) - logged(EmbeddedStore(folder))
    judge.note(1, [] if lost else ["a disk whose fsync does nothing lost nothing: the shim sees no writes"])


def shim(folder):
    library = folder / "powerloss.so"
    source = HERE / "powerloss.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return library
