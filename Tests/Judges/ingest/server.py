"""A Sojourn of a judge's own: started on a free port over a temporary folder, or one that runs already."""

import base64
import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.parse


class Server:
    """Reached over one kept-alive connection, so that a judge's thousands of requests are cheap."""

    def __init__(self, url=None, write_key=None, manage_key=None):
        self.process = None
        self.folder = None
        if url is None:
            url, write_key, manage_key = self._start()
        self.url, self.write_key, self.manage_key = url, write_key, manage_key
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)

    def _start(self):
        executable = os.environ["SOJOURN"]
        self.folder = tempfile.TemporaryDirectory(prefix="sojourn-judge-")
        port = free_port()
        data = ["--data", self.folder.name]
        keys = [
            json.loads(
                subprocess.run(
                    [executable, "key", "create", "--kind", kind, "--json", *data],
                    check=True, capture_output=True, text=True,
                ).stdout
            )["key"]
            for kind in ("write", "manage")
        ]
        log = open(os.path.join(self.folder.name, "judge.log"), "w")
        self.process = subprocess.Popen(
            [executable, "serve", "--port", str(port), *data], stdout=log, stderr=log
        )
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: is_ready(port), "the server is ready")
        return url, *keys

    def stop(self):
        self.connection.close()
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)
        if self.folder:
            self.folder.cleanup()

    def post(self, path, body, headers=None):
        token = base64.b64encode(f"{self.write_key}:".encode()).decode()
        return self._send("POST", path, body, {"Authorization": f"Basic {token}", **(headers or {})})

    def get(self, path):
        status, body = self._send("GET", path, None, {"Authorization": f"Bearer {self.manage_key}"})
        return status, json.loads(body) if body else None

    def _send(self, method, path, body, headers):
        try:
            self.connection.request(method, path, body=body, headers=headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (http.client.HTTPException, OSError):
            # A server may close after it refused a body; the request was answered or is sent once more.
            self.connection.close()
            self.connection.request(method, path, body=body, headers=headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read()

    def profile(self, namespace, value):
        identity = urllib.parse.quote(f"{namespace}:{value}")
        status, body = self.get(f"/api/v1/profiles?identity={identity}")
        return body if status == 200 else None

    def events(self, profile):
        """All events of a person, the oldest first."""
        found, cursor = [], None
        while True:
            query = f"?limit=500{'&cursor=' + urllib.parse.quote(cursor) if cursor else ''}"
            _, page = self.get(f"/api/v1/profiles/{profile}/events{query}")
            found += page["items"]
            cursor = page["next"]
            if not cursor:
                return found[::-1]

    def wait_until_processed(self):
        def is_processed():
            _, at = self.get("/api/v1/pipeline")
            return at["appended"] == at["processed"]

        wait_until(is_processed, "all that was acknowledged is in effect")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_ready(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def wait_until(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {seconds} s in vain until {what}\n0 passed, 1 failed")
        time.sleep(0.05)
