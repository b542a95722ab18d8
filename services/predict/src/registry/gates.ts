import { GATES, type Gate, GateFailed, type GateReport, type ModelPackage, passGatesApart } from "@gridwatch/models";
import { Inject, Injectable } from "@nestjs/common";
import { PredictConfig } from "../config.js";
import type { SpeedDue } from "./speed-budget.js";

/** The gates as they stand on this machine, and how often a package failed each. */
@Injectable()
export class Gates {
  readonly failures = new Map<Gate, number>(GATES.map((gate) => [gate, 0]));

  constructor(@Inject(PredictConfig) private readonly config: PredictConfig) {}

  /**
   * @param due of a model that is to be put into use; one that is in use already is loaded at any speed above the least:
   * to score late is better than not at all
   * @throws GateFailed
   */
  pass(pkg: ModelPackage, due?: SpeedDue): Promise<GateReport[]> {
    return this.counting(() => passGatesApart(pkg, due ?? { windowsPerSecond: this.config.minWindowsPerSecond }));
  }

  /** Counts what fails a gate outside of those. @throws whatever `gate` throws */
  async counting<T>(gate: () => T | Promise<T>): Promise<T> {
    try {
      return await gate();
    } catch (error) {
      if (error instanceof GateFailed) this.failures.set(error.gate, (this.failures.get(error.gate) ?? 0) + 1);
      throw error;
    }
  }
}
