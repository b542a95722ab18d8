/** Who may import whom. The table behind these rules stands in docs/architecture.md. */

/** The code of one package may reach another only through what that package exports: its built entry. */
const ENTRY = "/dist/index\\.(js|d\\.ts)$";

/** A library by its name, anything else by its path. */
const place = (name) => (name.includes("/") ? `^${name}/` : `^libs/${name}/`);
const onlyLibs = (from, allowed) => ({
  name: `${from.replace(/[^a-z-]/g, "")}-knows-only-its-own`,
  severity: "error",
  from: { path: from },
  to: { path: "^(libs|services|tools|web|e2e)/", pathNot: [from, ...allowed.map(place)] },
});

module.exports = {
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(^|/)(node_modules|dist)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
    },
  },
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "\\.css$" } },
    {
      name: "declared-dependencies",
      comment: "A package lists what it imports: an image holds nothing else. Of express only types are used.",
      severity: "error",
      from: { path: "^(libs|services|tools)/", pathNot: "\\.spec\\.tsx?$|/test/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"], pathNot: "/express/" },
    },
    {
      name: "through-the-entry",
      severity: "error",
      from: { path: "^([^/]+/[^/]+)/" },
      to: { path: "^(libs|services|tools)/[^/]+/", pathNot: ["^$1/", ENTRY, "^tools/bootstrap/"] },
    },
    onlyLibs("^libs/contracts/", []),
    onlyLibs("^libs/grid-physics/", []),
    onlyLibs("^libs/service-kit/", []),
    onlyLibs("^libs/doctor/", ["contracts", "service-kit"]),
    onlyLibs("^libs/backbone/", ["contracts", "service-kit", "doctor", "local-stack", "testkit"]),
    onlyLibs("^libs/telemetry-store/", ["contracts", "service-kit", "doctor", "local-stack", "testkit"]),
    onlyLibs("^libs/local-stack/", ["contracts"]),
    onlyLibs("^libs/models/", []),
    onlyLibs("^libs/scoring/", ["models", "contracts"]),
    onlyLibs("^services/predict/", [
      "contracts",
      "service-kit",
      "backbone",
      "models",
      "scoring",
      "telemetry-store",
      "local-stack",
      "testkit",
    ]),
    onlyLibs("^services/ingest/", ["contracts", "service-kit", "doctor", "backbone", "local-stack", "testkit"]),
    onlyLibs("^services/storage/", [
      "contracts",
      "service-kit",
      "doctor",
      "backbone",
      "telemetry-store",
      "local-stack",
      "testkit",
    ]),
    onlyLibs("^services/realtime/", ["contracts", "service-kit", "backbone", "local-stack", "testkit"]),
    onlyLibs("^services/analytics/", [
      "contracts",
      "service-kit",
      "doctor",
      "backbone",
      "telemetry-store",
      "grid-physics",
      "local-stack",
      "testkit",
    ]),
    onlyLibs("^tools/model/", [
      "contracts",
      "models",
      "scoring",
      "tools/simulator",
      "tools/operate",
      "local-stack",
      "testkit",
    ]),
    onlyLibs("^tools/simulator/", ["contracts", "grid-physics", "local-stack", "testkit"]),
    onlyLibs("^tools/operate/", [
      "contracts",
      "service-kit",
      "doctor",
      "backbone",
      "telemetry-store",
      "local-stack",
      "testkit",
    ]),
    onlyLibs("^web/", ["contracts", "grid-physics"]),
    {
      name: "servers-only-for-tests",
      comment: "What starts servers is no part of a service.",
      severity: "error",
      from: { path: "^(libs|services)/[^/]+/src/", pathNot: "\\.spec\\.ts$|^libs/(local-stack|testkit)/" },
      to: { path: "^libs/(local-stack|testkit)/" },
    },
    {
      name: "no-framework-in-the-contracts",
      severity: "error",
      from: { path: "^libs/(contracts|grid-physics)/src/", pathNot: "\\.spec\\.ts$" },
      to: { dependencyTypes: ["npm", "core"] },
    },
  ],
};
