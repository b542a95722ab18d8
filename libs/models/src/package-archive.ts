import { promisify } from "node:util";
import { constants, gunzip, gzip } from "node:zlib";
import { extract, type Header, pack } from "tar-stream";
import { GateFailed } from "./gate-failed.js";
import { checkFileName, type ModelPackage, PACKAGE_LIMITS, type PackageLimits, packageOf } from "./model-package.js";

const MIB = 1_024 * 1_024;
/** Of a file in a tar archive: its header, long names and times in headers of their own, padding. */
const TAR_BYTES_PER_FILE = 4 * 512;
const GZIP_OS_BYTE = 9;
const GZIP_OS_UNKNOWN = 255;

/**
 * A `.tar.gz` of a package's files, at its top or in one folder.
 * @throws GateFailed when it is none, holds anything else, or unpacks to more than is allowed: it is unpacked no further than that
 */
export async function readPackageArchive(
  bytes: Uint8Array,
  limits: PackageLimits = PACKAGE_LIMITS,
): Promise<ModelPackage> {
  if (bytes.length > limits.packedBytes) {
    throw new GateFailed("package", `the archive has ${bytes.length} bytes, ${limits.packedBytes} are allowed`, {
      packedBytes: bytes.length,
      allowed: limits.packedBytes,
    });
  }
  return packageOf(await filesOf(await unpack(bytes, limits), limits));
}

/** The same bytes for the same package, whenever and wherever it is packed. */
export async function packArchive({ files }: ModelPackage): Promise<Uint8Array> {
  const archive = pack();
  const chunks: Uint8Array[] = [];
  for (const [name, bytes] of files) {
    archive.entry({ name, mode: 0o644, mtime: new Date(0) }, Buffer.from(bytes));
  }
  archive.finalize();
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  const packed = await promisify(gzip)(Buffer.concat(chunks), { level: constants.Z_BEST_COMPRESSION });
  packed[GZIP_OS_BYTE] = GZIP_OS_UNKNOWN;
  return packed;
}

async function unpack(bytes: Uint8Array, limits: PackageLimits): Promise<Uint8Array> {
  const whole = limits.bytes + (limits.files + 1) * TAR_BYTES_PER_FILE;
  const byRatio = MIB + limits.ratio * bytes.length;
  const maxOutputLength = Math.min(whole, byRatio);
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") {
      throw new GateFailed("package", `it is no gzip archive: ${(cause as Error).message}`, {}, { cause });
    }
    const figures = { packedBytes: bytes.length, allowed: maxOutputLength };
    const why =
      byRatio < whole
        ? `unpacks to more than ${limits.ratio} times its ${bytes.length} bytes`
        : `unpacks to more than ${limits.bytes} bytes`;
    throw new GateFailed("package", `the archive ${why}`, figures, { cause });
  }
}

async function filesOf(tar: Uint8Array, limits: PackageLimits): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  let entries = 0;
  const archive = extract();
  archive.end(tar);
  try {
    for await (const entry of archive) {
      entries += 1;
      // One more, for the folder that they are in.
      if (entries > limits.files + 1) {
        throw new GateFailed("package", `the archive holds more than ${limits.files} files`, { allowed: limits.files });
      }
      const { folder, name } = placeOf(entry.header);
      if (folder !== undefined) folders.add(folder);
      if (name === undefined) {
        entry.resume();
        continue;
      }
      if (files.has(name)) throw new GateFailed("package", `the archive holds ${name} twice`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      files.set(name, Buffer.concat(chunks));
    }
  } catch (cause) {
    if (cause instanceof GateFailed) throw cause;
    throw new GateFailed("package", `it is no tar archive: ${(cause as Error).message}`, {}, { cause });
  }
  if (folders.size > 1) throw new GateFailed("package", `the archive holds folders: ${[...folders].join(", ")}`);
  return files;
}

/** `name` is missing for a folder; `folder` is "" for the archive's top. */
function placeOf({ name, type }: Header): { folder?: string; name?: string } {
  const said = JSON.stringify(name);
  if (type !== "file" && type !== "directory") {
    throw new GateFailed("package", `${said} in the archive is a ${type}: only files, no links`);
  }
  const parts = name.replace(/^(\.\/)+/, "").split("/");
  if (type === "directory" && parts.at(-1) === "") parts.pop();
  if (type === "directory" && (parts.length === 0 || (parts.length === 1 && parts[0] === "."))) return {};
  parts.forEach(checkFileName);
  if (parts.length > (type === "directory" ? 1 : 2)) {
    throw new GateFailed("package", `${said} in the archive is in a folder of a folder`);
  }
  if (type === "directory") return { folder: parts.join("/") };
  const [last = "", folder = ""] = parts.toReversed();
  return { folder, name: last };
}
