# docker build -t credit-score-api . && docker run -p 8000:8000 --env-file .env credit-score-api
# Another example: docker build --build-arg EXAMPLE=magic-steps -t magic-steps .
# Everything the program keeps is in /data: mount a volume there to keep the model, the keys and the predictions.
# With one, the root file system may be read-only: docker run --read-only -v credit-score:/data ...
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY runtime/package.json runtime/
COPY web/package.json web/
COPY examples/credit-score/package.json examples/credit-score/
COPY examples/magic-steps/package.json examples/magic-steps/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm ci --omit=dev --workspaces=false --no-audit --no-fund

FROM node:24-bookworm-slim
ARG EXAMPLE=credit-score
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /src/node_modules node_modules
COPY --from=build /src/dist node_modules/lapidary
COPY examples/$EXAMPLE project
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5m \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/lapidary/bin/lapidary.js", "up", "project"]
