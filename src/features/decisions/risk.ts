import type { DecisionInput, Risk } from './events.js';

type Confidence = 'low' | 'medium' | 'high';
const ORDER: readonly Risk[] = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const FLOOR_TAG = 'critical_session';
const CEILING_TAG = 'safe_session';
const DESTRUCTIVE = 'destructive_confirm';

/** An annotation for people; it never changes a verdict. First matching row of the table wins, then the session's tags. */
export function riskOf(prompt: DecisionInput['prompt'], tags: readonly string[]): { risk: Risk; note: string | null } {
  const table = prompt === null ? 'NONE' : tableRisk(prompt.type, prompt.action, prompt.confidence);
  if (tags.includes(FLOOR_TAG)) return { risk: higher(table, 'HIGH'), note: null };
  if (!tags.includes(CEILING_TAG)) return { risk: table, note: null };
  const risk = ORDER.indexOf(table) > ORDER.indexOf('MEDIUM') ? 'MEDIUM' : table;
  return {
    risk,
    note: risk !== table && prompt?.type === DESTRUCTIVE ? `${CEILING_TAG} lowered a ${DESTRUCTIVE} from ${table}` : null,
  };
}

function tableRisk(type: string, action: string, confidence: Confidence): Risk {
  if (type === DESTRUCTIVE) return 'CRITICAL';
  switch (action) {
    case 'execute':
      return confidence === 'high' ? 'HIGH' : 'CRITICAL';
    case 'auto_respond':
      return confidence === 'high' ? 'MEDIUM' : 'HIGH';
    case 'require_human':
      return confidence === 'low' ? 'MEDIUM' : 'LOW';
    case 'skip':
      return 'LOW';
    case 'log_only':
      return 'NONE';
    default:
      return 'CRITICAL';
  }
}

function higher(a: Risk, b: Risk): Risk {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}
