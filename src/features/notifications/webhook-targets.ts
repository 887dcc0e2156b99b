import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { isMailAddress } from '#platform/outbound/mail-address';
import { problemOfTarget } from '#platform/outbound/outbound-post';
import type { Format } from './notices.js';
import type { NotificationRefusalCode } from './refusals.js';
import { mailAddressIn } from './target-url.js';

/** Where this deployment sends things at all. */
@Injectable()
export class WebhookTargets {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  /** Why nothing is sent there; undefined when it is. */
  refusalOf(url: string, format: Format): Refusal<NotificationRefusalCode> | undefined {
    const address = mailAddressIn(url);
    if (address !== undefined) return this.refusalOfMail(address, format);
    const problem = problemOfTarget(url, { allowsPrivate: this.configuration.WRIT_WEBHOOK_PRIVATE_TARGETS });
    return problem === undefined ? undefined : refuse('WEBHOOK_TARGET_INVALID', problem);
  }

  private refusalOfMail(address: string, format: Format): Refusal<NotificationRefusalCode> | undefined {
    if (!isMailAddress(address)) return refuse('WEBHOOK_TARGET_INVALID', 'must be `mailto:` and the address of one mailbox');
    if (format !== 'standard') return refuse('WEBHOOK_TARGET_INVALID', 'e-mail takes no format');
    return this.configuration.mail === null ? refuse('MAIL_NOT_CONFIGURED') : undefined;
  }
}
