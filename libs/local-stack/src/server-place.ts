import { join } from "node:path";

/** Where a server lives and listens. */
export interface ServerPlace {
  /** Its configuration and data. Made when missing; what is in it is used again. */
  dir: string;
  /** Loopback unless said otherwise. */
  host?: string | undefined;
  /** A free one unless said otherwise. */
  port?: number | undefined;
  /** Folder of `<name>.log`; `dir` unless said otherwise. */
  logDir?: string | undefined;
  /** Where the running process is recorded (see `endRecordedProcesses`). */
  runDir?: string | undefined;
  /** Folder of a control group that the process enters before it runs. */
  cgroup?: string | undefined;
}

export const LOOPBACK = "127.0.0.1";

export function logFileOf(place: ServerPlace, name: string): string {
  return join(place.logDir ?? place.dir, `${name}.log`);
}

/** The address at which a server bound to `host` is reached from this machine. */
export function reachable(host: string): string {
  return host === "0.0.0.0" || host === "::" ? LOOPBACK : host;
}
