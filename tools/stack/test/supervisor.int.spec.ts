import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "@gridwatch/local-stack";
import { Supervisor } from "../src/supervisor.js";

describe("supervision", () => {
  const dir = mkdtempSync(join(tmpdir(), "supervisor-"));
  afterAll(() => rmSync(dir, { recursive: true }));

  /** A real process that runs until it is told to end. */
  const sleeper = (name: string) =>
    new ServerProcess({
      name,
      command: process.execPath,
      args: ["-e", "process.stdout.write('up\\n'); setInterval(() => {}, 1000)"],
      cwd: dir,
      env: {},
      logFile: join(dir, `${name}.log`),
      probe: async () => {
        if (!part.logTail().includes("up")) throw new Error("not up yet");
      },
    });
  let part: ServerProcess;

  it("starts a part again that ended by itself, and shows the end of its log", async () => {
    part = sleeper("crashing");
    await part.start();
    const before = part.pid;
    const said: string[] = [];
    const again = new Promise<void>((resolve) => {
      const supervisor = new Supervisor((line) => {
        said.push(line);
        if (line.includes("runs again")) {
          supervisor.stop();
          resolve();
        }
      }, 10);
      supervisor.watch(part);
    });
    await part.kill();
    await again;
    expect(part.pid).not.toBe(before);
    expect(said[0]).toContain("✗ crashing ended (SIGKILL)");
    expect(said[0]).toContain("    up");
    expect(said.at(-1)).toBe("✓ crashing runs again");
    await part.stop();
  });

  it("leaves a part alone that is being stopped", async () => {
    part = sleeper("stopping");
    await part.start();
    const said: string[] = [];
    const supervisor = new Supervisor((line) => said.push(line), 10);
    supervisor.watch(part);
    supervisor.stop();
    await part.stop();
    expect(said).toEqual([]);
    expect(part.running).toBe(false);
  });
});
