import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import type { IContainer, IProbe } from "kubernetes-models/v1";

/** Asks once. @throws Error saying what was answered */
export type Ask = () => Promise<void>;

/** A probe of a manifest, with the kubelet's own values where it names none. */
export interface Probe {
  periodMs: number;
  failureThreshold: number;
  ask: Ask;
}

/** What stands in for a probe's request, where the program that would answer it is another one. */
export type StandInAsk = (timeoutMs: number) => Promise<void>;

const execute = promisify(execFile);

/** @param here turns what a command says of the container into what it is on this machine */
export function probeOf(
  container: IContainer,
  probe: IProbe,
  address: string,
  here: (text: string) => string,
  standIn?: StandInAsk,
): Probe {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1_000;
  const ask = standIn === undefined ? askOf(container, probe, address, here, timeoutMs) : () => standIn(timeoutMs);
  return { periodMs: (probe.periodSeconds ?? 10) * 1_000, failureThreshold: probe.failureThreshold ?? 3, ask };
}

function askOf(
  container: IContainer,
  { httpGet, exec }: IProbe,
  address: string,
  here: (text: string) => string,
  timeoutMs: number,
): Ask {
  if (httpGet !== undefined) {
    const port = container.ports?.find(({ name }) => name === httpGet.port)?.containerPort ?? httpGet.port;
    return async () => {
      const response = await fetch(`http://${address}:${port}${httpGet.path}`, {
        signal: AbortSignal.timeout(timeoutMs),
      });
      // As the kubelet has it: redirections are successes.
      if (response.status < 200 || response.status >= 400)
        throw new Error(`${response.status} ${await response.text()}`);
      await response.body?.cancel();
    };
  }
  const [command = "", ...args] = (exec?.command ?? []).map(here);
  if (command === "") throw new Error(`a probe of ${container.name} neither asks by HTTP nor runs a command`);
  return async () => {
    await execute(command, args, { timeout: timeoutMs });
  };
}

/** Whether something listens. */
export function connects(host: string, port: number): StandInAsk {
  return (timeoutMs) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: timeoutMs });
      socket.once("connect", () => resolve());
      socket.once("timeout", () => reject(new Error("no answer in time")));
      socket.once("error", reject);
      socket.once("connect", () => socket.destroy());
    });
}
