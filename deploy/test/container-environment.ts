import type { IContainer } from "kubernetes-models/v1";
import { filledIn } from "./example-compose.js";
import { type Manifest, nameOf, ofKind } from "./manifests.js";

/** What a Secret that the manifests ask for holds under a key, in place of a secret: the same as compose is given, where it asks for it too. */
function secretOf(key: string): string {
  return filledIn[key] ?? `secret-of-${key}`;
}

/**
 * The environment as the kubelet makes it: ConfigMaps first, then variable after variable, `$(NAME)` filled in with what
 * stands before it. `podName` is what the pod is called. @throws Error for a ConfigMap, a key or a variable that is not there
 */
export function environmentOf(manifests: Manifest[], container: IContainer, podName: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom ?? []) Object.assign(environment, mapOf(configMapRef?.name));
  for (const { name, value, valueFrom } of container.env ?? []) {
    const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {};
    if (secretKeyRef !== undefined) environment[name] = secretOf(secretKeyRef.key);
    else if (configMapKeyRef !== undefined) {
      const { [configMapKeyRef.key]: found } = mapOf(configMapKeyRef.name);
      if (found === undefined) throw new Error(`${configMapKeyRef.name} holds no ${configMapKeyRef.key}`);
      environment[name] = found;
    } else if (fieldRef?.fieldPath === "metadata.name") environment[name] = podName;
    else environment[name] = expanded(value ?? "", environment);
  }
  return environment;

  function mapOf(name: string | undefined): Record<string, string> {
    const found = ofKind(manifests, "ConfigMap").find((map) => nameOf(map) === name);
    if (found?.data === undefined) throw new Error(`there is no ConfigMap ${name}`);
    return found.data;
  }
}

/** @throws Error for a variable that does not stand before: the kubelet would leave the reference as it is */
export function expanded(text: string, environment: Record<string, string>): string {
  return text.replaceAll(/\$\((\w+)\)/g, (reference, name: string) => {
    const value = environment[name];
    if (value === undefined) throw new Error(`${reference} is not known where it is used`);
    return value;
  });
}

/** Keys of the Secret that a container reads. */
export function secretKeysOf({ env = [] }: IContainer): { secret: string; key: string }[] {
  return env.flatMap(({ valueFrom }) =>
    valueFrom?.secretKeyRef === undefined
      ? []
      : [{ secret: valueFrom.secretKeyRef.name ?? "", key: valueFrom.secretKeyRef.key }],
  );
}
