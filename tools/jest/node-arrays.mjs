/**
 * Jest runs tests in a realm of its own, whose typed arrays are not those of Node (but for Uint8Array, which Jest hands in).
 * Native modules know only Node's: onnxruntime-node calls any other Float32Array no Float32Array at all. So tests get Node's.
 * `structuredClone` is Node's own and answers in its realm.
 */
for (const name of ["Float32Array", "BigInt64Array"]) {
  globalThis[name] = structuredClone(new globalThis[name](0)).constructor;
}
