import { BackboneConnection, DeadLetterStream, LedgerReader, RedeliverLater } from "@gridwatch/backbone";
import { type Replayable, type ReplayOrder, replayOrderId, toReplayable } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Intake, MAX_REPLAYS_AT_ONCE } from "./intake.js";

/** How often it is looked whether the ledger has counted a letter. */
const LOOK_AGAIN_MS = 1_000;

/** While the stream is full the order goes back and forth, so that what waits is not taken for a consumer that hangs. */
const ANSWER_WITHIN_MS = 30_000;

/** Ids of one connection to the intake; 0 would want no answer. */
const LAST_ID = 65_535;

/**
 * Takes dead letters in again, as the messages or batches they were. A letter is removed when what became of it is safe, be it
 * readings or another letter: killed at any point, either the letter stands and its order comes again, or all is done.
 */
@Injectable()
export class Replays implements OnModuleInit {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly waiting = new Map<number, { name: string; done: () => void; failed: (error: Error) => void }>();
  private connection = 0;
  private lastId = 0;
  private counted = { created: "", seq: 0 };

  constructor(
    @Inject(BackboneConnection) private readonly backbone: BackboneConnection,
    @Inject(LedgerReader) private readonly ledger: LedgerReader,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.connection = this.intake.open({
      onSafe: (ids) => {
        for (const id of ids) this.settle(id)?.done();
      },
      // Which of them failed is not said, so all come again; what was done before is taken in twice under the same times.
      onFailed: () => {
        for (const id of [...this.waiting.keys()]) this.settle(id)?.failed(new Error("the backbone did not take it"));
      },
      nameOf: (id) => this.waiting.get(id)?.name,
    });
  }

  /** Resolves when the letter is gone. An order that comes twice is carried out once. */
  carryOut(order: ReplayOrder): Promise<void> {
    const id = replayOrderId(order);
    let work = this.underWay.get(id);
    if (work === undefined) {
      work = this.replay(order).finally(() => this.underWay.delete(id));
      this.underWay.set(id, work);
    }
    return inTime(work);
  }

  private async replay(order: ReplayOrder): Promise<void> {
    const { created, seq } = order;
    const letters = await DeadLetterStream.open(await this.backbone.ready());
    if (letters?.created !== created) return;
    const letter = await letters.letter(seq);
    if (letter === undefined) return;
    // A letter that goes before it is counted would look like a loss.
    if (!(await this.isCounted(created, seq))) {
      throw new RedeliverLater("the ledger has not counted the letter yet", LOOK_AGAIN_MS);
    }
    let replayable: Replayable;
    try {
      replayable = toReplayable(letter);
    } catch (error) {
      this.logger.warn({ err: error, seq }, "a dead letter that was to be replayed cannot be, and stays");
      return;
    }
    await this.intake.ready;
    await this.takeIn(replayable, `replay.${replayOrderId(order)}`);
    await letters.remove(seq);
  }

  private takeIn(replayable: Replayable, name: string): Promise<void> {
    const id = this.freeId();
    return new Promise((done, failed) => {
      this.waiting.set(id, { name, done, failed });
      if (this.intake.takeAgain(replayable, this.connection, id)) return;
      this.waiting.delete(id);
      failed(new RedeliverLater("the service stops", 0));
    });
  }

  private freeId(): number {
    if (this.waiting.size > MAX_REPLAYS_AT_ONCE) throw new Error("more replays are under way than were asked for");
    do this.lastId = (this.lastId % LAST_ID) + 1;
    while (this.waiting.has(this.lastId));
    return this.lastId;
  }

  private settle(id: number) {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    return waiting;
  }

  private async isCounted(created: string, seq: number): Promise<boolean> {
    if (this.counted.created === created && this.counted.seq >= seq) return true;
    const known = (await this.ledger.read())?.ledger.deadLetters;
    this.counted = { created: known?.created ?? "", seq: known?.seq ?? 0 };
    return this.counted.created === created && this.counted.seq >= seq;
  }
}

/** @throws RedeliverLater when the work takes too long; it goes on, and the order's next delivery waits for it again */
function inTime(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = new RedeliverLater("the letter is not safe yet", LOOK_AGAIN_MS);
    const timer = setTimeout(() => reject(late), ANSWER_WITHIN_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
