import { Inject, Injectable } from '@nestjs/common';
import type { ActivePolicy } from '#features/controls/contract';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { PolicyDrafts, type PolicyDraft } from '../contract.js';
import { RevisionIntake, textOf } from './revision-intake.js';

const DRAFT = { id: 'draft', revision: 0, signature: null };

@Injectable()
export class KeptDrafts extends PolicyDrafts {
  constructor(@Inject(RevisionIntake) private readonly intake: RevisionIntake) {
    super();
  }

  async keep(tenant: string, { modules, data, entrypoint }: PolicyDraft): Promise<ActivePolicy | Refusal> {
    const text = textOf(modules, data, entrypoint);
    const checked = await this.intake.check(tenant, text);
    if (isRefusal(checked)) return checked;
    await this.intake.store(tenant, text, checked);
    const { digest, planDigest, dataDigest } = checked;
    return { ...DRAFT, digest, planDigest, dataDigest, entrypoint };
  }
}
