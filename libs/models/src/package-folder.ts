import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { GateFailed } from "./gate-failed.js";
import { checkFileName, type ModelPackage, PACKAGE_LIMITS, type PackageLimits, packageOf } from "./model-package.js";

/** @throws GateFailed when the folder holds anything but a package; what the file system throws */
export async function readPackageFolder(folder: string, limits: PackageLimits = PACKAGE_LIMITS): Promise<ModelPackage> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.length > limits.files) {
    throw new GateFailed("package", `it holds ${entries.length} files, ${limits.files} are allowed`, {
      files: entries.length,
    });
  }
  const files = new Map<string, Uint8Array>();
  let left = limits.bytes;
  for (const entry of entries) {
    checkFileName(entry.name);
    if (!entry.isFile()) throw new GateFailed("package", `${entry.name} is no file: no links, no folders`);
    const bytes = await readFile(join(folder, entry.name), left);
    if (!bytes) throw new GateFailed("package", `it has more than ${limits.bytes} bytes`, { allowed: limits.bytes });
    left -= bytes.length;
    files.set(entry.name, bytes);
  }
  return packageOf(files);
}

/** `undefined` when it is longer than `most`. */
async function readFile(path: string, most: number): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return (await file.stat()).size > most ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}
