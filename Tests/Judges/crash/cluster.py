"""A private PostgreSQL that can be taken away and given back."""

import glob
import os
import pwd
import signal
import subprocess
from pathlib import Path

from rig import Failure, free_port, wait_until


class Cluster:
    """Run by the user postgres where we are root, which it refuses to be run by."""

    def __init__(self, folder):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        if not programs:
            raise Failure("PostgreSQL is not installed")
        self.bin, self.folder, self.port = programs[-1], Path(folder), free_port()
        self.owner, self.process = {}, None
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            self.owner = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            os.chmod(self.folder.parent, 0o755)
        self.log = open(self.folder / "log", "w")
        self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")

    def run(self, program, *words):
        output = {"stdout": self.log, "stderr": self.log}
        subprocess.run([f"{self.bin}/{program}", *words], check=True, cwd=self.folder, **output, **self.owner)

    @property
    def url(self):
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self):
        settings = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=100"]
        self.process = subprocess.Popen(
            [f"{self.bin}/postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder, *settings],
            stdout=self.log, stderr=self.log, cwd=self.folder, **self.owner)
        asking = [f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        wait_until(lambda: subprocess.run(asking).returncode == 0, "PostgreSQL is ready", 30)

    def vanish(self):
        """As `pg_ctl stop -m immediate`: no word to anyone, recovery at the next start."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
