# The API, its commands (init, import, verify, backup, restore) and what they need, nothing else.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages bring a Node of their own, which this image has.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY pocketbase/*.csv pocketbase/
COPY scripts scripts
COPY src src
# A new volume takes its owner from this folder.
RUN mkdir -m 700 /backups && chown node:node /backups
USER node
EXPOSE 8000
CMD ["node", "src/server.ts"]
