FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m venv /opt/ringdesk \
 && /opt/ringdesk/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt -r requirements/run.txt
COPY . .
RUN /opt/ringdesk/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /opt/ringdesk /opt/ringdesk
RUN useradd --system --uid 10001 --create-home --home-dir /data ringdesk
ENV PATH=/opt/ringdesk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RINGDESK_SERVER__HOST=0.0.0.0 \
    RINGDESK_SERVER__PORT=8080
# The database, its lock and ringdesk.toml live here.
WORKDIR /data
VOLUME /data
USER ringdesk
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["ringdesk"]
CMD ["run"]
