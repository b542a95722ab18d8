import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { secretKeysOf } from "./container-environment.js";
import { findKubectl, render } from "./kubectl.js";
import { ofKind, workloads } from "./manifests.js";
import { inRepository } from "./repository.js";

describe("make-secret.sh", () => {
  const make = (...args: string[]) => {
    const script = inRepository("deploy/k8s/make-secret.sh");
    const { stdout } = spawnSync("sh", [script, ...args], {
      // Without a home kubectl keeps its cache where it stands.
      env: { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), KUBECTL: findKubectl() },
      encoding: "utf8",
    });
    const { kind, metadata, data } = parse(stdout) as {
      kind: string;
      metadata: { name: string; namespace: string };
      data: Record<string, string>;
    };
    expect([kind, metadata]).toEqual([
      "Secret",
      expect.objectContaining({ name: "gridwatch", namespace: "gridwatch" }),
    ]);
    return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]));
  };

  it("makes every secret that the manifests ask for, and no other", () => {
    const asked = workloads(render("production")).flatMap(({ container }) => secretKeysOf(container));
    const [first, second] = [make(), make()];
    expect(Object.keys(first).sort()).toEqual([...new Set(asked.map(({ key }) => key))].sort());
    for (const [key, value] of Object.entries(first)) {
      expect(value).toMatch(/^[0-9a-f]{48}$/);
      expect(value).not.toBe(second[key]);
    }
  });

  it("takes over the secrets of an env file", () => {
    const dir = mkdtempSync(join(tmpdir(), "gridwatch-env-"));
    try {
      writeFileSync(join(dir, "env"), "LOG_LEVEL=info\nNATS_PASSWORD=kept-as-it-is\n");
      expect(make(join(dir, "env"))).toEqual({ NATS_PASSWORD: "kept-as-it-is" });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

it("the external secret is the one that pods read where secrets are kept elsewhere", () => {
  const manifests = render("external");
  const asked = workloads(manifests).flatMap(({ container }) => secretKeysOf(container));
  const brought = ofKind(manifests, "ExternalSecret").map(({ spec }) => spec?.target?.name);
  expect(brought).toEqual([...new Set(asked.map(({ secret }) => secret))]);
});
