"""The demonstration's own settings, with a place of the test's own for what it gathers and a sweeper that is quick."""

import os
from pathlib import Path

from carisecure.settings.demo import *  # noqa: F403

STATIC_ROOT = Path(os.environ["STORY_FOLDER"]) / "static"
JOBS_SWEEP_SECONDS = 1
JOBS_QUEUED_SECONDS = 1
