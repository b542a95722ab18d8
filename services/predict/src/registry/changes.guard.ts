import { type CanActivate, type ExecutionContext, ForbiddenException, Inject, Injectable } from "@nestjs/common";
import type { Request } from "express";
import { PredictConfig } from "../config.js";

/** Nobody logs in yet: changing models is off unless it is switched on, and no page of another origin can ask for it in a browser's name. */
@Injectable()
export class ChangesGuard implements CanActivate {
  constructor(@Inject(PredictConfig) private readonly config: PredictConfig) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.config.allowChanges)
      throw new ForbiddenException("Changing models is off: PREDICT_ALLOW_CHANGES switches it on.");
    const { origin, host } = context.switchToHttp().getRequest<Request>().headers;
    if (origin !== undefined && hostOf(origin) !== host)
      throw new ForbiddenException("A page of another origin may not do this.");
    return true;
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
