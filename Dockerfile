# Three stages: GraphiQL from npm, the binary, and what it needs to run. Nothing but the two bases is pulled.

FROM debian:bookworm-slim AS web
# Debian's node is too old for the bundler, its npm good enough to fetch a newer one. No versions of Debian's own
# packages are pinned: its archive keeps the newest alone, and a build must not fail for a security update.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates npm \
 && rm -rf /var/lib/apt/lists/* \
 && npm install --prefix /opt/node --no-audit --no-fund node@24.21.0 npm@11.19.1
ENV PATH=/opt/node/node_modules/.bin:$PATH
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY operations ../operations
COPY web ./
RUN npm run build

FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=web /src/web/dist web/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin portico \
 && cp target/release/portico /portico

FROM debian:bookworm-slim
# The certificates are what providers are verified with; without them no HTTPS client can be made.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10001 -g 10001 /data /etc/portico
COPY --from=build --chmod=0755 /portico /usr/local/bin/portico
# A configuration file may be mounted here as portico.toml; the environment is enough.
WORKDIR /etc/portico
# The sandbox stays on the container's loopback; PORTICO_SANDBOX__LISTEN=0.0.0.0:4010 opens it to a published port.
ENV PORTICO_HTTP__LISTEN=0.0.0.0:4000 \
    PORTICO_DATA_DIR=/data
VOLUME /data
USER 10001:10001
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["portico", "healthcheck"]
ENTRYPOINT ["portico"]
CMD ["serve"]
