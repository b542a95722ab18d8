import { parseBackupOptions, parseRestoreOptions } from "./backup-options.js";

const words = (line: string) => line.split(" ").filter((word) => word !== "");
const backup = (line: string) => parseBackupOptions(words(line));
const restore = (line: string) => parseRestoreOptions(words(line));

it("reads where a backup goes, and which one is restored", () => {
  expect(backup("/backups")).toEqual({ dir: "/backups", streamsOnly: false });
  expect(backup("/backups --keep 7 --streams-only --data .data")).toEqual({
    dir: "/backups",
    keep: 7,
    streamsOnly: true,
    data: ".data",
  });
  expect(backup("--help")).toBe("help");
  expect(restore("/backups/gridwatch-1")).toEqual({ path: "/backups/gridwatch-1", check: false, replace: false });
  expect(restore("a --replace --only points")).toMatchObject({ replace: true, only: "points" });
  expect(restore("--help")).toBe("help");
});

it.each([
  ["", "say one folder"],
  ["a b", "say one folder"],
  ["a --keep 0", "--keep must be a whole number from 1 on"],
  ["a --keep 1.5", "--keep must be"],
  ["a --keep -1", "argument is ambiguous"],
  ["a --url http://x", "Unknown option"],
])("refuses %j of a backup in one line", (line, why) => {
  expect(() => backup(line)).toThrow(why);
});

it.each([
  ["", "say one backup"],
  ["a b", "say one backup"],
  ["a --check --replace", "leave --replace out"],
  ["a --only models", "--only must be streams or points"],
  ["a --force", "Unknown option"],
])("refuses %j of a restore in one line", (line, why) => {
  expect(() => restore(line)).toThrow(why);
});
