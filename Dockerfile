# syntax=docker/dockerfile:1
# The dashboard and the command in one image: docs/deployment.md says how to run it, compose.yaml does it.

# Leaflet for the map, as package-lock.json has it.
FROM node:22-bookworm-slim AS map
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /map
COPY package.json package-lock.json ./
COPY static/vendor.py static/
RUN python3 static/vendor.py

# The packages: those of the lock file and no others, each with its digest; compiled, for nobody can write that later.
# Another lock file, such as that for sign-in, by `--build-arg LOCK=...`.
FROM python:3.12-slim-bookworm AS packages
ARG LOCK=requirements.lock
COPY ${LOCK} /requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps --requirement /requirements.lock \
    && /venv/bin/pip uninstall --yes pip \
    && find /venv -name tests -type d -prune -exec rm -rf {} + \
    && python -m compileall -q -j 0 /venv

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="Dateline" \
      org.opencontainers.image.description="A map of where the news happens" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /dateline
COPY --from=packages /venv /venv
COPY .streamlit/config.toml .streamlit/
COPY data data
COPY static static
COPY --from=map /map/static/vendor static/vendor
COPY geo geo
COPY news news
COPY dashboard dashboard
COPY deploy/health.py deploy/
COPY app.py LICENSE README.md ./
# A fixed number, so that a volume keeps its owner.
RUN python -m compileall -q geo news dashboard app.py \
    && install --directory --owner 10001 --group 10001 --mode 0750 /archive
USER 10001:10001
# What is added, and what is fetched to be added, lies in the volume; the rest of the tree may be read-only.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DATELINE_HOME=/archive \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_FILE_WATCHER_TYPE=none
VOLUME /archive
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploy/health.py"]
# The process itself gets the signal to stop, and does so in a second.
CMD ["streamlit", "run", "app.py"]
