"""What the server lives through: no room on the disk, no database, and being taken for dead."""

import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

from cluster import Cluster
from kills import close
from rig import EmbeddedStore, Failure, PostgresStore, Server, prepare, wait_until
from sink import Sink
from traffic import Traffic

# A transaction of the other, running process is never idle for so long.
STUCK = """
    SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'
        AND backend_xid IS NOT NULL AND state_change < clock_timestamp() - INTERVAL '0.15 s'
    """
WAITING = """
    SELECT pid, client_port, state, wait_event, pg_blocking_pids(pid), clock_timestamp() - state_change, LEFT(query, 80)
    FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL
    """
MEBIBYTE = 1 << 20
DISK = 320 * MEBIBYTE  # a little more than what the server wants to be free


def grows(traffic, what, by=100, seconds=30):
    """Waits until so many more events were acknowledged."""
    goal = traffic.acknowledged_count + by
    wait_until(lambda: traffic.acknowledged_count >= goal, what, seconds)


def full_disk(judge, folder):
    folder = Path(folder)
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", folder], capture_output=True).returncode != 0:
        yield "not run: only root can mount a small disk"
        return
    try:
        yield from on_small_disk(judge, folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def on_small_disk(judge, folder):
    store, sink = EmbeddedStore(folder / "data"), Sink(judge.seed)
    key, server, filler = prepare(store), Server(store, sink), folder / "filler"
    traffic = Traffic(judge.seed, key, [server.port])
    server.start()
    grows(traffic, "events are taken")
    for leave in (200 * MEBIBYTE, 0):
        refused = traffic.answers[503]
        fill(filler, leave)
        wait_until(lambda: traffic.answers[503] > refused + 20, f"503 with {leave} bytes left")
        time.sleep(1.5)
        filler.unlink()
        grows(traffic, "events are taken again")
    traffic.stop()
    yield f"{traffic.answers[503]} times 503 while the disk was too full or had no byte left"
    yield from close(judge, store, server, sink, traffic, kills=0)


def fill(filler, leave):
    """Takes all but `leave` bytes of the disk, and again what is freed meanwhile."""
    with open(filler, "ab") as file:
        for _ in range(3):
            disk = os.statvfs(filler)
            size = disk.f_bavail * disk.f_frsize - leave
            if size > 0:
                try:
                    os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, size)
                except OSError:
                    pass  # the server was faster


def database_away(judge, folder):
    cluster = Cluster(Path(folder) / "cluster")
    cluster.start()
    try:
        yield from with_outages(judge, folder, cluster)
    finally:
        cluster.vanish()


def with_outages(judge, folder, cluster):
    store, sink = PostgresStore(cluster.url, folder, "crash_outage"), Sink(judge.seed)
    key, server = prepare(store), Server(store, sink)
    traffic = Traffic(judge.seed, key, [server.port])
    server.start()
    for seconds in [1, 2, 1, 35] if judge.is_full else [1, 2]:
        grows(traffic, "events are taken")
        cluster.vanish()
        time.sleep(seconds)
        if server.is_dead:
            raise Failure(f"the server ended when its database went away:\n{server.tail()}")
        cluster.start()
    grows(traffic, "events are taken after the last outage")
    traffic.stop()
    yield from close(judge, store, server, sink, traffic, kills=1 if judge.is_full else 0)


def two_processes(judge, folder):
    """The owner of the pipeline is stopped past its lease, another takes over, and the first goes on."""
    store, sink = PostgresStore(judge.postgres, folder, f"crash_two_{int(time.time())}"), Sink(judge.seed)
    key, servers = prepare(store), [Server(store, sink), Server(store, sink)]
    for server in servers:
        server.start()
    traffic = Traffic(judge.seed, key, [server.port for server in servers])
    grows(traffic, "events are taken")
    first = next(server for server in servers if server.port == owner(store))
    second = next(server for server in servers if server is not first)
    stops = 3 if judge.is_full else 1
    for number in range(stops):
        stopped, other = (first, second) if number % 2 == 0 else (second, first)
        yield from take_over(stopped, other, store, traffic)
    traffic.stop()
    second.stop()
    yield from close(judge, store, first, sink, traffic, kills=stops)


def take_over(stopped, other, store, traffic):
    began = time.monotonic()
    stop_in_transaction(stopped, store)
    try:
        wait_until(lambda: owner(store) == other.port, "the other process takes over", 45)
    except Failure as failure:
        raise Failure(f"{failure}\n{store.query(WAITING)}") from None
    after = time.monotonic() - began
    grows(traffic, "events are taken while one process is stopped")
    refusals = stopped.log.read_text(errors="replace").count("stepping down")
    stopped.process.send_signal(signal.SIGCONT)
    wait_until(
        lambda: stopped.log.read_text(errors="replace").count("stepping down") > refusals, "the first is refused", 30)
    grows(traffic, "events are taken by both")
    if owner(store) != other.port:
        raise Failure("the process that came back took the pipeline from its owner")
    yield f"taken over after {after:.1f} s, the first was refused when it came back"


def stop_in_transaction(server, store):
    """Stopped where it hurts most: with rows locked, by a transaction that only it can end."""
    for _ in range(200):
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        if store.query(STUCK)[0][0]:
            return
        server.process.send_signal(signal.SIGCONT)
        time.sleep(random.random() * 0.05)
    raise Failure("the process was never stopped in a transaction that holds rows")


def owner(store):
    """The port of the process that owns the pipeline."""
    named = re.search(r":(\d+)#", store.query("SELECT owner FROM pipeline_cursor")[0][0])
    return int(named.group(1)) if named else None
