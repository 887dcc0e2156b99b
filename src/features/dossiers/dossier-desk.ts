import { Inject, Injectable } from '@nestjs/common';
import {
  PolicyDossiers,
  PolicyPlans,
  PolicyRevisions,
  PolicyUnusableError,
  type AttachedDossier,
  type RevisionSource,
} from '#features/policies/contract';
import {
  DOSSIER_TYPE,
  dossierDigest,
  dossierIn,
  MAX_DOSSIER_BYTES,
  signDossier,
  type ChangeDossier,
  type SignedDossier,
} from '#libs/change-dossier';
import { canonicalJson, digestOf } from '#libs/evidence';
import { isRefusal, refuse, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { lastReceipt } from '#libs/operations';
import type { Envelope } from '#libs/policy-signing';
import type { z } from 'zod';
import type { DossierKeyView, DossierMade, DossierView } from './answers.js';
import type { MakeDossierRequest } from './commands.js';
import { DossierKeys } from './dossier-keys.js';
import { DossierParts, type Parts } from './dossier-parts.js';
import { objectionsIn, summaryOf } from './dossier-summary.js';
import type { DossierRefusalCode } from './refusals.js';

const no = (code: DossierRefusalCode, detail?: string): Refusal => refuse(code, detail);

/** Puts dossiers together, signs and attaches them, and gives them out as the ledger names them. */
@Injectable()
export class DossierDesk {
  constructor(
    @Inject(PolicyDossiers) private readonly dossiers: PolicyDossiers,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(DossierParts) private readonly parts: DossierParts,
    @Inject(DossierKeys) private readonly keys: DossierKeys,
  ) {}

  async make(
    context: CommandContext,
    policy: string,
    revision: number,
    { replay }: MakeDossierRequest,
  ): Promise<DossierMade | Refusal> {
    const { tenant } = context;
    const subject = await this.source(tenant, policy, revision);
    if (isRefusal(subject)) return subject;
    const published = await this.dossiers.publishedRevision(tenant, policy);
    // What is published already is compared with nothing: no step leads to it.
    const number = published === revision ? null : published;
    const against = number === null ? null : await this.source(tenant, policy, number);
    if (isRefusal(against)) return against;
    const parts = await this.parts.of(tenant, subject, number, replay);
    if (isRefusal(parts)) return parts;
    const dossier = await this.written(context, { subject, against, parts });
    const { envelope, digest } = signDossier(dossier, this.keys.of(tenant).privateKey);
    const text = canonicalJson(envelope);
    // A revision has less than a megabyte, and every part tells a bounded number of things of it.
    if (text.length > MAX_DOSSIER_BYTES) throw new Error(`a dossier of ${text.length} bytes could not be verified`);
    return this.attached(context, { policy, revision, published }, { dossier, envelope, digest }, text);
  }

  async view(tenant: string, policy: string, revision: number): Promise<DossierView | Refusal> {
    const attached = await this.dossiers.latest(tenant, policy, revision);
    if (isRefusal(attached)) return attached;
    const stored = await this.stored(tenant, attached);
    if (isRefusal(stored)) return stored;
    const published = await this.dossiers.publishedRevision(tenant, policy);
    const { madeBy, madeAt } = stored.dossier;
    return { ...told({ policy, revision, published }, attached), madeBy, madeAt, ...stored };
  }

  key(tenant: string): z.output<typeof DossierKeyView> {
    const { keyId, publicPem: publicKey } = this.keys.of(tenant);
    return { keyId, algorithm: 'ES256', publicKey };
  }

  private async written(
    { tenant, actor }: CommandContext,
    { subject, against, parts }: { subject: RevisionSource; against: RevisionSource | null; parts: Parts },
  ): Promise<ChangeDossier> {
    return {
      type: DOSSIER_TYPE,
      tenant,
      policy: subject.policy,
      subject: contentOf(subject),
      against: against && contentOf(against),
      madeAt: new Date().toISOString(),
      madeBy: actor.id,
      engine: await this.plans.engine(),
      summary: summaryOf(parts),
      objections: objectionsIn(parts),
      parts: parseJson(JSON.stringify(parts)) as ChangeDossier['parts'],
    };
  }

  /** A command that comes again finds what it attached the first time, which may be another one than was made now. */
  private async attached(
    context: CommandContext,
    about: About,
    { dossier, envelope, digest }: SignedDossier & { readonly dossier: ChangeDossier },
    text: string,
  ): Promise<DossierMade | Refusal> {
    const keyId = envelope.signatures[0]?.keyid as string;
    const done = await this.dossiers.attach(context, about.policy, about.revision, {
      dossier: digest,
      envelope: text,
      envelopeDigest: digestOf(text),
      keyId,
      against: dossier.against?.revision ?? null,
      objections: dossier.objections,
    });
    if (isRefusal(done)) return done;
    const stored = await this.stored(context.tenant, done.attached);
    if (isRefusal(stored)) return stored;
    return { ...told(about, done.attached), summary: stored.dossier.summary, ledger: lastReceipt(done.receipt) };
  }

  private async source(tenant: string, policy: string, revision: number): Promise<RevisionSource | Refusal> {
    try {
      return (await this.revisions.source(tenant, policy, revision)) ?? refuse('POLICY_REVISION_NOT_FOUND');
    } catch (error) {
      if (error instanceof PolicyUnusableError) return refuse('POLICY_UNUSABLE', error.message);
      throw error;
    }
  }

  private async stored(
    tenant: string,
    { envelopeDigest, dossier: digest }: AttachedDossier,
  ): Promise<{ dossier: ChangeDossier; envelope: Envelope } | Refusal> {
    try {
      const envelope = parseJson((await this.plans.bytes(tenant, envelopeDigest)).toString('utf8')) as Envelope;
      const dossier = dossierIn(envelope);
      if (dossier && dossierDigest(dossier) === digest) return { dossier, envelope };
      return no('DOSSIER_ALTERED');
    } catch (error) {
      if (error instanceof PolicyUnusableError) return no('DOSSIER_ALTERED', error.message);
      throw error;
    }
  }
}

interface About {
  readonly policy: string;
  readonly revision: number;
  /** What is published now. */
  readonly published: number | null;
}

function told({ policy, revision, published }: About, { dossier: digest, keyId, against, objections }: AttachedDossier) {
  const current = published === revision || published === against;
  return { policy, revision, digest, keyId, against, objections: [...objections], current };
}

function contentOf({ revision, reference: { digest, planDigest, dataDigest, entrypoint } }: RevisionSource) {
  return { revision, digest, planDigest, dataDigest, entrypoint };
}
