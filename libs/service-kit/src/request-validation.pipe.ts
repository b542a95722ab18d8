import { type ValidationError, ValidationPipe } from "@nestjs/common";
import { InvalidRequest } from "./problem-details.filter.js";

/** Checks every request against its class-validator DTO; unknown fields are errors too. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => new InvalidRequest(errors.flatMap((error) => fieldErrors(error))),
  });
}

function fieldErrors(error: ValidationError, parent = ""): { field: string; message: string }[] {
  const field = parent === "" ? error.property : `${parent}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
