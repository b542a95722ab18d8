import { describeFault, drawFaults, type Fault, faultConditions } from "./faults.js";
import { Random } from "./random.js";
import { type ElectricalReading, UnitModel } from "./unit-model.js";

export interface FleetOptions {
  devices: number;
  seed: number;
  timeScale: number;
  /** Whether every fifth unit, the first included, has faults. */
  faults: boolean;
}

const FAULTY_EVERY = 5;

/** A unit of the fleet: its name, its model and what befalls it. */
export class SimulatedUnit {
  private fault: Fault | undefined;
  private inFault = false;

  constructor(
    readonly name: string,
    private readonly model: UnitModel,
    private readonly faults: Iterator<Fault> | undefined,
    private readonly onFault: (unit: string, event: string) => void,
  ) {}

  read(at: number): ElectricalReading {
    const fault = this.currentFault(at);
    return fault === undefined ? this.model.read(at) : this.model.read(at, faultConditions(fault, at));
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

/** The units `unit-001`, `unit-002`, …; the same seed makes the same fleet. */
export function createFleet(
  options: FleetOptions,
  from: number,
  onFault: (unit: string, event: string) => void,
): SimulatedUnit[] {
  return Array.from({ length: options.devices }, (_, index) => {
    const random = new Random(options.seed).fork(index);
    const faulty = options.faults && index % FAULTY_EVERY === 0;
    return new SimulatedUnit(
      unitName(index),
      new UnitModel(random, options.timeScale),
      faulty ? drawFaults(random.fork(7), from) : undefined,
      onFault,
    );
  });
}

export function unitName(index: number): string {
  return `unit-${String(index + 1).padStart(3, "0")}`;
}
