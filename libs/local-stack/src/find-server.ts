import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { REPOSITORY_ROOT } from "./repository.js";

/** The Debian and Ubuntu package that brings each program. */
export const SERVER_PACKAGES = {
  mosquitto: "mosquitto",
  "nats-server": "nats-server",
  influxd: "influxdb",
  nginx: "nginx-light",
} as const;

/** The same of what the tests alone need. */
const TEST_PACKAGES = { prometheus: "prometheus", promtool: "prometheus" } as const;

export type ServerProgram = keyof typeof SERVER_PACKAGES;

/** Debian keeps servers here, and leaves these folders out of an ordinary user's PATH. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** The program's path. @throws Error naming the package to install when there is none. */
export function findServer(program: ServerProgram | keyof typeof TEST_PACKAGES): string {
  const found = findProgram(program);
  if (found === undefined) {
    throw new Error(
      `${program} is not installed: sudo apt-get install ${{ ...SERVER_PACKAGES, ...TEST_PACKAGES }[program]}`,
    );
  }
  return found;
}

/**
 * The nats-server for a cluster: the newer one that `tools/bootstrap` provided where the system's may lose readings in one,
 * or else the system's.
 */
export function findClusterNatsServer(): string {
  return findProgram("nats-server", join(REPOSITORY_ROOT, ".programs")) ?? findServer("nats-server");
}

/** Where a program lies, looked for on the PATH and in the system's folders. */
export function findProgram(program: string, path = process.env.PATH ?? ""): string | undefined {
  return [...path.split(delimiter), ...SYSTEM_FOLDERS]
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
