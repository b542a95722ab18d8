// Ends with 0 when the service in this container answers the path (/health/live, /health/ready) with success, else with 1.
const url = `http://127.0.0.1:${process.env.HTTP_PORT}${process.argv[2]}`;
const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
