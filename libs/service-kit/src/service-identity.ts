import { createRequire } from "node:module";

/** The packages of the platform are released together, so this one's version is that of every service. */
const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/** Who this process is. */
export class ServiceIdentity {
  readonly version = version;
  /** Of Node.js. */
  readonly runtime = process.version;
  /** ISO 8601 */
  readonly startedAt = new Date().toISOString();

  constructor(readonly name: string) {}
}
