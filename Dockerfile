# A small image for scheduled scans: Python, Pango for PDF, readiness, and a user without rights.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/readiness \
    && /opt/readiness/bin/pip install --no-cache-dir --constraint constraints.txt ".[pdf]"

FROM python:3.13-slim
# hadolint ignore=DL3008 # the base image decides which release of Debian, and so which versions
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 65532 --create-home readiness
COPY --from=build /opt/readiness /opt/readiness
ENV PATH=/opt/readiness/bin:$PATH READINESS_CACHE=/tmp/readiness PYTHONDONTWRITEBYTECODE=1
USER 65532
WORKDIR /work
ENTRYPOINT ["readiness"]
CMD ["--help"]
