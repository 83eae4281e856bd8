"""The line between a browser and the server, which a test can cut.

The browser's own “offline” lets a request through now and then while a page with a service worker
loads. A line that is cut lets nothing through.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator


class Line(socketserver.ThreadingTCPServer):
    """Passes bytes on to a server on this machine, until it is cut."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Pass)
        self.port = port
        self.is_cut = False
        self.open: set[socket.socket] = set()
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        """Where the browser finds the server through this line."""
        return f"http://localhost:{self.server_address[1]}"

    def cut(self) -> None:
        """Nothing gets through any more, in either direction."""
        with self.turn:
            self.is_cut = True
            for end in self.open:
                _hang_up(end)

    def mend(self) -> None:
        """As before."""
        self.is_cut = False


class _Pass(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        line = self.server
        assert isinstance(line, Line)
        with socket.create_connection(("localhost", line.port)) as there:
            here: socket.socket = self.request
            with line.turn:
                if line.is_cut:
                    return
                line.open |= {here, there}
            back = threading.Thread(target=_pump, args=(there, here), daemon=True)
            back.start()
            _pump(here, there)
            back.join()
            with line.turn:
                line.open -= {here, there}


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _hang_up(sink)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def to(port: int) -> Iterator[Line]:
    """A line to the server at this port of this machine."""
    with Line(port) as line:
        threading.Thread(target=line.serve_forever, daemon=True).start()
        try:
            yield line
        finally:
            line.cut()
            line.shutdown()
