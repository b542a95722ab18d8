import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findProgram } from "@gridwatch/local-stack";
import { parseAllDocuments, stringify } from "yaml";
import { isNewEnough, KUBECTL } from "../../tools/bootstrap/newer-programs.mjs";
import type { Manifest } from "./manifests.js";
import { inRepository } from "./repository.js";

export const OVERLAYS = ["local", "production", "external"] as const;
/** `production` but for what is theirs: see k8s-regions.int.spec.ts. */
const REGIONAL = ["region", "central"] as const;
export type Overlay = (typeof OVERLAYS)[number] | (typeof REGIONAL)[number];
/** All that is offered: every overlay, and the one that takes a component which none has. */
export const PLATFORMS = [...OVERLAYS, ...REGIONAL, "production with tracing"] as const;
export type Platform = (typeof PLATFORMS)[number];

const rendered = new Map<Platform, Manifest[]>();

/** The platform as `kubectl apply -k` would send it. @throws Error with what kustomize says is wrong */
export function render(platform: Platform): Manifest[] {
  let manifests = rendered.get(platform);
  if (manifests === undefined) {
    manifests =
      platform === "production with tracing"
        ? renderWith("production", "tracing")
        : parsed(kubectl(["kustomize", inRepository(`deploy/k8s/overlays/${platform}`)]));
    rendered.set(platform, manifests);
  }
  return manifests;
}

/** The same with a component that it has not. */
export function renderWith(overlay: Overlay, component: string): Manifest[] {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "gridwatch-overlay-")));
  try {
    const at = (path: string) => relative(dir, inRepository(path));
    const kustomization = {
      resources: [at(`deploy/k8s/overlays/${overlay}`)],
      components: [at(`deploy/k8s/components/${component}`)],
      namespace: "gridwatch",
    };
    writeFileSync(join(dir, "kustomization.yaml"), stringify(kustomization));
    return parsed(kubectl(["kustomize", dir]));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function parsed(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** What kubectl prints; it needs no cluster for what it is asked here. @throws Error with what it says on failure */
export function kubectl(args: string[], input?: string): string {
  return execFileSync(findKubectl(), args, { encoding: "utf8", ...(input === undefined ? {} : { input }) });
}

/** @throws Error saying where one comes from when there is none */
export function findKubectl(): string {
  const candidates = [findProgram("kubectl"), inRepository(".programs/kubectl")];
  const found = candidates.find((candidate) => {
    if (candidate === undefined) return false;
    return isNewEnough(KUBECTL, spawnSync(candidate, ["version", "--client"], { encoding: "utf8" }).stdout ?? "");
  });
  if (found === undefined)
    throw new Error("there is no kubectl with kustomize 5 on the PATH or in .programs: npm test fetches one");
  return found;
}
