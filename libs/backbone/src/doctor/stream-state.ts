import { DEAD_LETTERS_STREAM, REPLAY_HISTORY_STREAM, type StreamSpec } from "@gridwatch/contracts";
import { fault, ok, type Said, warning } from "@gridwatch/doctor";
import type { StreamInfo } from "@nats-io/jetstream";
import type { NatsConfig } from "../nats.config.js";
import { streamSettings } from "../streams.js";

/** Made with their first message, and not when the services start. */
const MADE_WHEN_NEEDED = [DEAD_LETTERS_STREAM, REPLAY_HISTORY_STREAM];

const NEARLY_FULL = 0.8;
const FULL = 0.98;

/** How a stream is, beside what is configured. @param info `undefined` when there is none */
export function streamState(spec: StreamSpec, info: StreamInfo | undefined, config: NatsConfig): Said {
  if (info === undefined) {
    return MADE_WHEN_NEEDED.includes(spec)
      ? ok("nothing has come into it yet")
      : warning("it does not exist", "start the services: they make it");
  }
  const { max_bytes, num_replicas } = streamSettings(spec, config);
  const { config: found, state } = info;
  const says = `${state.messages} messages, ${megabytes(state.bytes)} of ${megabytes(found.max_bytes)}`;
  if (found.num_replicas !== num_replicas) {
    return warning(
      `${says}; ${found.num_replicas} copies instead of ${num_replicas}`,
      "set STREAM_REPLICAS alike for all services and for npm run doctor, and restart one",
    );
  }
  if (found.discard !== spec.discard) {
    return fault(
      `${says}; when it is full it discards the ${found.discard}`,
      `nats stream edit ${spec.name} --discard ${spec.discard}`,
    );
  }
  if (spec.discard === "new" && state.bytes > NEARLY_FULL * found.max_bytes) {
    const room = `${says}: at its limit it refuses, and devices have to wait`;
    return (state.bytes > FULL * found.max_bytes ? fault : warning)(
      room,
      `see why what reads ${spec.name} is behind; raise its limit if the disk has room`,
    );
  }
  if (found.max_bytes !== max_bytes) {
    return warning(
      `${says}; ${megabytes(max_bytes)} are configured`,
      "set the *_MAX_BYTES alike for all services and for npm run doctor, and restart one",
    );
  }
  return ok(says);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)} MiB`;
}
