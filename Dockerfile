# Three images: the targets "caddy" and "nats", and the API, which is what a build makes without a target.

# Caddy with our configuration, as a user that is not root.
FROM caddy:2-alpine AS caddy
COPY Caddyfile /etc/caddy/Caddyfile
# New volumes take their owner from these folders.
RUN chown -R 10001:10001 /config /data
USER 10001:10001
HEALTHCHECK --interval=3s --timeout=3s --retries=10 \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:2019/"]

# NATS with JetStream, as a user that is not root.
FROM nats:2-alpine AS nats
# A new volume takes its owner from this folder.
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001
HEALTHCHECK --interval=3s --timeout=3s --retries=10 \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8222/healthz"]
CMD ["nats-server", "--jetstream", "--store_dir=/data", "--http_port=8222"]

# What the build makes, whose tools the API's image does not hold.
FROM node:24-bookworm-slim AS built
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/browsers.ts scripts/build-*.ts scripts/write-files.ts scripts/
COPY src src
RUN node scripts/build-web.ts && node scripts/build-picture.ts && node scripts/build-words.ts \
  && node scripts/build-service.ts

# The API, the commands that are run in its container, and what they need, nothing else.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages bring the picture library for this platform, and a Node, which this image has.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
# What is freed goes back to the system, and threads take memory from one place.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=65536 MALLOC_TOP_PAD_=0
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY pocketbase/*.csv pocketbase/
COPY scripts scripts
COPY src src
COPY --from=built /app/dist dist
# A new volume takes its owner from this folder.
RUN mkdir -m 700 /backups && chown node:node /backups
USER node
EXPOSE 8000
CMD ["node", "--max-semi-space-size=1", "dist/service/server.js"]
