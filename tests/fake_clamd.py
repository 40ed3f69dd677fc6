"""A virus scanner of one thread that speaks INSTREAM and answers as a test wants."""

import socket
import struct
import threading


class FakeClamd:
    """``behaviour``: OK, FOUND, ERROR, DROP (closes), HANG (takes all, says nothing)."""

    def __init__(self, behaviour="OK"):
        self.behaviour = behaviour
        self.received = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.ended = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self):
        if self.ended.is_set():
            return
        self.ended.set()
        # Closing alone leaves a waiting accept() its next caller.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self):
        while not self.ended.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection):
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        if self.behaviour == "DROP":
            return
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
        self.received.append(content)
        if self.behaviour == "HANG":
            self.ended.wait(30)
            return
        words = {
            "OK": b"stream: OK\0",
            "FOUND": b"stream: Eicar-Test-Signature FOUND\0",
            "ERROR": b"INSTREAM size limit exceeded. ERROR\0",
        }
        connection.sendall(words[self.behaviour])
