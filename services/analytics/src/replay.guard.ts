import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  UnsupportedMediaTypeException,
} from "@nestjs/common";
import type { Request } from "express";
import { AnalyticsConfig } from "./config.js";

/**
 * Nobody logs in yet: replaying is off unless it is switched on, and no page of another origin can ask for it in a browser's name. And a
 * central platform has nobody who could take anything in again.
 */
@Injectable()
export class ReplayGuard implements CanActivate {
  constructor(@Inject(AnalyticsConfig) private readonly config: AnalyticsConfig) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.config.nats.isCentral)
      throw new ForbiddenException("Readings are gathered here: have the letters of their region replayed there.");
    if (!this.config.allowReplay)
      throw new ForbiddenException("Replaying is off: ANALYTICS_ALLOW_REPLAY switches it on.");
    const request = context.switchToHttp().getRequest<Request>();
    const { origin, host } = request.headers;
    if (origin !== undefined && hostOf(origin) !== host)
      throw new ForbiddenException("A page of another origin may not do this.");
    // What a form of another page cannot send.
    if (!request.is("application/json")) throw new UnsupportedMediaTypeException("The body must be application/json.");
    return true;
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
