"""What the proof that goes round all day has found."""

from __future__ import annotations

from django.db import models


class Slice(models.Model):
    """One piece of a round, proven: the books of the people with numbers in (after, until], or the sums (`until` none).

    A round goes over everybody, then over the sums and the books of numbers; the next slice begins where the newest one ended, so a
    process that dies loses at most the slice it was at. `size` is how many people a slice of this round holds.
    """

    round = models.PositiveIntegerField()
    after = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    size = models.PositiveIntegerField()
    people = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    first_break = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["round", "id"], name="slice_by_round"),
            models.Index(fields=["id"], condition=~models.Q(first_break=""), name="slice_broken"),
        ]

    @property
    def seconds(self) -> float:
        """How long it took."""
        return round((self.ended_at - self.began_at).total_seconds(), 1)
