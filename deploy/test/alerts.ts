import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
import { parse } from "yaml";
import { textOf } from "./repository.js";

type Group = NonNullable<IPrometheusRule["spec"]["groups"]>[number];
export type AlertRule = NonNullable<Group["rules"]>[number];

/** The groups of the PrometheusRule, which is a file of rules to Prometheus as it stands. */
export function ruleGroups(): Group[] {
  const { spec } = parse(textOf("deploy/k8s/components/monitoring/alerts.yaml")) as IPrometheusRule;
  return spec.groups ?? [];
}

export function alertRules(): AlertRule[] {
  return ruleGroups().flatMap(({ rules = [] }) => rules);
}
