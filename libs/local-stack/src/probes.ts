import { connect } from "node:net";

const ANSWER_WITHIN_MS = 2_000;

/**
 * Connects, sends `greeting` if there is one, and hands over the first bytes the server sends.
 * @throws Error when nobody listens or nothing comes in time.
 */
export function firstBytes(host: string, port: number, greeting?: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const done = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.setTimeout(ANSWER_WITHIN_MS, () => done(() => reject(new Error(`${host}:${port} does not answer`))));
    socket.once("error", (error) => done(() => reject(error)));
    socket.once("close", () => reject(new Error(`${host}:${port} closed the connection`)));
    socket.once("data", (data) => done(() => resolve(data)));
    if (greeting !== undefined) socket.once("connect", () => socket.write(greeting));
  });
}

/** @throws Error when the answer is not in the 200s. */
export async function expectOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 500)}`);
}
