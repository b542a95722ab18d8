import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCompose } from "./compose-file.js";
import { isSecret, parseEnvFile, valuesOf } from "./env-file.js";
import { inRepository, textOf } from "./repository.js";

describe(".env.example", () => {
  const example = parseEnvFile(textOf(".env.example"));
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gridwatch-env-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it("explains every variable and says how a secret is made", () => {
    for (const { name, comment } of example) expect([name, comment.length > 10]).toEqual([name, true]);
    expect(textOf(".env.example")).toContain("openssl rand -hex 24");
  });

  it("holds no secret, and a value for everything else but what is off without one", () => {
    for (const { name, value } of example) {
      expect([name, value === ""]).toEqual([name, isSecret(name) || name === "OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }
  });

  it("becomes a .env that compose accepts, with secrets of its own, for its owner's eyes only", () => {
    const make = (name: string) => {
      execFileSync("sh", [inRepository("deploy/docker/make-env.sh"), inRepository(".env.example"), join(dir, name)]);
      return valuesOf(parseEnvFile(readFileSync(join(dir, name), "utf8")));
    };
    const first = make("first");
    const second = make("second");
    expect(() => loadCompose(first)).not.toThrow();
    expect(statSync(join(dir, "first")).mode & 0o777).toBe(0o600);
    const secrets = example.filter(({ name }) => isSecret(name)).flatMap(({ name }) => [first[name], second[name]]);
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{48}$/);
    for (const { name, value } of example.filter((entry) => !isSecret(entry.name))) expect(first[name]).toBe(value);
  });

  it("never takes the place of a .env that is there", () => {
    const out = join(dir, "env");
    writeFileSync(out, "MINE=1\n");
    const run = spawnSync("sh", [inRepository("deploy/docker/make-env.sh"), inRepository(".env.example"), out]);
    expect(run.status).toBe(1);
    expect(readFileSync(out, "utf8")).toBe("MINE=1\n");
  });
});
