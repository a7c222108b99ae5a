"""Pages of one's own background work."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from aoxanh.jobs import beacon
from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import cancel_job

SHOWN = 100


@login_required
@require_GET
def my_jobs(request: HttpRequest) -> HttpResponse:
    """List what one has started, newest first."""
    jobs = Job.objects.visible_to(request.user).order_by("-id")[:SHOWN]
    return render(request, "jobs/list.html", {"jobs": jobs})


@login_required
@require_GET
def one_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show how a job stands; its card alone when the page asks for it again."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    if job.state == Job.State.RUNNING and (seen := beacon.seen(job.pk)):
        job.done, job.total = seen
    template = "jobs/_card.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, {"job": job})


@login_required
@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    cancel_job(job)
    return redirect("job", job_id=job.pk)
