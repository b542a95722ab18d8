import { BACKUP_FORMAT, inBackupOrder, parseManifest } from "./backup-manifest.js";

it("takes what refers before what is referred to, and the readings' next place last", () => {
  const streams = [
    "TELEMETRY",
    "DEAD_LETTERS",
    "OBJ_PACKAGES",
    "INSIGHTS",
    "KV_MODEL_VERSIONS",
    "KV_MODEL_ALIASES",
    "REPLAYS",
  ];
  expect(inBackupOrder(streams)).toEqual([
    "KV_MODEL_ALIASES",
    "KV_MODEL_VERSIONS",
    "OBJ_PACKAGES",
    "INSIGHTS",
    "REPLAYS",
    "TELEMETRY",
    "DEAD_LETTERS",
  ]);
});

it("refuses a manifest of a later format", () => {
  const manifest = { format: BACKUP_FORMAT, begunAt: "2026-01-31T12:00:00Z", servers: {}, streams: [], policies: [] };
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  expect(() => parseManifest(JSON.stringify({ ...manifest, format: 2 }))).toThrow("format 2, and this version reads 1");
  expect(() => parseManifest("{}")).toThrow("format undefined");
});
