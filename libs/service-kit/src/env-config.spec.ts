import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IsInt, IsString, Max, MinLength } from "class-validator";
import { ConfigError, configSections, Env, envVariables, loadConfig, Section } from "./env-config.js";

class Database {
  @Env("DB_PASSWORD", "Its password", { secret: true })
  @IsString()
  @MinLength(3)
  password: string = "";
}

class Config {
  @Section()
  database: Database = new Database();

  @Env("PORT", "Where to listen")
  @IsInt()
  @Max(65_535)
  port: number = 80;

  @Env("VERBOSE", "Whether to say more")
  verbose: boolean = false;
}

function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(Config, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe("loadConfig", () => {
  it("reads each variable as the type of its property, sections included, and leaves defaults alone", () => {
    const config = loadConfig(Config, { DB_PASSWORD: "secret", VERBOSE: "true", PORT: "" });
    expect(config).toMatchObject({ port: 80, verbose: true, database: { password: "secret" } });
    expect(config.database).toBeInstanceOf(Database);
    expect(configSections(config)).toEqual([config.database]);
  });

  it("lists every fault by the variable's name", () => {
    expect(faultsOf({ PORT: "eighty", DB_PASSWORD: "x" }).sort()).toEqual([
      expect.stringMatching(/^DB_PASSWORD must be longer/),
      expect.stringMatching(/^PORT must (be an integer|not be greater)/),
      expect.stringMatching(/^PORT must (be an integer|not be greater)/),
    ]);
  });

  it("reads a configuration that is made of sections alone", () => {
    class Whole {
      @Section()
      config: Config = new Config();
    }
    expect(loadConfig(Whole, { DB_PASSWORD: "secret" }).config.database.password).toBe("secret");
    expect(() => loadConfig(Whole, {})).toThrow("DB_PASSWORD must be longer");
  });

  it("takes a value from the file that NAME_FILE names", () => {
    const directory = mkdtempSync(join(tmpdir(), "gridwatch-config-"));
    try {
      const file = join(directory, "password");
      writeFileSync(file, "from a file\n");
      expect(loadConfig(Config, { DB_PASSWORD_FILE: file }).database.password).toBe("from a file");
    } finally {
      rmSync(directory, { recursive: true });
    }
    expect(faultsOf({ DB_PASSWORD_FILE: "/nowhere" }).join()).toContain("DB_PASSWORD_FILE");
  });
});

describe("envVariables", () => {
  it("knows every variable of a configuration, and which are secret", () => {
    expect(envVariables(Config).map(({ name, secret }) => [name, secret])).toEqual([
      ["PORT", false],
      ["VERBOSE", false],
      ["DB_PASSWORD", true],
    ]);
  });
});
