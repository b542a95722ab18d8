import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const LOOPBACK = "127.0.0.1";

/**
 * Ports are drawn from below the range that Linux hands to outgoing connections (32768 and up): a port from that range may
 * be taken by any client while our server is down for a restart, even by the client that tries to reach it.
 */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_767;

const handedOut = new Set<number>();

/** A port that nobody listens on and that this process has not been given before. */
export async function freePort(host = LOOPBACK): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (handedOut.has(port)) continue;
    if (await isPortFree(port, host)) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(`no free port on ${host} between ${LOWEST_PORT} and ${HIGHEST_PORT}`);
}

/** Asks the kernel by binding. @throws when the host is not an address of this machine or the port needs privileges. */
export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host, exclusive: true }, resolve);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Ports that somebody asked for by number and was given. */
const granted = new Set<number>();

/** The preferred port if nobody listens on it and nobody else was given it, else a free one. */
export async function portOrFree(preferred: number | undefined, host = LOOPBACK): Promise<number> {
  if (preferred === undefined || granted.has(preferred) || !(await isPortFree(preferred, host))) return freePort(host);
  granted.add(preferred);
  handedOut.add(preferred);
  return preferred;
}
