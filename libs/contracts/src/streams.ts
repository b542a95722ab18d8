import { DEAD_LETTER_SUBJECTS } from "./dead-letter.event.js";
import { REPLAY_RECORD_SUBJECT, REPLAY_SUBJECTS } from "./replay.event.js";
import { TELEMETRY_SUBJECTS } from "./telemetry.event.js";

/** What a service that needs a stream expects of it. Sizes come from configuration, not from here. */
export interface StreamSpec {
  name: string;
  subjects: string[];
  /**
   * What a full stream does. `new`: it refuses, so that the refusal travels back to the broker and nothing is lost.
   * `old`: it forgets the oldest, for streams whose filling up must never stop the readings.
   */
  discard: "new" | "old";
  /** What is acknowledged is gone: the stream is a list of things to do. */
  workQueue?: true;
  /** The server refuses to delete its messages, or to purge it, whoever asks. That can be switched on later, and never off. */
  appendOnly?: true;
}

/** Every reading, in the order of receipt per shard. Trimmed only by storage, and only of what is stored. */
export const TELEMETRY_STREAM: StreamSpec = { name: "TELEMETRY", subjects: [TELEMETRY_SUBJECTS], discard: "new" };

/** Everything that could not be used. A flood of garbage may push out older garbage, but never stop the readings. */
export const DEAD_LETTERS_STREAM: StreamSpec = {
  name: "DEAD_LETTERS",
  subjects: [DEAD_LETTER_SUBJECTS],
  discard: "old",
};

/** Durable consumer of TELEMETRY, shared by all replicas of storage. */
export const STORAGE_CONSUMER = "storage";

/** Dead letters that are to be taken in again. Orders only: the letters stand in DEAD_LETTERS until they have been. */
export const REPLAYS_STREAM: StreamSpec = {
  name: "REPLAYS",
  subjects: [REPLAY_SUBJECTS],
  discard: "new",
  workQueue: true,
};

/** Who had dead letters replayed, when and why. Beyond its size the oldest go. */
export const REPLAY_HISTORY_STREAM: StreamSpec = {
  name: "REPLAY_HISTORY",
  subjects: [REPLAY_RECORD_SUBJECT],
  discard: "old",
};

/** Durable consumer of REPLAYS, shared by all replicas of ingest. */
export const REPLAY_CONSUMER = "ingest";
