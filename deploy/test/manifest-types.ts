import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRepository } from "./repository.js";

/** Where the types of a group of the API are; those of Kubernetes' own groups are in `kubernetes-models`. */
const PACKAGES: Record<string, string> = {
  "cert-manager.io": "@kubernetes-models/cert-manager",
  "external-secrets.io": "@kubernetes-models/external-secrets",
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

/** Versions of which there are no types, and the one before, which is the same in what is used here. */
const TYPED_AS: Record<string, string> = { "external-secrets.io/v1": "external-secrets.io/v1beta1" };

interface Typed {
  apiVersion: string;
  kind: string;
}

/**
 * What is wrong with manifests by the API's own schemas, which `kubernetes-models` and its kin have as types: each manifest becomes a
 * literal of its type, so that the compiler tells of every field that is unknown, missing or of another type.
 */
export function typeErrors(manifests: Typed[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "gridwatch-manifests-"));
  try {
    const literals = manifests.map((manifest, index) => {
      const { kind } = manifest;
      const apiVersion = TYPED_AS[manifest.apiVersion] ?? manifest.apiVersion;
      const types = PACKAGES[apiVersion.split("/")[0] ?? ""] ?? "kubernetes-models";
      const type = `import("${types}/${apiVersion}/${kind}").I${kind}`;
      return `export const _${index}: ${type} = ${JSON.stringify({ ...manifest, apiVersion }, null, 1)};\n`;
    });
    writeFileSync(join(folder, "manifests.ts"), literals.join(""));
    const paths = { "*": [inRepository("node_modules/*")] };
    const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, types: [], module: "preserve", paths };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const tsc = inRepository("node_modules/.bin/tsc");
    const { status, stdout } = spawnSync(tsc, ["--pretty", "false", "-p", folder], { encoding: "utf8" });
    const faults = stdout.split("\n").filter((line) => line.includes("error TS"));
    if (status !== 0 && faults.length === 0) throw new Error(`tsc ended with ${status}: ${stdout}`);
    return faults;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
