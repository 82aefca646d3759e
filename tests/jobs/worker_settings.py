"""Settings of the real worker that `test_workers.py` starts: it knows the sample work and sweeps often."""

from carisecure.settings.testing import *  # noqa: F403

CELERY_IMPORTS = ["tests.jobs.sample_work"]
JOBS_SWEEP_SECONDS = 1
JOBS_QUEUED_SECONDS = 1
# Works that never look up are stopped by force in several tests, and a core stands idle until then.
JOBS_STOP_GRACE_SECONDS = 1
LEDGER_SEAL_SECONDS = 1
