import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from '#libs/policy-engine';

const HERE = dirname(fileURLToPath(import.meta.url));

export interface SamplePolicy {
  name: string;
  modules: Record<string, string>;
  data: Json;
  entrypoint: string;
  /** The same inputs for the same seed; about the mix a busy control plane sees. */
  inputs(count: number, seed: number): Json[];
}

/** A repeatable source of numbers from 0 up to a bound. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0 || 1;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const SMALL_TOOLS = ['search_flights', 'read_file', 'list_bookings', 'book', 'cancel', 'send_mail', 'drop_table'];

function smallInput(roll: (sides: number) => number): Json {
  const tool = SMALL_TOOLS[roll(SMALL_TOOLS.length)]!;
  const base = {
    tool,
    agent: { id: `agent-${roll(50)}`, name: 'Booking assistant' },
    session: 's-1',
    args: { from: 'AMS', to: 'LIS' },
  };
  return roll(3) === 0 ? { ...base, approval: { token: roll(4) === 0 ? '' : 'ok', tool: roll(4) === 0 ? 'book' : tool } } : base;
}

/** Five rules, no regular expressions. */
export const smallPolicy: SamplePolicy = {
  name: 'small',
  modules: { 'small.rego': readFileSync(join(HERE, 'small.rego'), 'utf8') },
  data: { write_tools: ['book', 'cancel', 'send_mail'] },
  entrypoint: 'writ/decision',
  inputs: (count, seed) => {
    const roll = dice(seed);
    return Array.from({ length: count }, () => smallInput(roll));
  },
};

const CLASSES = ['read', 'file_read', 'file_write', 'money', 'exec', 'mail', 'calendar'];
const TENANTS = ['acme', 'globex', 'initech'];

function realisticData(): Json {
  const tools = Object.fromEntries(
    Array.from({ length: 70 }, (_, i) => [`tool_${i}`, { class: CLASSES[i % CLASSES.length]!, cost: i % 9, pii: i % 5 === 0 }]),
  );
  const agents = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [
      `agent-${i}`,
      { tenant: TENANTS[i % 3]!, roles: i % 4 === 0 ? ['operator', 'reader'] : ['reader'], budget: 50 + i, rate: i % 20 },
    ]),
  );
  return {
    tools,
    agents,
    roles: {
      reader: { classes: ['read', 'file_read', 'calendar'] },
      operator: { classes: ['file_write', 'money', 'mail'] },
      root: { classes: CLASSES },
    },
    environments: {
      development: { max_risk: 90, guarded: false },
      staging: { max_risk: 70, guarded: false },
      production: { max_risk: 50, guarded: true },
    },
  };
}

function realisticInput(roll: (sides: number) => number): Json {
  const agent = roll(55);
  const tenant = roll(10) === 0 ? TENANTS[roll(3)]! : TENANTS[agent % 3]!;
  const tool = `tool_${roll(73)}`;
  const path = [
    `/workspace/${tenant}/notes.txt`,
    `/workspace/${tenant}/../other`,
    '/etc/passwd',
    `/workspace/${tenant}/a/b/c.md`,
  ][roll(10) < 7 ? 0 : roll(4)]!;
  const body = [
    'please summarise the attached minutes',
    'password = correcthorse',
    'AKIAABCDEFGHIJKLMNOP',
    'a perfectly ordinary sentence',
  ][roll(12) < 10 ? 0 : roll(4)]!;
  const input: { [k: string]: Json } = {
    tool,
    tenant,
    agent: { id: `agent-${agent}` },
    args: { path, body, ...(roll(3) === 0 ? { amount: roll(3000) } : {}) },
    risk: roll(10) === 0 ? roll(100) : roll(50),
    environment: ['development', 'staging', 'production'][roll(3)]!,
    session: { spent: roll(10) === 0 ? roll(100) : roll(20) },
    time: 1_700_000_000 + roll(1000),
  };
  if (roll(4) === 0) input['approval'] = { tool, granted_by: `agent-${roll(60)}`, expires: 1_700_000_000 + roll(2000) };
  return input;
}

/** Two dozen rule bodies with roles, paths, secrets, budgets and obligations over 70 tools and 50 agents. */
export const realisticPolicy: SamplePolicy = {
  name: 'realistic',
  modules: { 'realistic.rego': readFileSync(join(HERE, 'realistic.rego'), 'utf8') },
  data: realisticData(),
  entrypoint: 'writ/decision',
  inputs: (count, seed) => {
    const roll = dice(seed);
    return Array.from({ length: count }, () => realisticInput(roll));
  },
};
