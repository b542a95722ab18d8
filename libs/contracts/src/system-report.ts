/** Asked over core NATS; every living instance of every service answers with its `ServiceInstance`. */
export const INSTANCES_SUBJECT = "system.instances";

/** One process of a service, as it describes itself. */
export interface ServiceInstance {
  service: string;
  /** One process from its start to its end. */
  life: string;
  version: string;
  /** Of Node.js. */
  runtime: string;
  /** ISO 8601 */
  startedAt: string;
  /** When it said this by its own clock, ISO 8601; older versions do not tell. */
  at?: string;
  /** Whether it can do its main work. */
  ready: boolean;
  /** Per part that it needs: `"ok"` or what is wrong. */
  checks: Record<string, string>;
  /** Of ingest: what the MQTT broker calls its version, at most 100 printable characters; absent when it does not tell. */
  brokerVersion?: string;
}

/** A server that the platform stands on. */
export interface ServerStatus {
  /** `null`: not known, since it does not answer or does not say. */
  version: string | null;
  /** `null` when it answers, else what is wrong. */
  problem: string | null;
}

export interface StreamStatus {
  name: string;
  messages: number;
  bytes: number;
  /** It takes no more than this; `null` when it has no limit. */
  maxBytes: number | null;
  /** When the oldest message it holds came, ISO 8601; `null` when it is empty. */
  oldestAt: string | null;
}

/** How far a durable consumer is behind, over all its replicas. */
export interface ConsumerStatus {
  stream: string;
  consumer: string;
  /** Messages that are not acknowledged yet, those in work included. */
  pending: number;
  inWork: number;
  /** Of those in work, messages that were delivered more than once. */
  redelivered: number;
  /** Age of the oldest message that is not acknowledged yet; `null` when it cannot be found. */
  oldestSeconds: number | null;
}

/** A region whose TELEMETRY a central platform gathers. */
export interface RegionStatus {
  name: string;
  /** `null` when it answers, else what is wrong. */
  problem: string | null;
  /** Messages that it held when it was last heard of, and that have not been gathered yet. */
  pending: number;
}

/** `GET /api/v1/system`: the parts of the platform and how they do. */
export interface SystemReport {
  /** When this was true, ISO 8601. */
  at: string;
  /** Every instance that answered; while the backbone is away only the one that was asked. */
  services: ServiceInstance[];
  /** As ingest tells, since nobody else speaks with it; where instances know several versions, all of them. A central platform has none. */
  broker?: ServerStatus;
  backbone: ServerStatus & {
    streams: StreamStatus[];
    consumers: ConsumerStatus[];
    /** Of a central platform alone; none while the backbone is away. */
    regions?: RegionStatus[];
  };
  database: ServerStatus;
}
