"""Work that outlives a request: the row in PostgreSQL is the job, Celery only rings (docs/jobs.md)."""
