import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import { buildImageTree, installedPackages, neededPlaces, ownFiles } from "./image-tree.js";
import { inRepository } from "./repository.js";

/** As in the image: a user that owns nothing there. Only root can become another one. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const NOWHERE = { MQTT_URL: "mqtt://127.0.0.1:1", NATS_URL: "nats://127.0.0.1:1", INFLUX_URL: "http://127.0.0.1:1" };

// One that has dependencies of its own beside it, and the one that is no service.
describe.each(["analytics", "simulator"])("the image of %s, put together without Docker", (service) => {
  let dir: string;
  let app: string;
  let running: ChildProcess | undefined;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "gridwatch-image-"));
    chmodSync(dir, 0o755);
    app = buildImageTree(dir, service);
  }, 150_000);
  afterEach(() => void running?.kill("SIGKILL"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("holds nothing but what the service needs when it runs, where package-lock.json has it", () => {
    const needed = neededPlaces(`@gridwatch/${service}`);
    const found = installedPackages(app);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((place) => !needed.has(place))).toEqual([]);
  });

  it("holds of the workspace what the service uses, built, and nothing else", () => {
    const files = ownFiles(app);
    const linked = readdirSync(join(app, "node_modules/@gridwatch"));
    expect(linked).toContain(service);
    expect([...new Set(files.map((file) => file.split("/")[1]))].sort()).toEqual(linked.sort());
    expect(files.filter((file) => !/^\w+\/[\w-]+\/(package\.json|dist\/.+\.js)$/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.spec\.|testkit|local-stack/.test(file))).toEqual([]);
    expect(existsSync(join(app, "service/dist/main.js"))).toBe(true);
  });

  it("tells a user without privileges what is wrong with its settings", () => {
    const settings = service === "simulator" ? ["--devices=none"] : [];
    const { status, stderr } = spawnSync(process.execPath, ["service/dist/main.js", ...settings], {
      ...NOBODY,
      cwd: app,
      env: { HTTP_PORT: "http", LOG_LEVEL: "loud" },
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(status).toBeGreaterThan(0);
    for (const name of service === "simulator" ? ["--devices"] : ["HTTP_PORT", "LOG_LEVEL"]) {
      expect(stderr).toContain(name);
    }
  });

  it("runs for a user without privileges, waits for its servers, and stops when it is told to", async () => {
    const env = { HTTP_PORT: String(await freePort()), ...NOWHERE };
    const options = service === "simulator" ? [`--url=${NOWHERE.MQTT_URL}`] : [];
    running = spawn(process.execPath, ["service/dist/main.js", ...options], { ...NOBODY, cwd: app, env });
    let said = "";
    running.stdout?.on("data", (chunk) => {
      said += chunk;
    });
    await eventually(() => expect(said).toContain("ECONNREFUSED"), { timeoutMs: 20_000 });
    if (service !== "simulator") {
      const health = (path: string) =>
        spawnSync(process.execPath, [inRepository("deploy/docker/check-health.mjs"), path], { env }).status;
      await eventually(() => expect(health("/health/live")).toBe(0));
      expect(health("/health/ready")).toBe(1);
    }
    const ended = once(running, "exit");
    running.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});

describe("the image of operate, put together without Docker", () => {
  let dir: string;
  let app: string;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "gridwatch-image-"));
    chmodSync(dir, 0o755);
    app = buildImageTree(dir, "operate");
  }, 150_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("holds nothing but what the commands need, where package-lock.json has it", () => {
    const needed = neededPlaces("@gridwatch/operate");
    const found = installedPackages(app);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((place) => !needed.has(place))).toEqual([]);
    expect(ownFiles(app).filter((file) => /\.spec\.|testkit/.test(file))).toEqual([]);
  });

  it.each([
    ["backup.js", ["/tmp"], "NATS at nats://127.0.0.1:1 cannot be used"],
    ["restore.js", ["/nowhere"], "/nowhere is no backup"],
    ["doctor.js", [], "see that nats-server runs"],
  ])("runs %s for a user without privileges", (script, args, says) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`service/dist/${script}`, ...args], {
      ...NOBODY,
      cwd: app,
      env: NOWHERE,
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(status).toBe(1);
    expect(stdout + stderr).toContain(says);
  });
});
