import { parseArgs } from "node:util";
import { SERVERS_OPTIONS, SERVERS_USAGE } from "../servers.js";

export const BACKUP_USAGE = `npm run backup -- DIR [options]

Writes what JetStream and InfluxDB hold into a new folder of DIR, while the platform goes on: streams, buckets, model packages, readings,
rollups, scores and forecasts. It has its name, gridwatch-<time>, once it is whole and on disk. No password is in it, but all data is.

  --keep N           afterwards delete all backups in DIR but the newest N
  --streams-only     leave InfluxDB out, for who takes a snapshot of its volume afterwards
${SERVERS_USAGE}  --help             this text
`;

export const RESTORE_USAGE = `npm run restore -- BACKUP [options]

Checks a backup, and makes JetStream and InfluxDB hold what it does. No service may run meanwhile: on this machine stop npm start first; the
servers on its data folder are started for it.

  --check            check the backup's checksums, and do nothing else
  --replace          streams that are there give way; points that are there stay, and those of the backup are written over them.
                     Without it the servers must be empty
  --only PARTS       streams (of JetStream) or points (of InfluxDB), where the other server has not been lost
${SERVERS_USAGE}  --help             this text
`;

export interface BackupOptions {
  dir: string;
  keep?: number;
  streamsOnly: boolean;
  data?: string | undefined;
}

/** What of a backup is restored. */
export type RestoredPart = "streams" | "points";

export interface RestoreOptions {
  path: string;
  check: boolean;
  replace: boolean;
  only?: RestoredPart;
  data?: string | undefined;
}

/** @returns `"help"` when that is asked for. @throws Error that tells what is wrong with the arguments */
export function parseBackupOptions(args: string[]): BackupOptions | "help" {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...SERVERS_OPTIONS,
      keep: { type: "string" },
      "streams-only": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const { keep: text, "streams-only": streamsOnly, data } = values;
  const dir = only(positionals, "say one folder to write the backup into");
  if (text === undefined) return { dir, streamsOnly, data };
  const keep = Number(text);
  if (!/^\d+$/.test(text) || keep < 1) throw new Error(`--keep must be a whole number from 1 on, not "${text}"`);
  return { dir, keep, streamsOnly, data };
}

/** @returns `"help"` when that is asked for. @throws Error that tells what is wrong with the arguments */
export function parseRestoreOptions(args: string[]): RestoreOptions | "help" {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...SERVERS_OPTIONS,
      check: { type: "boolean", default: false },
      replace: { type: "boolean", default: false },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const { check, replace, only: part, data } = values;
  if (check && replace) throw new Error("--check changes nothing: leave --replace out");
  if (part !== undefined && part !== "streams" && part !== "points")
    throw new Error("--only must be streams or points");
  const path = only(positionals, "say one backup: a folder called gridwatch-<time>");
  return { path, check, replace, ...(part === undefined ? {} : { only: part }), data };
}

function only([path, ...more]: string[], otherwise: string): string {
  if (path === undefined || path === "" || more.length > 0) throw new Error(otherwise);
  return path;
}
