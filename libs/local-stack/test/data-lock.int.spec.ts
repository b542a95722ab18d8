import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCK_FILE, lockData } from "../src/data-lock.js";
import { identifyProcess } from "../src/process-identity.js";

describe("the lock of a data folder", () => {
  const dir = mkdtempSync(join(tmpdir(), "data-lock-"));
  afterAll(() => rmSync(dir, { recursive: true }));

  it("is given to one at a time", () => {
    const unlock = lockData(dir);
    expect(() => lockData(dir)).toThrow(`in use by process ${process.pid}`);
    unlock();
    expect(readdirSync(dir)).toEqual([]);
    lockData(dir)();
  });

  it("of a process that was killed is taken over", () => {
    const { pid } = spawnSync("true");
    writeFileSync(join(dir, LOCK_FILE), JSON.stringify({ pid, startTicks: 1 }));
    lockData(dir)();
  });

  it("of a process whose number another one has now is taken over", () => {
    const { pid, startTicks = 0 } = identifyProcess(process.pid);
    writeFileSync(join(dir, LOCK_FILE), JSON.stringify({ pid, startTicks: startTicks - 1 }));
    lockData(dir)();
  });

  it("that a crash has cut short is taken over", () => {
    writeFileSync(join(dir, LOCK_FILE), '{"pid":');
    lockData(dir)();
  });
});
