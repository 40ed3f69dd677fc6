"""Processes of the bench: each on a port that was taken for it, each ended by its own handle."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
DASH = ROOT / "var" / "bench" / "dash"
# One process that answers one request after another, and one as `make run` starts it.
SYNC = ("--workers=1",)
THREADS = ("--workers=2", "--threads=4")


def python(*arguments, **environment):
    """The output of a Python process of ours; its error when it fails."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} failed")
    return done.stdout


@contextmanager
def serving(application, *, options=SYNC, interpreter=sys.executable, **environment):
    """gunicorn with ``application``; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        process = subprocess.Popen(
            [
                *(interpreter, "-m", "gunicorn", application, *options),
                *("--no-control-socket", "--log-level=warning", "--timeout=120"),
                f"--bind=fd://{listener.fileno()}",
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        )
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address, timeout=30).close()
            return
        except HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{process.args[3]} did not start")


def prepare_dash():
    """The environment of the Dash reference, from its own lock with hashes; once."""
    lock = ROOT / "bench" / "requirements-dash.txt"
    stamp = DASH / "installed.txt"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    print("Building the environment of the Dash reference …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", DASH], check=True)
    install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    subprocess.run([DASH / "bin" / "python", *install, "--require-hashes", "-r", lock], check=True)
    stamp.write_bytes(lock.read_bytes())
