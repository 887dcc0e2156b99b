# There was no Docker engine where this was written, so it has not been built. What it copies, and how it is started, is tried by
# test/e2e/image.e2e.spec.ts, which reads this file and does the same with folders: as an ordinary user, without the repository.
#
# Two stages: the first compiles with everything installed, the second holds the compiled code and what it needs to run.
# Runs as an ordinary user, so the PostgreSQL that comes from npm works in it, too (no DATABASE_URL given).
#   docker build -t writ . && docker run --init -e WRIT_SECRET=$(openssl rand -hex 32) -v writ:/home/node/writ/.writ -p 127.0.0.1:7420:7420 writ
# One process each, on a database of yours: `docker run … writ api`, `… writ worker`, and once per version `… writ admin bootstrap`.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --include=optional
COPY . .
RUN npm run build && npm prune --omit=dev && rm -rf dist/test

FROM node:24-bookworm-slim
ENV NODE_ENV=production WRIT_HOST=0.0.0.0 PATH=/home/node/writ/bin:$PATH
RUN mkdir -p /home/node/writ/.writ && chown -R node:node /home/node/writ
USER 1000:1000
WORKDIR /home/node/writ
COPY --from=build --chown=node:node /build/package.json ./
COPY --from=build --chown=node:node /build/node_modules ./node_modules
COPY --from=build --chown=node:node /build/dist ./dist
COPY --from=build --chown=node:node /build/clients/cli/bin ./clients/cli/bin
COPY --from=build --chown=node:node /build/policies ./policies
COPY --from=build --chown=node:node /build/docs/reference/decision-input.schema.json ./docs/reference/
COPY --from=build --chown=node:node /build/docs/reference/api/openapi.json ./docs/reference/api/
COPY --from=build --chown=node:node /build/deploy/bin ./bin
VOLUME /home/node/writ/.writ
EXPOSE 7420
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:7420/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/apps/local/main.js"]
