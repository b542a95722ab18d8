import type { CDPSession } from "playwright-core";

interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  /** The fields of all nodes, one after the other. */
  nodes: number[];
}

/** Not the page's own: the engine goes on compiling for minutes, and the browser keeps lists of its own that are bounded. */
const NOT_COUNTED = new Set(["code", "native", "object shape", "synthetic"]);

/** Bytes of the objects, arrays, strings and closures that a page keeps, by a snapshot of its heap, before which all garbage is collected. */
export async function liveBytes(session: CDPSession): Promise<number> {
  let text = "";
  const gather = ({ chunk }: { chunk: string }) => {
    text += chunk;
  };
  session.on("HeapProfiler.addHeapSnapshotChunk", gather);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", {});
  session.off("HeapProfiler.addHeapSnapshotChunk", gather);
  return countedBytes(JSON.parse(text) as HeapSnapshot);
}

function countedBytes({ snapshot: { meta }, nodes }: HeapSnapshot): number {
  const types = meta.node_types[0];
  const [type, size] = [meta.node_fields.indexOf("type"), meta.node_fields.indexOf("self_size")];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    const name = types[nodes[node + type] ?? -1] ?? "unknown";
    if (!NOT_COUNTED.has(name)) bytes += nodes[node + size] ?? 0;
  }
  return bytes;
}
