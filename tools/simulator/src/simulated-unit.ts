import { describeFault, drawFaults, type Fault, faultConditions } from "./faults.js";
import { Random } from "./random.js";
import { type ElectricalReading, UnitModel } from "./unit-model.js";
import { WearingOut } from "./wearing-out.js";

export interface FleetOptions {
  devices: number;
  seed: number;
  timeScale: number;
  /** Whether every fifth unit, the first included, has faults. */
  faults: boolean;
  /** Whether every tenth, the second included, wears out; it has no passing faults. */
  wear: boolean;
  /** Days of the past that are published first. */
  historyDays: number;
}

const FAULTY_EVERY = 5;
const WEARING_EVERY = 10;
/** Without a past: the three minutes in which the shipped model learns a unit, and one more. A fault before could not be found. */
const NEW_MS = 240_000;

/** A unit of the fleet: its name, its model and what befalls it. */
export class SimulatedUnit {
  private fault: Fault | undefined;
  private inFault = false;

  constructor(
    readonly name: string,
    private readonly model: UnitModel,
    private readonly faults: Iterator<Fault> | undefined,
    private readonly wearing: WearingOut | undefined,
    private readonly onFault: (unit: string, event: string) => void,
  ) {}

  /** `undefined` once it has failed. */
  read(at: number): ElectricalReading | undefined {
    if (this.wearing) return this.readWearing(this.wearing, at);
    const fault = this.currentFault(at);
    return fault === undefined ? this.model.read(at) : this.model.read(at, faultConditions(fault, at));
  }

  private readWearing(wearing: WearingOut, at: number): ElectricalReading | undefined {
    if (wearing.failed) return undefined;
    const conditions = wearing.conditions(at);
    if (!wearing.failed) return this.model.read(at, conditions);
    this.onFault(this.name, `has failed: ${wearing.mode}`);
    return undefined;
  }

  private currentFault(at: number): Fault | undefined {
    if (this.faults === undefined) return undefined;
    this.fault ??= this.next();
    if (this.fault === undefined || at < this.fault.startsAt) return undefined;
    if (at >= this.fault.endsAt) {
      this.onFault(this.name, `${this.fault.kind} is over`);
      this.inFault = false;
      this.fault = this.next();
      return undefined;
    }
    if (!this.inFault) this.onFault(this.name, describeFault(this.fault));
    this.inFault = true;
    return this.fault;
  }

  private next(): Fault | undefined {
    return this.faults?.next().value;
  }
}

/**
 * The units `unit-001`, `unit-002`, …; the same seed makes the same fleet.
 * @param from the present: faults begin soon after, and what wears out fails within 40 hours of it
 */
export function createFleet(
  options: FleetOptions,
  from: number,
  onFault: (unit: string, event: string) => void,
): SimulatedUnit[] {
  return Array.from({ length: options.devices }, (_, index) => {
    const random = new Random(options.seed).fork(index);
    const model = new UnitModel(random, options.timeScale);
    const name = unitName(index);
    const faulty = options.faults && index % FAULTY_EVERY === 0;
    const faults = faulty ? drawFaults(random.fork(7), from + (options.historyDays > 0 ? 0 : NEW_MS)) : undefined;
    const wears = options.wear && index % WEARING_EVERY === 1;
    const wearing = wears ? WearingOut.draw(Math.floor(index / WEARING_EVERY), random.fork(8), model, from) : undefined;
    if (wearing)
      onFault(name, `wears out (${wearing.mode}), to fail some time after ${new Date(wearing.failsAt).toISOString()}`);
    return new SimulatedUnit(name, model, faults, wearing, onFault);
  });
}

export function unitName(index: number): string {
  return `unit-${String(index + 1).padStart(3, "0")}`;
}
