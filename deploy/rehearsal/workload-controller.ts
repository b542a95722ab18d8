import { randomBytes } from "node:crypto";
import type { Workload } from "../test/manifests.js";
import type { Pod } from "./pod.js";

/** Keeps as many pods of a Deployment or StatefulSet as are wanted, and replaces them as its kind does. */
export class WorkloadController {
  private current: Pod[] = [];
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    readonly workload: Workload,
    private readonly create: (podName: string) => Pod,
  ) {}

  /** Of its newest pod. */
  get plan(): Pod["plan"] | undefined {
    return this.current.at(-1)?.plan;
  }

  /** Those that are not being deleted. */
  get pods(): readonly Pod[] {
    return this.current;
  }

  /** Resolves when they are ready and those too many are gone. */
  async scale(replicas: number): Promise<void> {
    while (this.current.length < replicas) this.add();
    // The newest first; of a StatefulSet those with the highest numbers.
    for (const pod of this.current.slice(replicas)) this.remove(pod);
    await this.settled();
  }

  /** As `kubectl rollout restart`. Resolves when every pod is a new one, and ready. */
  async rollOut(): Promise<void> {
    for (const old of [...this.current].reverse()) await this.replace(old, "ready first");
    await this.settled();
  }

  /** As `kubectl delete pod`. Resolves when another is ready in its place. */
  async replace(pod: Pod, order: "at once" | "ready first" = "at once"): Promise<void> {
    if (this.workload.kind === "StatefulSet") {
      // Its name is its own: the next one comes when it is gone.
      await this.remove(pod);
      await this.add(pod.name).untilReady();
      return;
    }
    if (order === "at once") void this.remove(pod);
    const next = this.add();
    await next.untilReady();
    if (order === "ready first") void this.remove(pod);
  }

  /** Resolves when all pods are ready and none is being deleted. */
  async settled(): Promise<void> {
    await Promise.all([...this.current.map((pod) => pod.untilReady()), ...this.leaving]);
  }

  private add(name = this.nextName()): Pod {
    const pod = this.create(name);
    this.current.push(pod);
    this.current.sort((a, b) => (this.workload.kind === "StatefulSet" ? a.name.localeCompare(b.name) : 0));
    pod.begin();
    return pod;
  }

  private remove(pod: Pod): Promise<void> {
    this.current = this.current.filter((other) => other !== pod);
    const gone = pod.delete().finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
    return gone;
  }

  private nextName(): string {
    const { kind, name } = this.workload;
    if (kind === "Deployment") return `${name}-${randomBytes(3).toString("hex")}`;
    const taken = new Set(this.current.map((pod) => pod.name));
    for (let ordinal = 0; ; ordinal++) if (!taken.has(`${name}-${ordinal}`)) return `${name}-${ordinal}`;
  }
}
