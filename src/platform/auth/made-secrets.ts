import { hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { nameBasedId, newId } from '#libs/event-ids';
import type { CommandContext } from '#libs/event-sourcing';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';

/**
 * Secrets and ids that a command makes. With a seed they follow from it, so that a command that comes again hands out what it
 * handed out before; the deployment key keeps whoever knows the seed from knowing the secret.
 */
@Injectable()
export class MadeSecrets {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'deploymentKey'>) {}

  /** `purpose` MUST differ between the secrets of one command. */
  bytes({ tenant, seed }: CommandContext, purpose: string, length: number): Buffer {
    if (seed === undefined) return randomBytes(length);
    const info = `made-secret\n${tenant}\n${seed}\n${purpose}`;
    return Buffer.from(hkdfSync('sha256', this.configuration.deploymentKey, 'writ', info, length));
  }
}

/** An id for something a command makes. */
export function madeId({ tenant, seed }: CommandContext, purpose: string): string {
  return seed === undefined ? newId() : nameBasedId(`writ/made\n${tenant}\n${seed}\n${purpose}`);
}
