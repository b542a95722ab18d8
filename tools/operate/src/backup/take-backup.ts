import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { snapshotStream } from "@gridwatch/backbone";
import { exportPoints, RAW_POLICY, ROLLUP_TIERS } from "@gridwatch/telemetry-store";
import type { Servers } from "../servers.js";
import type { NewBackup } from "./backup-folder.js";
import { BACKUP_FORMAT, type BackupManifest, inBackupOrder, policyFile, streamFile } from "./backup-manifest.js";

/** Retention policies, or buckets, that the platform writes to. */
const POLICIES: readonly string[] = [RAW_POLICY, ...ROLLUP_TIERS.map(({ policy }) => policy)];

export interface TakeOptions {
  begunAt: Date;
  /** Without the database. */
  streamsOnly: boolean;
  /** Hears of each part. */
  onWritten: (part: string, count: number, bytes: number) => void;
}

/**
 * Writes what the servers hold, while the platform goes on: every stream, bucket and object store, and then the database.
 *
 * @throws Error when a part cannot be read or written; then there is no backup
 */
export async function takeBackup(
  { backbone: { nc, jsm }, database }: Servers,
  backup: NewBackup,
  { begunAt, streamsOnly, onWritten }: TakeOptions,
): Promise<BackupManifest> {
  const servers = { nats: nc.info?.version ?? "unknown", influx: (await database.server()).version };
  const manifest: BackupManifest = {
    format: BACKUP_FORMAT,
    begunAt: begunAt.toISOString(),
    servers,
    streams: [],
    policies: [],
  };
  const names: string[] = [];
  for await (const name of jsm.streams.names()) names.push(name);
  for (const name of inBackupOrder(names)) {
    const { chunks, ...snapshot } = await snapshotStream(nc, name);
    onWritten(name, snapshot.state.messages, await backup.write(streamFile(name), chunks));
    manifest.streams.push(snapshot);
  }
  for (const policy of streamsOnly ? [] : POLICIES) {
    const counted = { points: 0 };
    let bytes = 0;
    await pipeline(
      textOf(exportPoints(database, policy), counted),
      createGzip({ level: constants.Z_BEST_SPEED }),
      async (compressed: AsyncIterable<Uint8Array>) => {
        bytes = await backup.write(policyFile(policy), compressed);
      },
    );
    onWritten(policy, counted.points, bytes);
    manifest.policies.push({ policy, ...counted });
  }
  await backup.finish(manifest);
  return manifest;
}

async function* textOf(parts: AsyncIterable<string[]>, counted: { points: number }): AsyncGenerator<string> {
  for await (const lines of parts) {
    counted.points += lines.length;
    yield `${lines.join("\n")}\n`;
  }
}
