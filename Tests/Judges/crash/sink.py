"""The next hop: an SMTP server that writes down every message it got and outlives the server under test."""

import asyncio
import random
import re
import threading
import time

TOKEN = re.compile(rb"^X-Sojourn-Send: *(\S+)\r$", re.IGNORECASE | re.MULTILINE)


class Sink:
    """A message counts as arrived with its final dot, whether or not the sender lived to read the reply."""

    def __init__(self, seed, longest_reply=0.03):
        self.random = random.Random(seed)
        self.longest_reply = longest_reply
        self.arrived = []  # (token, seconds of the monotonic clock)
        self.at_next_dot = None  # called once, instead of the reply
        self.loop = asyncio.new_event_loop()
        listening = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
        self.thread.start()
        listening.wait(10)

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def tokens(self):
        return [token for token, _ in self.arrived]

    def _run(self, listening):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 22))
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        self.loop.run_forever()

    def stop(self):
        """Hangs up on everybody."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop)
        self.thread.join(10)

    async def _hang_up(self):
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        self.loop.stop()

    async def _serve(self, reader, writer):
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the sender died in the middle of a sentence, or we hang up
        finally:
            writer.close()

    async def _talk(self, reader, writer):
        writer.write(b"220 sink.example ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                if not await self._take(await reader.readuntil(b"\r\n.\r\n")):
                    return
                writer.write(b"250 2.0.0 taken\r\n")
            elif verb == b"EHLO":
                writer.write(b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 2.0.0 bye\r\n")
                await writer.drain()
                return
            else:
                writer.write(b"250 2.0.0 fine\r\n")
            await writer.drain()

    async def _take(self, message):
        """Writes the message down; answers whether its reply may go."""
        found = TOKEN.search(message)
        self.arrived.append((found.group(1).decode() if found else "none", time.monotonic()))
        interruption, self.at_next_dot = self.at_next_dot, None
        if interruption:
            interruption()
            return False
        await asyncio.sleep(self.random.random() * self.longest_reply)
        return True
