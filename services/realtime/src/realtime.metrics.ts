import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { Admission } from "./admission.js";
import { Latest } from "./latest.js";
import { PlainSocketServer } from "./plain/plain-socket.server.js";
import { RealtimeCounts } from "./realtime-counts.js";
import { LiveGateway } from "./socketio/live.gateway.js";

type Value = () => number;

/** Everything is counted in plain numbers, which become metrics when somebody asks. */
@Injectable()
export class RealtimeMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(RealtimeCounts) private readonly counts: RealtimeCounts,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(Latest) private readonly latest: Latest,
    @Inject(LiveGateway) private readonly gateway: LiveGateway,
    @Inject(PlainSocketServer) private readonly plain: PlainSocketServer,
  ) {}

  onModuleInit(): void {
    const { counts, admission, latest, gateway, plain } = this;
    this.gauge("clients", "Clients connected", "transport", {
      socketio: () => admission.clients.socketio,
      ws: () => admission.clients.ws,
    });
    this.gauge("slow_clients", "Clients that are behind at the moment", "transport", {
      socketio: () => gateway.rooms.behindCount,
      ws: () => plain.clients.behindCount,
    });
    this.gauge("devices", "Units whose newest values are remembered", "", { "": () => latest.values.deviceCount });
    this.counter("readings_received_total", "Readings taken from the backbone since it was read back", "", {
      "": () => counts.received,
    });
    this.counter("readings_skipped_total", "Readings that were not sent: see the label", "reason", {
      coalesced: () => counts.coalesced,
      behind: () => counts.skippedBehind,
    });
    this.counter("frames_total", "Frames made, each once for all its clients", "room", {
      fleet: () => counts.frames.fleet,
      device: () => counts.frames.device,
      ws: () => counts.frames.ws,
    });
    this.counter("unreadable_batches_total", "Messages on the backbone that are no batch of readings", "", {
      "": () => counts.unreadableBatches,
    });
    this.counter("values_not_remembered_total", "Values of units or metrics beyond the limit", "", {
      "": () => latest.values.notRemembered,
    });
    this.counter("stuck_clients_total", "Clients disconnected because they stayed behind", "", {
      "": () => counts.stuckClients,
    });
    this.counter("refused_clients_total", "Connections refused", "", { "": () => counts.refusedClients });
    this.registerInsights();
    this.registerForecasts();
  }

  private registerInsights(): void {
    const { latest } = this;
    const { insights } = this.counts;
    this.counter("insights_received_total", "Insights taken from the backbone since it was read back", "", {
      "": () => insights.received,
    });
    this.counter("insights_skipped_total", "Insights that were not sent: see the label", "reason", {
      coalesced: () => insights.coalesced,
      behind: () => insights.behind,
      lost_change: () => insights.lostChanges,
    });
    this.counter("insight_frames_total", "Frames of insights made, each once for all its clients", "room", {
      fleet: () => insights.frames.fleet,
      device: () => insights.frames.device,
    });
    this.counter("insights_unreadable_total", "Insights, or whole batches, not of the contract's shape", "", {
      "": () => insights.unreadable,
    });
    this.counter("insights_not_remembered_total", "Insights of units beyond the limit", "", {
      "": () => latest.insights.notRemembered,
    });
  }

  private registerForecasts(): void {
    const { latest } = this;
    const { forecasts } = this.counts;
    this.counter("forecasts_received_total", "Failure forecasts taken from the backbone since it was read back", "", {
      "": () => forecasts.received,
    });
    this.counter("forecast_frames_total", "Frames of forecasts made, each once for all its clients", "room", {
      fleet: () => forecasts.frames.fleet,
      device: () => forecasts.frames.device,
    });
    this.counter("forecasts_unreadable_total", "Forecasts, or whole batches, not of the contract's shape", "", {
      "": () => forecasts.unreadable,
    });
    this.counter("forecasts_not_remembered_total", "Forecasts of units beyond the limit", "", {
      "": () => latest.forecasts.notRemembered,
    });
  }

  private gauge(name: string, help: string, label: string, values: Record<string, Value>): void {
    new Gauge({
      name: `gridwatch_realtime_${name}`,
      help,
      labelNames: label === "" ? [] : [label],
      registers: [this.registry],
      collect() {
        for (const [key, value] of Object.entries(values)) this.set(label === "" ? {} : { [label]: key }, value());
      },
    });
  }

  private counter(name: string, help: string, label: string, values: Record<string, Value>): void {
    new Counter({
      name: `gridwatch_realtime_${name}`,
      help,
      labelNames: label === "" ? [] : [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [key, value] of Object.entries(values)) this.inc(label === "" ? {} : { [label]: key }, value());
      },
    });
  }
}
