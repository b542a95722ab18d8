import { Env } from "@gridwatch/service-kit";
import { IsString, Matches, ValidateBy } from "class-validator";

/** Where the broker is asked what it holds for this replica. All of it is given, or nothing: nobody is asked then. */
export class BrokerApiConfig {
  @Env(
    "MQTT_API_URL",
    "EMQX' management API, http:// or https://, which tells what waits for this replica; none when empty",
  )
  @Matches(/^(https?:\/\/[^\s@?#]+)?$/, { message: "url must be http:// or https://, without credentials" })
  @IsAllOrNothing()
  url: string = "";

  @Env("MQTT_API_KEY", "API key at EMQX")
  @Matches(/^[^\s:]*$/, { message: "key must hold no space and no colon" })
  key: string = "";

  @Env("MQTT_API_SECRET", "Secret of the API key", { secret: true })
  @IsString()
  secret: string = "";
}

function IsAllOrNothing(): PropertyDecorator {
  return ValidateBy({
    name: "isAllOrNothing",
    validator: {
      validate: (_url, args) => {
        const { url, key, secret } = (args?.object ?? {}) as Partial<BrokerApiConfig>;
        return new Set([url, key, secret].map((text) => text === "")).size === 1;
      },
      defaultMessage: () => "set MQTT_API_KEY and MQTT_API_SECRET as well, or none of the three",
    },
  });
}
