"""What the interface does by itself: forget the keys of forms that nobody can send again."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.interface.models import Submission
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running
from carisecure.jobs.schedule import daily, schedule

# A page that was left open longer has no session any more; a draft put back later than this is a new submission.
KEPT = timedelta(days=30)


@job_kind("interface.forget_submissions", purpose="maintenance", title=_("Remove old form keys"))
def forget_submissions(running: Running, period: str) -> dict[str, Any]:
    forgotten, _by_model = Submission.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
    return {"forgotten": forgotten}


schedule("interface.forget_submissions", daily(at=time(3, 30)))
