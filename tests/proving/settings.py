"""Settings of the real processes of the proof: the tests' own, with a sweeper and a sealer that are quick."""

import os

from carisecure.settings.testing import *  # noqa: F403

JOBS_SWEEP_SECONDS = 1
JOBS_QUEUED_SECONDS = 1
LEDGER_SEAL_SECONDS = 1
AXES_FAILURE_LIMIT = 100_000
LEDGER_ANCHOR_FILE = os.environ.get("PROOF_ANCHORS", "")
