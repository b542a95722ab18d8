import { isDeviceId } from "@gridwatch/contracts";
import { ValidateBy } from "class-validator";

const LOWEST_VA = 1;
const HIGHEST_VA = 1e10;

const MOST_FAULTS_TOLD = 5;

/** What is told of ratings cannot be used. Each fault names the unit and the field. */
export class RatingsError extends Error {
  constructor(faults: readonly string[]) {
    const others = faults.length - MOST_FAULTS_TOLD;
    const more = others > 0 ? [`and ${others} faults more`] : [];
    super([...faults.slice(0, MOST_FAULTS_TOLD), ...more].join("; "));
    this.name = "RatingsError";
  }
}

/** What units may carry by their nameplates: apparent power of all output phases together, VA. */
export class Ratings {
  private constructor(
    private readonly devices: ReadonlyMap<string, number>,
    private readonly usual: number | undefined,
  ) {}

  /**
   * @param text JSON: `{ "default": { "ratedVa": 5000 }, "devices": { "unit-1": { "ratedVa": 7500 } } }`, either may be absent
   * @throws RatingsError
   */
  static parse(text: string): Ratings {
    const faults: string[] = [];
    const { default: usual, devices } = fieldsOf(parsed(text), "the whole", ["default", "devices"], faults);
    const ids = fieldsOf(devices ?? {}, "devices", undefined, faults);
    const read = Object.entries(ids).map(([id, rating]): [string, number] => {
      const place = `devices.${id}`;
      if (!isDeviceId(id)) faults.push(`${place} is no unit's id, which are [A-Za-z0-9_-]{1,64}`);
      return [id, ratedVaOf(rating, place, faults)];
    });
    const usualVa = usual === undefined ? undefined : ratedVaOf(usual, "default", faults);
    if (faults.length > 0) throw new RatingsError(faults);
    return new Ratings(new Map(read), usualVa);
  }

  /** VA; `undefined` where nobody told it. */
  of(id: string): number | undefined {
    return this.devices.get(id) ?? this.usual;
  }
}

/** The property is text that `Ratings.parse` understands. */
export function IsRatings(): PropertyDecorator {
  return ValidateBy({
    name: "isRatings",
    validator: {
      validate: (value) => faultOf(value) === undefined,
      defaultMessage: (found) => `$property: ${faultOf(found?.value)}`,
    },
  });
}

function faultOf(text: unknown): string | undefined {
  try {
    Ratings.parse(String(text));
    return undefined;
  } catch (error) {
    if (error instanceof RatingsError) return error.message;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RatingsError([`it is no JSON: ${(error as Error).message}`]);
  }
}

function ratedVaOf(rating: unknown, place: string, faults: string[]): number {
  const { ratedVa } = fieldsOf(rating, place, ["ratedVa"], faults);
  if (typeof ratedVa === "number" && ratedVa >= LOWEST_VA && ratedVa <= HIGHEST_VA) return ratedVa;
  const instead = ratedVa === undefined ? "missing" : JSON.stringify(ratedVa);
  faults.push(`${place}.ratedVa must be a number of VA from ${LOWEST_VA} to ${HIGHEST_VA}, and is ${instead}`);
  return Number.NaN;
}

/** @param known every field there is; `undefined`: any */
function fieldsOf(value: unknown, place: string, known: string[] | undefined, faults: string[]) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    faults.push(`${place} must be an object`);
    return {};
  }
  for (const field of Object.keys(value)) {
    if (known?.includes(field) === false) faults.push(`${place} has no field ${field}: ${known.join(" and ")} only`);
  }
  return value as Record<string, unknown>;
}
