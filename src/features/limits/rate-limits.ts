import { z } from 'zod';
import { nameBasedId } from '#libs/event-ids';
import { refuse, type Json, type JsonObject, type Refusal } from '#libs/event-sourcing';
import { FactDefinition } from '#libs/facts';
import type { LimitSet } from './events.js';
import type { LimitRefusalCode } from './refusals.js';

/** Tools of one policy, at most. */
const MOST = 64;

const Tool = FactDefinition.shape.tools.unwrap().element;
const Rate = z.strictObject({
  limit: z.number().int().min(0).max(1_000_000_000),
  windowSeconds: FactDefinition.shape.windowSeconds.unwrap(),
});

type Rate = z.output<typeof Rate>;
/** By tool. */
type RateLimits = Readonly<Record<string, Rate>>;

/** What a policy's data document declares as `writ.rateLimits`: how often each agent may call a tool, by tool. */
export function rateLimitsIn(data: Json): RateLimits | Refusal<LimitRefusalCode> {
  const declared = member(member(data, 'writ'), 'rateLimits');
  if (declared === undefined) return {};
  if (!isObject(declared)) return refuse('RATE_LIMITS_INVALID', 'writ.rateLimits is no object');
  const entries = Object.entries(declared);
  if (entries.length > MOST)
    return refuse('RATE_LIMITS_INVALID', `writ.rateLimits has ${entries.length} members, more than ${MOST}`);
  const limits: Record<string, Rate> = {};
  for (const [tool, given] of entries) {
    const [named, parsed] = [Tool.safeParse(tool), Rate.safeParse(given)];
    const issue = (named.error ?? parsed.error)?.issues[0];
    if (!parsed.success || issue) {
      const at = ['writ', 'rateLimits', tool, ...(issue?.path ?? [])].join('.');
      return refuse('RATE_LIMITS_INVALID', `${at.slice(0, 200)}: ${issue?.message ?? 'is no rate'}`);
    }
    limits[tool] = parsed.data;
  }
  return limits;
}

/** One of them as a limit. The same again is the same limit, whatever revision says so: what was used of it stays used. */
export function rateLimit(policy: string, tool: string, { limit, windowSeconds }: Rate): LimitSet {
  return {
    type: 'LimitSet',
    limit: nameBasedId(`writ/rate-limit\n${policy}\n${tool}\n${limit}\n${windowSeconds}`),
    // No operator's limit has a name with a dot.
    name: `${policy}.${tool}`,
    subject: 'agent',
    target: null,
    tool,
    policy,
    measure: 'calls',
    most: limit,
    windowSeconds,
    period: null,
    zone: 'UTC',
    action: 'deny',
  };
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
