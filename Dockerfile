# Cordon on Node.js 24: no build step, the TypeScript runs as it is.
FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 CORDON_DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional is only the embedded PostgreSQL, and an image has a server beside it.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund
COPY . .
RUN mkdir /data && chown node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
