import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "./find-server.js";

describe("finding programs", () => {
  const folder = mkdtempSync(join(tmpdir(), "find-server-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("takes the first executable on the path", () => {
    const file = join(folder, "some-broker");
    writeFileSync(file, "#!/bin/sh\n");
    expect(findProgram("some-broker", `/nowhere:${folder}`)).toBeUndefined();
    chmodSync(file, 0o755);
    expect(findProgram("some-broker", `/nowhere:${folder}`)).toBe(file);
  });

  it("looks into the folders of system programs, which may not be on the path", () => {
    expect(findProgram("nologin", "")).toBe("/usr/sbin/nologin");
  });

  it("does not take a folder of that name for the program", () => {
    expect(findProgram(".", folder)).toBeUndefined();
  });
});
