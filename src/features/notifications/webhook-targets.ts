import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { problemOfTarget } from '#platform/outbound/outbound-post';

/** Where this deployment sends things at all. */
@Injectable()
export class WebhookTargets {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  problemOf(url: string): string | undefined {
    return problemOfTarget(url, { allowsPrivate: this.configuration.WRIT_WEBHOOK_PRIVATE_TARGETS });
  }
}
