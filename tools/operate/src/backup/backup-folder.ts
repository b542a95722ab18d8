import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { type BackupManifest, MANIFEST_FILE, parseManifest } from "./backup-manifest.js";
import type { RestoredPart } from "./backup-options.js";

const SUMS_FILE = "SHA256SUMS";
const NAME = /^gridwatch-\d{8}T\d{6}Z$/;
const PARTIAL = ".partial";

/** A backup that has not ended by then was killed. */
const GIVEN_UP_MS = 24 * 3_600_000;

/** A backup being written. It has its name once all of it is on disk; until then nobody takes it for one. */
export class NewBackup {
  private readonly sums: string[] = [];

  private constructor(
    private readonly partial: string,
    /** Where it will be. */
    readonly path: string,
  ) {}

  /** @param dir where backups are kept, made when it is missing */
  static async begin(dir: string, at: Date): Promise<NewBackup> {
    const name = `gridwatch-${at.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
    const backup = new NewBackup(join(dir, name + PARTIAL), join(dir, name));
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await mkdir(backup.partial, { mode: 0o700 });
    return backup;
  }

  /** @param file relative, below the backup. @returns its size in bytes */
  async write(file: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
    const path = join(this.partial, file);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const hash = createHash("sha256");
    const handle = await open(path, "wx", 0o600);
    let bytes = 0;
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
        await handle.writeFile(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    this.sums.push(`${hash.digest("hex")}  ${file}\n`);
    return bytes;
  }

  async finish(manifest: BackupManifest): Promise<void> {
    await this.write(MANIFEST_FILE, [Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)]);
    await this.write(SUMS_FILE, [Buffer.from(this.sums.join(""))]);
    const folders = (await readdir(this.partial, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    for (const { name } of folders) await syncFolder(join(this.partial, name));
    await syncFolder(this.partial);
    await rename(this.partial, this.path);
    await syncFolder(dirname(this.path));
  }

  async discard(): Promise<void> {
    await rm(this.partial, { recursive: true, force: true });
  }
}

/** A backup that is whole: every byte is what was written. */
export interface StoredBackup {
  path: string;
  manifest: BackupManifest;
}

/**
 * Reads every file of a backup once, in parts.
 *
 * @throws Error when it is none, anything in it is missing, too many or not what was written, or it is of a later format
 */
export async function openBackup(path: string): Promise<StoredBackup> {
  const sums = await readFile(join(path, SUMS_FILE), "utf8").catch((error: Error) => {
    throw new Error(`${path} is no backup: ${error.message}`, { cause: error });
  });
  const named = new Map<string, string>();
  for (const line of sums.split("\n").filter((text) => text !== "")) {
    const [, sum, file] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sum === undefined || file === undefined) throw new Error(`${path} is broken: ${SUMS_FILE} cannot be read`);
    named.set(file, sum);
  }
  const found = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .filter((file) => file !== SUMS_FILE);
  const odd = [
    ...found.filter((file) => !named.has(file)),
    ...[...named.keys()].filter((file) => !found.includes(file)),
  ];
  if (odd.length > 0) throw new Error(`${path} is broken: ${odd.join(", ")} is missing, or stands there unnamed`);
  for (const [file, sum] of named) {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(join(path, file))) hash.update(chunk as Buffer);
    if (hash.digest("hex") !== sum) throw new Error(`${path} is broken: ${file} is not what was written`);
  }
  return { path, manifest: parseManifest(await readFile(join(path, MANIFEST_FILE), "utf8")) };
}

/** The backup as if it held nothing else. */
export function partOf({ path, manifest }: StoredBackup, part: RestoredPart): StoredBackup {
  return { path, manifest: { ...manifest, ...(part === "streams" ? { policies: [] } : { streams: [] }) } };
}

/** Deletes all backups but the newest, and what killed ones have left. @returns which backups */
export async function pruneBackups(dir: string, keep: number): Promise<string[]> {
  const names = await readdir(dir);
  const gone = names
    .filter((name) => NAME.test(name))
    .sort()
    .slice(0, -keep);
  for (const name of gone) await rm(join(dir, name), { recursive: true });
  for (const name of names.filter((each) => each.endsWith(PARTIAL) && NAME.test(each.slice(0, -PARTIAL.length)))) {
    const { mtimeMs } = await stat(join(dir, name));
    if (Date.now() - mtimeMs > GIVEN_UP_MS) await rm(join(dir, name), { recursive: true });
  }
  return gone.map((name) => resolve(dir, name));
}

/** A file's name is on disk once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync();
  await handle.close();
}
