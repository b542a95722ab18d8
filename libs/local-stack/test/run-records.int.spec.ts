import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyProcess, isRunning } from "../src/process-identity.js";
import { endRecordedProcesses } from "../src/run-records.js";
import { ServerProcess } from "../src/server-process.js";

const folder = mkdtempSync(join(tmpdir(), "run-records-"));
const runDir = join(folder, "run");
afterAll(() => rmSync(folder, { recursive: true }));

function record(name: string, content: string): void {
  mkdirSync(runDir, { recursive: true });
  writeFileSync(join(runDir, `${name}.json`), content);
}

/** A process in a group of its own, as the servers are. It takes no notice of SIGTERM if it is to be stubborn. */
async function leftBehind({ stubborn = false } = {}): Promise<ChildProcess & { pid: number }> {
  const script = `${stubborn ? "process.on('SIGTERM', () => {});" : ""} setInterval(() => {}, 1000); process.stdout.write('up')`;
  const child = spawn(process.execPath, ["-e", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  return child as ChildProcess & { pid: number };
}

describe("what an earlier run left behind", () => {
  it("is ended, be it stubborn", async () => {
    const children = [await leftBehind(), await leftBehind({ stubborn: true })];
    const identities = children.map(({ pid }) => identifyProcess(pid));
    for (const [index, identity] of identities.entries()) record(`part-${index}`, JSON.stringify(identity));
    expect((await endRecordedProcesses(runDir, 300)).sort()).toEqual(["part-0", "part-1"]);
    expect(identities.map(isRunning)).toEqual([false, false]);
    expect(existsSync(runDir)).toBe(false);
  });

  it("is left alone when its number belongs to another process by now", async () => {
    const child = await leftBehind();
    const { pid, startTicks = 0 } = identifyProcess(child.pid);
    record("reused", JSON.stringify({ pid, startTicks: startTicks - 1 }));
    record("cut-short", '{"pid":');
    record("without-time", JSON.stringify({ pid }));
    expect(await endRecordedProcesses(runDir)).toEqual([]);
    expect(isRunning({ pid, startTicks })).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isRunning({ pid, startTicks })).toBe(false);
  });
});

describe("a server process", () => {
  const sleeper = () =>
    new ServerProcess({
      name: "sleeper",
      command: process.execPath,
      args: ["-e", "setInterval(() => {}, 1000)"],
      cwd: folder,
      env: {},
      logFile: join(folder, "sleeper.log"),
      runDir,
      probe: () => Promise.resolve(),
    });

  it("is recorded while it runs, and only then", async () => {
    const server = sleeper();
    await server.start();
    expect(existsSync(join(runDir, "sleeper.json"))).toBe(true);
    await server.stop();
    expect(await server.exited).toEqual({ code: null, signal: "SIGTERM" });
    expect(existsSync(join(runDir, "sleeper.json"))).toBe(false);
  });

  it("stops even while it is held", async () => {
    const server = sleeper();
    await server.start();
    server.signal("SIGSTOP");
    await server.stop();
    expect(server.running).toBe(false);
  });

  it("that does not exist is reported as such", async () => {
    const server = new ServerProcess({
      name: "nobody",
      command: "/nowhere/nobody",
      args: [],
      cwd: folder,
      env: {},
      logFile: join(folder, "nobody.log"),
      probe: () => Promise.reject(new Error("nobody there")),
    });
    await expect(server.start()).rejects.toThrow(/nobody ended while starting/);
  });

  it("dies with the process that started it, however that one ends", async () => {
    const source = join(folder, "starter.mjs");
    writeFileSync(
      source,
      `import { ServerProcess } from ${JSON.stringify(new URL("../dist/server-process.js", import.meta.url).href)};
       const server = new ServerProcess({ name: "orphan", command: process.execPath, args: ["-e", "setInterval(() => {}, 1000)"],
         cwd: ${JSON.stringify(folder)}, env: {}, logFile: ${JSON.stringify(join(folder, "orphan.log"))}, probe: () => Promise.resolve() });
       await server.start();
       process.stdout.write(String(server.pid));`,
    );
    const starter = spawn(process.execPath, [source], { stdio: ["ignore", "pipe", "inherit"] });
    const [pid] = await once(starter.stdout, "data");
    const orphan = identifyProcess(Number(pid));
    expect(isRunning(orphan)).toBe(true);
    starter.kill("SIGKILL");
    await once(starter, "exit");
    while (isRunning(orphan)) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
