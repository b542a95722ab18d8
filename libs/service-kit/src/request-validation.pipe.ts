import { type ValidationError, ValidationPipe } from "@nestjs/common";
import { InvalidRequest } from "./problem-details.filter.js";

/** Checks every request against its class-validator DTO; unknown fields are errors too. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => new InvalidRequest(distinct(errors.flatMap((error) => fieldErrors(error)))),
  });
}

interface FieldError {
  field: string;
  message: string;
}

/** Two rules of a field may say the same. */
function distinct(errors: FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [`${error.field}: ${error.message}`, error])).values()];
}

function fieldErrors(error: ValidationError, parent = ""): FieldError[] {
  const field = parent === "" ? error.property : `${parent}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
