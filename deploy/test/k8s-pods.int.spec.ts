import { PLATFORMS, type Platform, render } from "./kubectl.js";
import { nameOf, ofKind, podTemplates, workloads } from "./manifests.js";

/** What a pod sees of the Secret for the link between regions, which has no place in a manifest: its own end's, and not the password. */
const LEAF_FILES: Partial<Record<Platform, string[]>> = { region: ["ca.crt"], central: ["tls.crt", "tls.key"] };

describe.each(PLATFORMS)("the pods of %s", (platform) => {
  const manifests = render(platform);
  const all = podTemplates(manifests);

  it.each(all)("hardens and limits $name", ({ name, pod, container }) => {
    expect(pod).toMatchObject({
      serviceAccountName: name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
    expect(pod.securityContext?.runAsUser).toBeGreaterThan(0);
    for (const shared of ["hostNetwork", "hostPID", "hostIPC"] as const) expect(pod[shared] ?? false).toBe(false);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    for (const kind of ["requests", "limits"] as const) {
      expect(container.resources?.[kind]).toEqual({
        cpu: expect.any(String),
        memory: expect.stringMatching(/^\d+[MG]i$/),
      });
    }
    expect(container.image).toMatch(/^[a-z/]+:\d+\.\d+[\w.-]*$/);
    const account = ofKind(manifests, "ServiceAccount").find((each) => nameOf(each) === name);
    expect(account?.automountServiceAccountToken).toBe(false);
  });

  it.each(workloads(manifests))("watches $name by ports that it has", ({ container }) => {
    const ports = container.ports?.map((port) => port.name);
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(probe?.httpGet?.path ?? probe?.exec?.command?.at(-1)).toMatch(/\//);
      if (probe?.httpGet !== undefined) expect(ports).toContain(probe.httpGet.port);
    }
  });

  it.each(all)("mounts in $name what it has", ({ pod, container, manifest }) => {
    const claims = manifest.kind === "StatefulSet" ? (manifest.spec?.volumeClaimTemplates ?? []) : [];
    const volumes = [...(pod.volumes ?? []).map(({ name }) => name), ...claims.map((claim) => claim.metadata?.name)];
    const mounted = new Set(container.volumeMounts?.map(({ name }) => name));
    expect([...mounted].sort()).toEqual(volumes.sort());
    for (const { name, configMap, emptyDir, persistentVolumeClaim, secret } of pod.volumes ?? []) {
      if (emptyDir !== undefined) expect([name, emptyDir.sizeLimit]).toEqual([name, expect.any(String)]);
      else if (persistentVolumeClaim !== undefined)
        expect(ofKind(manifests, "PersistentVolumeClaim").map(nameOf)).toContain(persistentVolumeClaim.claimName);
      else if (secret !== undefined)
        expect([secret.secretName, secret.items?.map(({ key }) => key)]).toEqual(["nats-leaf", LEAF_FILES[platform]]);
      else expect(ofKind(manifests, "ConfigMap").map(nameOf)).toContain(configMap?.name);
    }
  });
});
