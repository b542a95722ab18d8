import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import {
  buildImageTree,
  bytesOf,
  installedPackages,
  nativeFolders,
  neededPlaces,
  ownFiles,
  shippedModels,
  statedMegabytes,
} from "./image-tree.js";
import { hasReadOnlyRoots, nodeInImage } from "./read-only-root.js";
import { inRepository, ROOT } from "./repository.js";
import { SERVICE_NAMES } from "./service-configs.js";

const NOWHERE = { MQTT_URL: "mqtt://127.0.0.1:1", NATS_URL: "nats://127.0.0.1:1", INFLUX_URL: "http://127.0.0.1:1" };
/** Where what starts it is found. */
const PATH = { PATH: process.env["PATH"] };
const ONNX_RUNTIME = "node_modules/onnxruntime-node/bin/napi-v6";
/** Of another system the native code has another size. */
const itOnLinux = process.platform === "linux" ? it : it.skip;
const itInReadOnlyRoots = hasReadOnlyRoots ? it : it.skip;

/** Tries to write to each place, and says what came of it. */
const WRITE = `
  for (const place of process.argv.slice(1))
    try { fs.writeFileSync(place + "/written", ""); console.log(place); } catch ({ code }) { console.log(place + " " + code); }`;
/** What predict does with each package when it starts and finds it new. */
const TRY_MODELS = `
  import { readdirSync } from "node:fs";
  import { passGatesApart, readPackageFolder } from "@gridwatch/models";
  for (const name of readdirSync("models").sort()) {
    await passGatesApart(await readPackageFolder("models/" + name), { windowsPerSecond: 1 });
    console.log(name);
  }`;

describe.each([...SERVICE_NAMES, "simulator", "operate"])("the image of %s, put together without Docker", (service) => {
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
    const built = files.filter((file) => !file.startsWith("models/"));
    const linked = readdirSync(join(app, "node_modules/@gridwatch"));
    expect(linked).toContain(service);
    expect([...new Set(built.map((file) => file.split("/")[1]))].sort()).toEqual(linked.sort());
    expect(built.filter((file) => !/^\w+\/[\w-]+\/(package\.json|dist\/.+\.js)$/.test(file))).toEqual([]);
    expect(built.filter((file) => /\.spec\.|testkit/.test(file))).toEqual([]);
    // A backup's commands find the servers of a platform that npm start runs.
    expect(linked.includes("local-stack")).toBe(service === "operate");
    const models = files.filter((file) => file.startsWith("models/"));
    expect(models.sort()).toEqual(service === "predict" ? shippedModels().sort() : []);
  });

  itOnLinux("takes no more room than deploy/docker/README.md says", () => {
    const megabytes = bytesOf(app) / 1e6;
    expect(megabytes).toBeLessThan(1.1 * statedMegabytes(service));
    expect(megabytes).toBeGreaterThan(0.8 * statedMegabytes(service));
  });

  it("holds native code of its platform alone", () => {
    const here = `${ONNX_RUNTIME}/${process.platform}/${process.arch}`;
    expect(nativeFolders(app)).toEqual(service === "predict" ? [here] : []);
  });

  itInReadOnlyRoots("lets nobody write, wherever its program runs", () => {
    const places = [".", "/", "/etc", "/tmp", "/var/tmp"];
    expect(run(["-e", WRITE, ...places]).stdout).toBe(places.map((place) => `${place} EROFS\n`).join(""));
  });

  if (service === "predict") {
    it.each([
      ["amd64", "x64"],
      ["arm64", "arm64"],
    ])("is made for linux/%s where that is asked for", (TARGETARCH, arch) => {
      const other = join(dir, TARGETARCH);
      execFileSync("sh", [inRepository("deploy/docker/assemble.sh"), ROOT, join(dir, "installed"), other, service], {
        env: { ...process.env, TARGETOS: "linux", TARGETARCH },
      });
      expect(nativeFolders(other)).toEqual([`${ONNX_RUNTIME}/linux/${arch}`]);
    });

    it("runs the models that come with the platform", () => {
      const { stdout, stderr } = run(["--input-type=module", "-e", TRY_MODELS]);
      expect([stdout, stderr]).toEqual([`${readdirSync(inRepository("models")).sort().join("\n")}\n`, ""]);
    });
  }

  if (service === "operate") {
    it.each([
      ["backup.js", ["/tmp"], "NATS at nats://127.0.0.1:1 cannot be used"],
      ["restore.js", ["/nowhere"], "/nowhere is no backup"],
      ["doctor.js", [], "see that nats-server runs"],
    ])("runs %s for a user without privileges", (script, args, says) => {
      const { status, stdout, stderr } = run([`service/dist/${script}`, ...args], NOWHERE);
      expect(status).toBe(1);
      expect(stdout + stderr).toContain(says);
    });
    return;
  }

  it("tells a user without privileges what is wrong with its settings", () => {
    const settings = service === "simulator" ? ["--devices=none"] : [];
    const { status, stderr } = run(["service/dist/main.js", ...settings], { HTTP_PORT: "http", LOG_LEVEL: "loud" });
    expect(status).toBeGreaterThan(0);
    for (const name of service === "simulator" ? ["--devices"] : ["HTTP_PORT", "LOG_LEVEL"]) {
      expect(stderr).toContain(name);
    }
  });

  it("runs for a user without privileges, waits for its servers, and stops when it is told to", async () => {
    const env = { ...PATH, HTTP_PORT: String(await freePort()), ...NOWHERE };
    const settings = service === "simulator" ? [`--url=${NOWHERE.MQTT_URL}`] : [];
    const { command, args, options } = nodeInImage(app, ["service/dist/main.js", ...settings]);
    running = spawn(command, args, { ...options, env });
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

  function run(nodeArgs: string[], env: NodeJS.ProcessEnv = {}) {
    const { command, args, options } = nodeInImage(app, nodeArgs);
    return spawnSync(command, args, { ...options, env: { ...PATH, ...env }, encoding: "utf8", timeout: 60_000 });
  }
});
