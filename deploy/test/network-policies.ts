import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { type Labels, type Manifest, ofKind, selects } from "./manifests.js";

/** A pod of ours, or somebody outside of the namespace. */
export interface Party {
  /** Of the pod; undefined for what is no pod of ours. */
  labels?: Labels;
  /** Of its namespace; undefined for our own, and for what is in no namespace. */
  namespace?: Labels;
  /** Outside of the cluster. */
  address?: string;
}

type Rule = NonNullable<NonNullable<INetworkPolicy["spec"]>["egress"]>[number];
type Peer = NonNullable<Rule["to"]>[number];
type Port = NonNullable<Rule["ports"]>[number];

/**
 * Whether one may open a TCP connection to the other, as the policies of a namespace decide: both sides must agree, each by
 * some rule, unless no policy is about it.
 */
export function mayConnect(manifests: Manifest[], from: Party, to: Party, port: number): boolean {
  const policies = ofKind(manifests, "NetworkPolicy").map(({ spec }) => spec);
  const about = (party: Party, type: "Ingress" | "Egress") =>
    policies.filter(
      (spec) => isOurs(party) && spec?.policyTypes?.includes(type) && selects(spec.podSelector, party.labels),
    );
  const outgoing = about(from, "Egress").map((spec) => spec?.egress ?? []);
  const incoming = about(to, "Ingress").map((spec) => spec?.ingress ?? []);
  return (
    (outgoing.length === 0 || outgoing.flat().some((rule) => fits(rule.to, to) && opens(rule.ports, port))) &&
    (incoming.length === 0 || incoming.flat().some((rule) => fits(rule.from, from) && opens(rule.ports, port)))
  );
}

function isOurs(party: Party): party is Party & { labels: Labels } {
  return party.labels !== undefined && party.namespace === undefined;
}

/** No list of peers is everybody. */
function fits(peers: Peer[] | undefined, party: Party): boolean {
  if (peers === undefined) return true;
  return peers.some(({ podSelector = {}, namespaceSelector, ipBlock }) => {
    if (ipBlock !== undefined) {
      if (ipBlock.cidr !== "0.0.0.0/0" || ipBlock.except !== undefined)
        throw new Error(`${ipBlock.cidr} is not known here`);
      return party.address !== undefined;
    }
    if (party.address !== undefined) return false;
    const namespaceFits =
      namespaceSelector === undefined
        ? party.namespace === undefined
        : selects(namespaceSelector, party.namespace ?? {});
    return namespaceFits && selects(podSelector, party.labels ?? {});
  });
}

/** No list of ports is every port. */
function opens(ports: Port[] | undefined, wanted: number): boolean {
  if (ports === undefined) return true;
  return ports.some(({ port, protocol = "TCP" }) => {
    if (typeof port !== "number") throw new Error(`the port ${port} must be a number: not every network knows names`);
    return protocol === "TCP" && port === wanted;
  });
}
