const swc = [
  "@swc/jest",
  {
    jsc: {
      parser: { syntax: "typescript", tsx: true, decorators: true },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: "automatic" },
      },
      target: "es2023",
    },
    module: { type: "es6" },
  },
];

const shared = {
  testEnvironment: "node",
  setupFiles: ["<rootDir>/tools/jest/node-arrays.mjs"],
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: { "\\.tsx?$": swc },
  // Sources import each other as the emitted JavaScript will: by `.js`.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["/dist/"],
};

/** Three tiers: pure unit tests; one service against real servers; the whole stack with a real browser. And the rehearsal, and the pictures of the documentation. */
export default {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/{libs,services,tools,web,bench}/**/src/**/*.spec.{ts,tsx}"],
    },
    { ...shared, displayName: "integration", testMatch: ["<rootDir>/{libs,services,tools,deploy}/**/*.int.spec.ts"] },
    { ...shared, displayName: "e2e", testMatch: ["<rootDir>/e2e/**/*.e2e.spec.ts"] },
    { ...shared, displayName: "rehearsal", testMatch: ["<rootDir>/deploy/rehearsal/*.rehearsal.ts"] },
    { ...shared, displayName: "screenshots", testMatch: ["<rootDir>/e2e/screenshots/*.screenshots.ts"] },
  ],
  testTimeout: 60_000,
};
