import { readFileSync } from "node:fs";
import { type ValidationError, validateSync } from "class-validator";
import "reflect-metadata";

/** The environment cannot be used. `faults` lists every fault found, one line each. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `the environment has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n- ${faults.join("\n- ")}`,
    );
    this.name = "ConfigError";
  }
}

export interface EnvVariable {
  name: string;
  description: string;
  property: string;
  type: "string" | "number" | "boolean";
  /** Never shown in logs or documents. */
  secret: boolean;
}

type ConfigClass<T extends object = object> = new () => T;

const variablesOf = new WeakMap<object, EnvVariable[]>();
const sectionsOf = new WeakMap<object, Map<string, ConfigClass>>();

/**
 * The property's value comes from this environment variable, or from the file that `<name>_FILE` names.
 * Its type (string, number or boolean) is the property's own; the initialiser is the default.
 */
export function Env(name: string, description: string, { secret = false } = {}): PropertyDecorator {
  return (target, property) => {
    const type = Reflect.getMetadata("design:type", target, property) as unknown;
    const typeName = type === Number ? "number" : type === Boolean ? "boolean" : "string";
    const variables = variablesOf.get(target) ?? [];
    variables.push({ name, description, property: String(property), type: typeName, secret });
    variablesOf.set(target, variables);
  };
}

/** The property is a configuration class of its own, read from the same environment. */
export function Section(): PropertyDecorator {
  return (target, property) => {
    const sections = sectionsOf.get(target) ?? new Map<string, ConfigClass>();
    sections.set(String(property), Reflect.getMetadata("design:type", target, property) as ConfigClass);
    sectionsOf.set(target, sections);
  };
}

/** Every variable a configuration class and its sections read, in order of declaration. */
export function envVariables(type: ConfigClass): EnvVariable[] {
  const own = variablesOf.get(type.prototype as object) ?? [];
  const sections = sectionsOf.get(type.prototype as object) ?? new Map<string, ConfigClass>();
  return [...own, ...[...sections.values()].flatMap((section) => envVariables(section))];
}

/** The sections of a loaded configuration, by class. */
export function configSections(config: object): object[] {
  const sections = sectionsOf.get(Object.getPrototypeOf(config) as object) ?? new Map<string, ConfigClass>();
  return [...sections.keys()].map((property) => (config as Record<string, object>)[property] as object);
}

/** @throws ConfigError listing every fault of the environment, not just the first. */
export function loadConfig<T extends object>(type: ConfigClass<T>, env: NodeJS.ProcessEnv = process.env): T {
  const faults: string[] = [];
  const config = fill(type, env, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function fill<T extends object>(type: ConfigClass<T>, env: NodeJS.ProcessEnv, faults: string[]): T {
  const config = new type();
  const target = config as Record<string, unknown>;
  const variables = variablesOf.get(type.prototype as object) ?? [];
  for (const variable of variables) {
    const text = read(variable.name, env, faults);
    if (text !== undefined) target[variable.property] = convert(text, variable.type);
  }
  const names = new Map(variables.map((variable) => [variable.property, variable.name]));
  // One that has sections alone has nothing that the validator knows.
  for (const error of validateSync(config, { forbidUnknownValues: false })) faults.push(...describe(error, names));
  for (const [property, section] of sectionsOf.get(type.prototype as object) ?? []) {
    target[property] = fill(section, env, faults);
  }
  return config;
}

function read(name: string, env: NodeJS.ProcessEnv, faults: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (file) {
    try {
      return readFileSync(file, "utf8").trimEnd();
    } catch (error) {
      faults.push(`${name}_FILE: ${(error as Error).message}`);
    }
  }
  return env[name] === "" ? undefined : env[name];
}

/** A text that is no value of its type is handed on as it is, for the validator to refuse by name. */
function convert(text: string, type: EnvVariable["type"]): unknown {
  if (type === "number") return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

function describe(error: ValidationError, names: Map<string, string>): string[] {
  const name = names.get(error.property) ?? error.property;
  return Object.values(error.constraints ?? {}).map((message) =>
    message.startsWith(error.property) ? `${name}${message.slice(error.property.length)}` : `${name}: ${message}`,
  );
}
