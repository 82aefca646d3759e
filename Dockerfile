# The production image: one for web, worker, house, beat and migrate (docker-compose.yml). Built in three stages, so that
# neither node nor a compiler nor the embedded servers are in what runs.

# Browser packages, translations, static files under their hashed names.
FROM python:3.13-slim AS assets
WORKDIR /app
COPY requirements-demo.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-demo.lock
COPY . .
RUN python -m carisecure.interface.assets && python -m carisecure.messages
# Settings ask for what they need, so something has to be there; nothing of it gets into a file.
RUN SECRET_KEY=only-to-gather-static-files-nothing-is-signed-with-this-key \
    VAULT_KEYS=1:bm90aGluZy1pcy1zZWFsZWQtd2l0aC10aGlzLWtleSE= \
    VAULT_INDEX_KEY=only-to-gather-static-files-nothing-is-indexed \
    ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://nobody@localhost/nothing REDIS_URL=memory:// \
    python manage.py collectstatic --noinput --verbosity=0

# The packages of production alone.
FROM python:3.13-slim AS packages
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.13-slim
# pg_dump, pg_restore, pg_basebackup and pg_receivewal of the server's version, from PostgreSQL's own packages for Debian;
# and the server itself, which a drill and `restore --to` start on a folder of their own.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-common ca-certificates \
    && /usr/share/postgresql-common/pgdg/apt.*.sh -y \
    && sed -ri 's/#?(create_main_cluster) .*$/\1 = false/' /etc/postgresql-common/createcluster.conf \
    && apt-get install --yes --no-install-recommends postgresql-client-18 postgresql-18 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=carisecure.settings.base FILES_ROOT=/files
RUN useradd --system --uid 10001 --no-create-home carisecure && install -d -o carisecure -g carisecure -m 700 /files /anchors /second-place /spool
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /app/staticfiles staticfiles
COPY --from=assets /app/locale locale
USER carisecure
EXPOSE 8000
# No access log: addresses carry what people search for.
CMD ["gunicorn", "carisecure.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", \
     "--worker-tmp-dir=/dev/shm", "--graceful-timeout=20", "--no-control-socket", \
     "--config=python:carisecure.operating.web_server"]
