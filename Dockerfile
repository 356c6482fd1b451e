# Stock Trading Agent in one container: pages and REST API on port 8501, its data in the volume /data.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 desk && mkdir /data && chown desk /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
USER desk
# The container's own address must be reachable through its published port; publish it on loopback
# (docker run -p 127.0.0.1:8501:8501) or set DESK_PASSWORD.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8501 DATA_DIR=/data
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
CMD ["python", "-m", "trading", "serve"]
