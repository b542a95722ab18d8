import { createHash } from "node:crypto";
import { type Backbone, BackboneConnection, NatsConfig, openBucket } from "@gridwatch/backbone";
import {
  MODEL_PACKAGES_STORE,
  MODEL_VERSIONS_BUCKET,
  type ModelAlias,
  modelId,
  type StoredModel,
} from "@gridwatch/contracts";
import { GateFailed, type ModelPackage, packArchive, readPackageArchive } from "@gridwatch/models";
import { StorageType } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import { type ObjectStore, Objm } from "@nats-io/obj";
import { Inject, Injectable } from "@nestjs/common";

/** The same version stands there with other bytes. */
export class VersionTaken extends Error {
  constructor(model: string, stored: string, given: string) {
    super(
      `${model} exists with other contents (${stored.slice(0, 12)}…, not ${given.slice(0, 12)}…): raise the version`,
    );
    this.name = "VersionTaken";
  }
}

/** There is no such package. */
export class UnknownModel extends Error {
  constructor(model: string) {
    super(`there is no model ${model}`);
    this.name = "UnknownModel";
  }
}

/**
 * Model packages on the backbone. Bytes stand in an object store under their own hash; what a version is stands in a bucket,
 * where each key is written once. So a version can never come to mean other bytes, whoever uploads at the same time.
 */
@Injectable()
export class PackageStore {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
  ) {}

  /** @throws VersionTaken */
  async add(pkg: ModelPackage, at: number): Promise<StoredModel> {
    const { bucket, objects } = await this.open();
    const { manifest, hash } = pkg;
    const key = versionKey(manifest);
    const known = await readVersion(bucket, key);
    if (known !== undefined && known.hash !== hash) throw new VersionTaken(modelId(manifest), known.hash, hash);
    // Again even if it is known: an upload that was cut off may have left the version and not the bytes.
    const archive = await packArchive(pkg);
    await objects.putBlob({ name: hash }, archive);
    if (known !== undefined) return known;
    const { name, version, kind, format, window, stepMs, features, metrics, author, licence } = manifest;
    const stored: StoredModel = {
      ...{ name, version, hash, kind, format, window, stepMs, metrics, author, licence },
      features: features.map((feature) => feature.name),
      bytes: archive.length,
      uploadedAt: at,
    };
    try {
      await bucket.create(key, JSON.stringify(stored));
      return stored;
    } catch (error) {
      const other = await readVersion(bucket, key);
      if (other === undefined) throw error;
      if (other.hash !== hash) throw new VersionTaken(modelId(manifest), other.hash, hash);
      return other;
    }
  }

  /** @throws UnknownModel */
  async find(name: string, version: string): Promise<StoredModel> {
    const { bucket } = await this.open();
    const stored = await readVersion(bucket, versionKey({ name, version }));
    if (stored === undefined) throw new UnknownModel(modelId({ name, version }));
    return stored;
  }

  /** @throws UnknownModel, and GateFailed when the bytes are not those that were stored */
  async read(model: ModelAlias): Promise<ModelPackage> {
    const { objects } = await this.open();
    const archive = await objects.getBlob(model.hash);
    if (archive === null) throw new UnknownModel(modelId(model));
    const pkg = await readPackageArchive(archive);
    if (pkg.hash !== model.hash) {
      throw new GateFailed("hash", `the bytes of ${modelId(model)} are not those that were uploaded`);
    }
    return pkg;
  }

  /** By name, newest upload first. */
  async list(): Promise<StoredModel[]> {
    const { bucket } = await this.open();
    const models: StoredModel[] = [];
    for await (const key of await bucket.keys()) {
      const stored = await readVersion(bucket, key);
      if (stored !== undefined) models.push(stored);
    }
    return models.sort((a, b) => a.name.localeCompare(b.name) || b.uploadedAt - a.uploadedAt);
  }

  private async open(): Promise<{ bucket: KV; objects: ObjectStore }> {
    const backbone = await this.connection.ready();
    const bucket = await openBucket(backbone, MODEL_VERSIONS_BUCKET, this.config);
    return { bucket, objects: await this.openObjects(backbone) };
  }

  private openObjects({ nc }: Backbone): Promise<ObjectStore> {
    return new Objm(nc).create(MODEL_PACKAGES_STORE, {
      description: "Model packages, each under the hash of its contents",
      storage: StorageType.File,
      replicas: this.config.streamReplicas,
    });
  }
}

/** Keys hold no `@` and no `+`; two versions never share one. */
function versionKey({ name, version }: { name: string; version: string }): string {
  return `${name}.${createHash("sha256").update(version).digest("hex").slice(0, 32)}`;
}

async function readVersion(bucket: KV, key: string): Promise<StoredModel | undefined> {
  const entry = await bucket.get(key);
  return entry?.operation === "PUT" ? entry.json<StoredModel>() : undefined;
}
