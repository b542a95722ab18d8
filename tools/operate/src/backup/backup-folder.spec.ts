import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NewBackup, openBackup, pruneBackups } from "./backup-folder.js";
import type { BackupManifest } from "./backup-manifest.js";

const MANIFEST: BackupManifest = {
  format: 1,
  begunAt: "2026-01-31T12:00:00.000Z",
  servers: { nats: "2.9.10", influx: "1.6.7" },
  streams: [],
  policies: [],
};
const at = (day: number) => new Date(Date.UTC(2026, 0, day, 12));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "backup-folder-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function make(day: number): Promise<string> {
  const backup = await NewBackup.begin(dir, at(day));
  expect(await backup.write("streams/A.snapshot", [Buffer.from("some "), Buffer.from("bytes")])).toBe(10);
  await backup.finish(MANIFEST);
  return backup.path;
}

it("has its name once it is whole, and only its owner reads it", async () => {
  const backup = await NewBackup.begin(dir, at(1));
  await backup.write("streams/A.snapshot", [Buffer.from("x")]);
  expect(readdirSync(dir)).toEqual(["gridwatch-20260101T120000Z.partial"]);
  await backup.finish(MANIFEST);
  expect(readdirSync(dir)).toEqual(["gridwatch-20260101T120000Z"]);
  expect(statSync(join(backup.path, "streams/A.snapshot")).mode & 0o777).toBe(0o600);
  expect(await openBackup(backup.path)).toEqual({ path: backup.path, manifest: MANIFEST });
  const discarded = await NewBackup.begin(dir, at(2));
  await discarded.write("streams/A.snapshot", [Buffer.from("x")]);
  await discarded.discard();
  expect(readdirSync(dir)).toHaveLength(1);
});

it.each<[string, (path: string) => void, string]>([
  [
    "a byte too many",
    (path) => appendFileSync(join(path, "streams/A.snapshot"), "!"),
    "A.snapshot is not what was written",
  ],
  ["a byte too few", (path) => truncateSync(join(path, "streams/A.snapshot"), 9), "A.snapshot is not what was written"],
  [
    "another manifest",
    (path) => writeFileSync(join(path, "manifest.json"), "{}"),
    "manifest.json is not what was written",
  ],
  ["a missing file", (path) => rmSync(join(path, "streams/A.snapshot")), "streams/A.snapshot is missing"],
  [
    "a strange file",
    (path) => writeFileSync(join(path, "streams/B.snapshot"), ""),
    "streams/B.snapshot is missing, or stands there unnamed",
  ],
  ["other checksums", (path) => writeFileSync(join(path, "SHA256SUMS"), "nonsense\n"), "SHA256SUMS cannot be read"],
  ["no checksums", (path) => rmSync(join(path, "SHA256SUMS")), "is no backup"],
])("refuses a backup with %s", async (_, spoil, why) => {
  const path = await make(1);
  spoil(path);
  await expect(openBackup(path)).rejects.toThrow(why);
});

it("deletes the oldest, what a killed one left a day ago, and nothing else", async () => {
  for (const day of [1, 2, 3]) await make(day);
  await NewBackup.begin(dir, at(4));
  const killed = await NewBackup.begin(dir, at(5));
  utimesSync(`${killed.path}.partial`, at(5), at(5));
  writeFileSync(join(dir, "notes.txt"), "");
  expect(await pruneBackups(dir, 2)).toEqual([join(dir, "gridwatch-20260101T120000Z")]);
  expect(readdirSync(dir).sort()).toEqual([
    "gridwatch-20260102T120000Z",
    "gridwatch-20260103T120000Z",
    "gridwatch-20260104T120000Z.partial",
    "notes.txt",
  ]);
  expect(existsSync(`${killed.path}.partial`)).toBe(false);
});
