"""kill -9: at every failpoint, between the final dot and its reply, and at random moments."""

import shutil
import time
from pathlib import Path

from audit import Audit, await_quiet
from rig import EmbeddedStore, Failure, PostgresStore, Server, command, prepare, wait_until
from sink import Sink
from traffic import Traffic

# Where the server dies by itself, and at which visit at the most: a number is drawn, so that no place is seen only
# at rest.
FAILPOINTS = {
    "log.before-commit": 20, "log.after-commit": 20,
    "pipeline.before-commit": 5, "pipeline.after-commit": 5, "pipeline.during-merge": 3,
    "take.before-commit": 5, "take.after-commit": 5, "handover.before": 10, "handover.after": 10,
    "outcome.before-commit": 5, "outcome.after-commit": 5,
}
DOTS = 2
PATIENCE = 30  # seconds until a failpoint under load must have been reached


def embedded(judge, folder):
    yield from series(judge, EmbeddedStore(folder))


def postgres(judge, folder):
    yield from series(judge, PostgresStore(judge.postgres, folder, f"crash_kills_{int(time.time())}"))


def series(judge, store):
    random, sink = judge.random, Sink(judge.seed)
    server = Server(store, sink)
    traffic = Traffic(judge.seed, prepare(store), [server.port])
    order = [(name, random.randint(1, most)) for name, most in FAILPOINTS.items()]
    random.shuffle(order)
    for name, visit in order:
        at_failpoint(server, f"{name}:{visit}")
    for _ in range(DOTS):
        at_final_dot(server, sink)
    for number in range(20 if judge.is_full else 5):
        at_random(server, random, is_early=number % 4 == 1)
    server.start()
    traffic.stop()
    yield from close(judge, store, server, sink, traffic, server.kills)


def at_failpoint(server, failpoint):
    server.start(failpoint)
    try:
        server.died(PATIENCE)
    except Failure as failure:
        server.kill()
        raise Failure(f"failpoint {failpoint}: {failure}") from None
    server.store.outlive_leases()


def at_final_dot(server, sink):
    """The sink has the whole message and the sender dies before it can learn so."""
    server.start()
    sink.at_next_dot = server.process.kill
    server.died(PATIENCE)
    server.store.outlive_leases()


def at_random(server, random, is_early):
    """At work, or (early) while it still puts in order what the last kill left."""
    server.start(ready=not is_early)
    time.sleep(random.random())
    server.kill()
    server.store.outlive_leases()


def close(judge, store, server, sink, traffic, kills):
    """Waits until nothing is left to happen, ends the server as one should, and compares."""
    await_quiet(store)
    server.stop()
    audit = Audit(store)
    audit.everything(traffic.expectations, sink.tokens, kills)
    if audit.parked:
        try_again(store, server)
        audit.retried(traffic.expectations, sink.tokens, kills)
    sink.stop()
    judge.note(audit.count, audit.faults)
    answers = ", ".join(f"{count} × {answer}" for answer, count in sorted(traffic.answers.items(), key=str))
    yield f"{kills} kills; {traffic.acknowledged_count} events acknowledged ({answers})"
    yield f"{len(sink.arrived)} messages arrived, {audit.sent} sent, {audit.uncertain} uncertain"
    yield f"{len(audit.parked)} events parked and tried again"


def try_again(store, server):
    """Someone asks for every parked event to be tried again; nothing kills the server this time."""
    store.query("UPDATE parked_events SET retry = 1", changes=True)
    server.start()
    wait_until(lambda: store.query("SELECT COUNT(*) FROM parked_events")[0] == (0,), "nothing is parked")
    await_quiet(store)
    server.stop()


def tampering(judge, folder):
    """The same questions find what is wrong: a judge that cannot fail says nothing."""
    store, sink = EmbeddedStore(folder), Sink(judge.seed)
    server = Server(store, sink)
    traffic = Traffic(judge.seed, prepare(store), [server.port])
    server.start()
    wait_until(lambda: len(sink.arrived) > 20, "some mail has arrived")
    traffic.stop()
    await_quiet(store)
    server.stop()
    sink.stop()
    for change, is_for_check in TAMPERINGS.items():
        copy = EmbeddedStore(Path(folder) / "copy")
        shutil.copytree(store.folder / "production", copy.folder / "production", dirs_exist_ok=True)
        copy.query(change, changes=True)
        audit = Audit(copy)
        audit.everything(traffic.expectations, sink.tokens, kills=0)
        judge.note(1, [] if audit.faults else [f"nobody noticed: {change}"])
        if is_for_check:
            done = command(copy, "check", check=False)
            judge.note(1, [] if done.returncode == 1 else [f"check did not notice: {change}"])
        shutil.rmtree(copy.folder)
    yield f"{len(TAMPERINGS)} kinds of damage"


# What is done to the store, and whether `check`, which knows nothing of what was sent, can see it.
TAMPERINGS = {
    "DELETE FROM events WHERE id = (SELECT MAX(id) FROM events)": True,
    "INSERT INTO events SELECT * FROM events ORDER BY id LIMIT 1": True,
    "DELETE FROM obligations WHERE send = (SELECT MIN(send) FROM obligations)": True,
    "DELETE FROM sends WHERE id = (SELECT MAX(id) FROM sends)": True,
    "UPDATE sends SET state = 'failed' WHERE id = (SELECT MIN(id) FROM sends WHERE step = 'thanks')": True,
    "DELETE FROM runs WHERE id = (SELECT MIN(id) FROM runs)": True,
    "UPDATE profiles SET event_count = event_count + 1 WHERE id = (SELECT MIN(profile) FROM events)": False,
}
