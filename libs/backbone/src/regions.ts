import { type RegionStatus, TELEMETRY_STREAM } from "@gridwatch/contracts";
import type { ApiError, StreamSource, StreamSourceInfo } from "@nats-io/jetstream";
import { nuid } from "@nats-io/transport-node";
import type { Backbone } from "./backbone.connection.js";
import { orAbsent } from "./or-absent.js";

const ANSWER_WITHIN_MS = 1_000;

/** To subjects like these a link lets a region's JetStream answer, and to no others (deploy/k8s/components/nats-central). */
const ANSWERS = "$JSC.R.";

/** What servers tell of a source, and the types of the client (3.4) forget. */
type SourceInfo = StreamSourceInfo & Pick<StreamSource, "external">;

/** A region's JetStream is asked under its domain, over its link. */
const apiOf = (region: string) => `$JS.${region}.API`;

/**
 * Where the central TELEMETRY takes a region's readings from.
 *
 * From the first message on that the region still holds, unless the central stream holds one of it to go on from. Without that
 * number nats-server would begin at the time of the newest message of any region, and pass over what this one kept while its
 * link was cut (docs/adr/0037).
 */
export function regionSource(region: string): StreamSource {
  return { name: TELEMETRY_STREAM.name, opt_start_seq: 1, external: { api: apiOf(region), deliver: "" } };
}

/**
 * How the regions do whose readings are gathered here. Each is asked over its link, since the central server takes its own attempts
 * to reach a region for signs of life.
 *
 * @throws JetStreamApiError
 */
export async function statusOfRegions(backbone: Backbone, regions: readonly string[]): Promise<RegionStatus[]> {
  const sources: SourceInfo[] = (await orAbsent(backbone.jsm.streams.info(TELEMETRY_STREAM.name)))?.sources ?? [];
  return Promise.all(
    regions.map(async (name) => ({
      name,
      problem: await problemOf(backbone, name),
      pending: sources.find(({ external }) => external?.api === apiOf(name))?.lag ?? 0,
    })),
  );
}

/** Asks for what changes nothing. */
async function problemOf({ nc }: Backbone, region: string): Promise<string | null> {
  const subject = `${apiOf(region)}.CONSUMER.NAMES.${TELEMETRY_STREAM.name}`;
  const reply = `${ANSWERS}${nuid.next()}`;
  try {
    const answer = await nc.request(subject, "", { timeout: ANSWER_WITHIN_MS, noMux: true, reply });
    return answer.json<{ error?: ApiError }>().error?.description ?? null;
  } catch {
    return "it does not answer";
  }
}
