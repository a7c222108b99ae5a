"""Live streams: memory of an idle one, and how fast an event reaches all of them, in one served process.

The events come from another process with no wake-up set, so delivery is bounded by the look every second: the
worst of the three ways. The denominator is one plain page request on the same process.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
STREAMS = int(os.environ.get("AOXANH_BENCH_STREAMS", "500"))
EACH = 10  # streams of one person
EVENTS = 20


def memory(pid: int) -> int:
    """Resident memory of a process, in KB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def people():
    """One job, and a session for each person; the job is everybody's in turn, so only its owner may hear it."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup()
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from aoxanh.accounts.models import User  # noqa: PLC0415
    from aoxanh.jobs.models import Job  # noqa: PLC0415

    found = []
    for number in range(STREAMS // EACH):
        user = User.objects.create(username=f"u{number}", name="Người thử", password="!")
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        job = Job.objects.create(kind="bench", started_by=user, run_after=timezone.now())
        found.append(
            (
                f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
                job.topic,
            )
        )
    return found


async def listen(port, cookie, topic, heard, ready):
    """Open one stream and note when each event arrives."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live/?topic={topic} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    async for line in reader:
        if line.startswith(b"event: ready"):
            ready.release()
        elif line.startswith(b'data: {"at"'):
            heard.append(time.monotonic() - float(line.split(b'"at":')[1].split(b",")[0]))


async def measure(port, pid, accounts):
    """Return (KB per idle stream, seconds each delivery took)."""
    from aoxanh.live.operations import publish  # noqa: PLC0415

    before, heard, ready = memory(pid), [], asyncio.Semaphore(0)
    tasks = [
        asyncio.create_task(listen(port, *account, heard, ready)) for account in accounts for _ in range(EACH)
    ]
    for _ in tasks:
        await asyncio.wait_for(ready.acquire(), 60)
    await asyncio.sleep(2)
    idle = (memory(pid) - before) / len(tasks)
    for number in range(EVENTS):
        for _, topic in accounts[number % 5 :: 5]:
            await asyncio.to_thread(publish, topic, "bench", {"at": time.monotonic()})
        await asyncio.sleep(1.2)
    for task in tasks:
        task.cancel()
    return idle, heard


def run():
    """Yield the figures."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    accounts = people()
    command = [sys.executable, "manage.py", "serve", "--port", "0"]
    environment = {**os.environ, "AOXANH_JOBS_IN_PROCESS": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as served:
        url = next(line.split()[-1] for line in served.stdout if line.startswith("Sẵn sàng"))
        pages = []
        for _ in range(10):
            began = time.monotonic()
            urllib.request.urlopen(f"{url}accounts/login/", timeout=10).read()
            pages.append(time.monotonic() - began)
        page = min(pages) * 1000
        idle, heard = asyncio.run(measure(int(url.split(":")[2].strip("/")), served.pid, accounts))
        served.terminate()
        served.communicate()
    cuts = quantiles(heard, n=100)
    yield f"idle_memory_{STREAMS}", idle, "KB", "raw_asgi_prototype_KB", 16.2, idle / 16.2
    for name, value in (("p50", cuts[49]), ("p99", cuts[98])):
        yield (
            f"delivery_from_another_process_{name}_{STREAMS}",
            value * 1000,
            "ms",
            "page_ms",
            page,
            value * 1000 / page,
        )
