import { stabilityOf } from "./model-registry.js";

it.each([
  [null, "unknown"],
  [0, "stable"],
  [0.099, "stable"],
  [0.1, "shifting"],
  [0.25, "shifting"],
  [0.251, "changed"],
])("reads an index of %p as %s", (psi, stability) => {
  expect(stabilityOf(psi)).toBe(stability);
});
