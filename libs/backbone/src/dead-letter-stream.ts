import { DEAD_LETTERS_STREAM, type DeadLetter, decodeDeadLetter } from "@gridwatch/contracts";
import { DeliverPolicy, type JsMsg, type StreamInfo } from "@nats-io/jetstream";
import type { Backbone } from "./backbone.connection.js";
import { orAbsent } from "./or-absent.js";

const FETCH_MESSAGES = 500;

/** DEAD_LETTERS as it is at the moment: who is in it, by number. Every letter stands there until it has been replayed or pushed out. */
export class DeadLetterStream {
  private constructor(
    private readonly backbone: Backbone,
    private readonly info: StreamInfo,
  ) {}

  /** `undefined` while there has never been a dead letter. */
  static async open(backbone: Backbone): Promise<DeadLetterStream | undefined> {
    const { name, subjects } = DEAD_LETTERS_STREAM;
    const info = await orAbsent(backbone.jsm.streams.info(name, { subjects_filter: subjects[0] ?? ">" }));
    return info && new DeadLetterStream(backbone, info);
  }

  /** When the stream was made: in one that was made anew a number is another letter's. */
  get created(): string {
    return String(this.info.created);
  }

  get firstSeq(): number {
    return this.info.state.first_seq;
  }

  get lastSeq(): number {
    return this.info.state.last_seq;
  }

  /** How many letters stand under each subject. */
  get lettersBySubject(): Record<string, number> {
    return this.info.state.subjects ?? {};
  }

  /**
   * @returns `undefined` when it is not there
   * @throws TypeError when it is there and is no letter
   */
  async letter(seq: number): Promise<DeadLetter | undefined> {
    const message = await this.backbone.jsm.streams.getMessage(DEAD_LETTERS_STREAM.name, { seq });
    if (message === null) return undefined;
    const { subject, data, header } = message;
    return decodeDeadLetter(subject, data, (name) => header.get(name));
  }

  /** Removes a letter that has been replayed, whoever else does so at the same time. */
  async remove(seq: number): Promise<void> {
    const { streams } = this.backbone.jsm;
    try {
      await streams.deleteMessage(DEAD_LETTERS_STREAM.name, seq, false);
    } catch (error) {
      // Servers say in different ways that it is not there, among them one that means any failure.
      if ((await streams.getMessage(DEAD_LETTERS_STREAM.name, { seq })) !== null) throw error;
    }
  }

  /** The letters from `from` to `to` under a subject, in order and without their bodies, until `onLetter` returns false. */
  async scan(
    { subject, from, to }: { subject: string; from: number; to: number },
    onLetter: (message: JsMsg) => boolean,
  ): Promise<void> {
    if (from > to) return;
    const consumer = await this.backbone.js.consumers.get(DEAD_LETTERS_STREAM.name, {
      filter_subjects: subject,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: Math.max(1, from),
      headers_only: true,
    });
    try {
      let pending = (await consumer.info(true)).num_pending;
      while (pending > 0) {
        let taken = 0;
        for await (const message of await consumer.fetch({
          max_messages: Math.min(FETCH_MESSAGES, pending),
          expires: 5_000,
        })) {
          taken += 1;
          pending = message.info.pending;
          if (message.seq > to || !onLetter(message)) return;
        }
        if (taken === 0) throw new Error("the dead letters did not come in time");
      }
    } finally {
      await consumer.delete().catch(() => undefined);
    }
  }
}
