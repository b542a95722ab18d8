import type { StreamSnapshot } from "@gridwatch/backbone";

/** Raised when a reader of the old one could misread the new one. */
export const BACKUP_FORMAT = 1;

export const MANIFEST_FILE = "manifest.json";

/** What a backup holds. Its bytes are checked by the `SHA256SUMS` beside it. */
export interface BackupManifest {
  format: typeof BACKUP_FORMAT;
  /** When it was begun, ISO 8601: what had been acknowledged by then is in it. */
  begunAt: string;
  servers: { nats: string; influx: string };
  /** In the order in which they were taken. */
  streams: StreamSnapshot[];
  policies: { policy: string; points: number }[];
}

/** @throws Error when it is none, or of a later format */
export function parseManifest(text: string): BackupManifest {
  const manifest = JSON.parse(text) as Partial<BackupManifest>;
  if (manifest.format !== BACKUP_FORMAT) {
    throw new Error(
      `the backup has format ${manifest.format}, and this version reads ${BACKUP_FORMAT}: restore it by the version that made it`,
    );
  }
  return manifest as BackupManifest;
}

export function streamFile(stream: string): string {
  return `streams/${stream}.snapshot`;
}

export function policyFile(policy: string): string {
  return `influx/${policy}.lp.gz`;
}

/** KV_ and OBJ_ are the streams behind buckets and object stores. */
const RANKS: readonly RegExp[] = [/^KV_/, /^OBJ_/, /^(?!TELEMETRY$|DEAD_LETTERS$)/, /^TELEMETRY$/, /^DEAD_LETTERS$/];

/**
 * Streams in the order in which they have to be taken while the platform goes on: what refers to something before what it refers to, and a
 * reading's next place after the one it leaves. The database comes after all of them (docs/adr/0029).
 */
export function inBackupOrder(streams: readonly string[]): string[] {
  const rank = (name: string) => RANKS.findIndex((pattern) => pattern.test(name));
  return [...streams].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
