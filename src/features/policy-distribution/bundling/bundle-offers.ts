import { Inject, Injectable } from '@nestjs/common';
import type { AgentAccess } from '#features/agents/contract';
import type { ActivePolicy } from '#features/controls/contract';
import { PolicyRevisions, PolicyUnusableError } from '#features/policies/contract';
import { BoundedMap } from '#libs/bounded';
import { isRefusal, refuse, type JsonObject, type Refusal } from '#libs/event-sourcing';
import { bundleFiles, contentDigest, packBundle, signaturesFile } from '#libs/opa-bundle';
import { BundleKeys } from './bundle-keys.js';
import { bundleRevision } from './bundle-revision.js';
import { ClientPolicies } from '../client-policies.js';
import type { Offer } from '../waiting/held-answers.js';

/** Bundles kept packed in this process. */
const PACKED = 200;

export type BundleKind = 'plain' | 'signed';

interface Packed {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** Published revisions as bundles for OPA, packed once for all clients that are given the same one. */
@Injectable()
export class BundleOffers {
  private readonly packed = new BoundedMap<string, Promise<Packed>>(PACKED);

  constructor(
    @Inject(ClientPolicies) private readonly policies: ClientPolicies,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(BundleKeys) private readonly keys: BundleKeys,
  ) {}

  async of(agent: AgentAccess, name: string, kind: BundleKind): Promise<Offer | Refusal> {
    const given = await this.policies.usable(agent, name);
    if (isRefusal(given)) return given;
    try {
      const { etag, bytes } = await this.pack(agent.tenant, given.reference, kind);
      return { etag, endsAt: given.pin?.expiresAt, body: async () => bytes };
    } catch (error) {
      if (error instanceof PolicyUnusableError) return refuse('POLICY_UNUSABLE', error.message);
      throw error;
    }
  }

  private pack(tenant: string, reference: ActivePolicy, kind: BundleKind): Promise<Packed> {
    const key = [tenant, kind, bundleRevision(reference), reference.signature?.digest].join('\n');
    const known = this.packed.get(key);
    if (known) return known;
    const packing = this.packAnew(tenant, reference, kind);
    this.packed.set(key, packing);
    packing.catch(() => this.packed.delete(key));
    return packing;
  }

  private async packAnew(tenant: string, reference: ActivePolicy, kind: BundleKind): Promise<Packed> {
    const source = await this.revisions.source(tenant, reference.id, reference.revision);
    if (source?.reference.digest !== reference.digest)
      throw new PolicyUnusableError('the text of the revision is not what was published');
    const { modules, data } = source;
    const revision = bundleRevision(reference);
    const files = bundleFiles({ revision, modules, data: data as JsonObject, metadata: { writ: aboutOf(reference) } });
    const digest = contentDigest(files);
    if (kind === 'plain') return { etag: `"${digest}"`, bytes: await packBundle(files) };
    const signer = this.keys.signer(tenant);
    // Weak: every process makes a signature of its own over the same content.
    const etag = `W/"${digest}.${signer.keyId}"`;
    return { etag, bytes: await packBundle([...files, signaturesFile(files, signer)]) };
  }
}

function aboutOf({ id, revision, digest, dataDigest, entrypoint, signature }: ActivePolicy): JsonObject {
  return { policy: id, revision, digest, dataDigest, entrypoint, signedWith: signature?.keyId ?? null };
}
