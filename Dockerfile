# One image for web, worker and beat. No secret is needed to build it and none is in it.
FROM python:3.13-slim-bookworm AS construccion
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/base.txt
WORKDIR /app
COPY . .
# collectstatic needs settings, and settings need a key: this one signs nothing.
RUN SECRET_KEY=solo-para-collectstatic CARPETA_DATOS=/tmp/datos \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q /app

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /datos --shell /usr/sbin/nologin backupgov \
    && install -d -o backupgov -g backupgov -m 0750 /datos
COPY --from=construccion /venv /venv
COPY --from=construccion /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 CARPETA_DATOS=/datos
WORKDIR /app
USER 10001
VOLUME /datos
EXPOSE 8000
CMD ["gunicorn", "backupgov.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--timeout", "60", "--max-requests", "2000", \
     "--max-requests-jitter", "200"]
