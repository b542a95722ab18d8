import { createHash } from "node:crypto";
import { GateFailed } from "./gate-failed.js";
import { MANIFEST_FILE, MODEL_CARD_FILE, MODEL_FILES, type ModelManifest } from "./manifest.js";
import { parseManifest } from "./manifest-parser.js";
import { readLayersModel } from "./tfjs-to-onnx/layers-artefact.js";

export interface ModelPackage {
  manifest: ModelManifest;
  /** By name; the manifest's own file is among them. */
  files: ReadonlyMap<string, Uint8Array>;
  /** SHA-256 over names and contents, hexadecimal: the same for a folder and for any archive of it. */
  hash: string;
}

export interface PackageLimits {
  files: number;
  /** Of all files, unpacked. */
  bytes: number;
  packedBytes: number;
  /** Unpacked to packed, beyond the first MiB. */
  ratio: number;
}

export const PACKAGE_LIMITS: PackageLimits = {
  files: 32,
  bytes: 16 * 1_024 * 1_024,
  packedBytes: 16 * 1_024 * 1_024,
  ratio: 200,
};

/** Of all files: no path, nothing hidden, nothing that a shell or a file system takes for something else. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** @throws GateFailed */
export function packageOf(found: ReadonlyMap<string, Uint8Array>): ModelPackage {
  const manifestBytes = found.get(MANIFEST_FILE);
  if (!manifestBytes) throw new GateFailed("package", `there is no ${MANIFEST_FILE}`);
  const manifest = parseManifest(manifestBytes);
  const modelFile = MODEL_FILES[manifest.format];
  const model = found.get(modelFile);
  if (!model) throw new GateFailed("package", `there is no ${modelFile}, the model of the format ${manifest.format}`);
  const weights = manifest.format === "tfjs-layers" ? readLayersModel(model).paths : [];
  const due = [MANIFEST_FILE, MODEL_CARD_FILE, modelFile, ...weights];
  for (const name of due) {
    if (!found.has(name)) throw new GateFailed("package", `there is no ${name}`);
  }
  for (const name of found.keys()) {
    if (!due.includes(name)) {
      throw new GateFailed("package", `${name} is no part of it: it holds ${due.join(", ")} and nothing else`);
    }
  }
  const files = new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { manifest, files, hash: hashOf(files) };
}

/** @throws GateFailed when a file of a package may not have this name */
export function checkFileName(name: string): void {
  if (!FILE_NAME.test(name)) {
    throw new GateFailed(
      "package",
      `${JSON.stringify(name)} is no name for its files: letters, digits, dot, dash alone`,
    );
  }
}

/** @param sorted by name */
function hashOf(sorted: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of sorted) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest("hex");
}
