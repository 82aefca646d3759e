"""`celery worker` without the rest of `celery`: its shell for commands alone brings 9 MB of an editor along.

python -m carisecure.embedded.worker --queues=asked ...
"""

from __future__ import annotations

import sys

from celery.bin.base import CLIContext
from celery.bin.worker import worker

from carisecure.celery import app

if __name__ == "__main__":
    worker.main(args=sys.argv[1:], obj=CLIContext(app=app, no_color=True, workdir=None), prog_name="celery worker")
