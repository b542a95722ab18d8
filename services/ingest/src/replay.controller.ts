import { durable, type JsMsg } from "@gridwatch/backbone";
import { decodeReplayOrder, REPLAY_CONSUMER, REPLAYS_STREAM, type ReplayOrder } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Controller, Inject } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { MAX_REPLAYS_AT_ONCE } from "./intake.js";
import { Replays } from "./replays.js";

/** Orders to replay dead letters. One is acknowledged when its letter is gone. */
@Controller()
export class ReplayController {
  constructor(
    @Inject(Replays) private readonly replays: Replays,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern<string>(
    REPLAYS_STREAM.name,
    durable(REPLAYS_STREAM, REPLAY_CONSUMER, { maxInFlight: MAX_REPLAYS_AT_ONCE }),
  )
  async onReplay(@Payload() message: JsMsg): Promise<void> {
    let order: ReplayOrder;
    try {
      order = decodeReplayOrder(message.data);
    } catch (error) {
      this.logger.error({ err: error, seq: message.seq }, "an order to replay cannot be read and is dropped");
      return;
    }
    await this.replays.carryOut(order);
  }
}
