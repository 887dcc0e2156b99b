import { type DocumentPath, type FlowPoint, type Origin, PlanFlow } from './plan-flow.js';
import type { Operand, Plan, Statement } from './plan.js';
import type { Json } from '../values.js';

/** One place where a plan looks at a part of the input, and what it compares that part with. */
export interface InputFact {
  path: DocumentPath;
  /** Constants of the comparison, as JSON. */
  constants: Json[];
  /** Parts of data that it is looked up in or compared with. */
  data: DocumentPath[];
  /** True when what is compared is computed from it by a built-in, so that the constants need not be values of it. */
  computed: boolean;
  file: string;
  row: number;
}

/** Built-ins whose result says something about their operands themselves. */
const COMPARING = new Set([
  'equal',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'startswith',
  'endswith',
  'contains',
  'internal.member_2',
  'internal.member_3',
]);
/** Built-ins that tell apart types only, and ones that make text for people. */
const NOT_COMPARING = /^(is_|type_name$|sprintf$|concat$|print$)/;

/** What a plan compares the input with, in the order of its text. */
export function inputFactsOf(plan: Plan): InputFact[] {
  const flow = new PlanFlow(plan);
  const facts: InputFact[] = [];
  flow.walk((point) => facts.push(...factsOf(flow, point)));
  return facts;
}

function factsOf(flow: PlanFlow, { statement, origins: originsOf }: FlowPoint): InputFact[] {
  const compared = comparedBy(flow, statement);
  if (!compared) return [];
  const origins = compared.operands.map(originsOf);
  const place = { file: flow.operands.file(statement.stmt.file), row: statement.stmt.row ?? 0 };
  return origins.flatMap((own, i) =>
    own.flatMap((origin): InputFact[] => {
      if (!('root' in origin) || origin.root !== 'input' || (origin.path.length === 0 && compared.operands.length > 1)) return [];
      const others = origins.filter((_, other) => other !== i).flat();
      const data = others.flatMap((other) => ('root' in other && other.root === 'data' ? [other.path] : []));
      const isCollection = compared.collection === i;
      const path = isCollection ? [...origin.path, null] : origin.path;
      return [{ path, constants: others.flatMap(constantsOf), data, computed: compared.computed, ...place }];
    }),
  );
}

interface Compared {
  operands: Operand[];
  computed: boolean;
  /** Index of the operand whose members are compared, not itself. */
  collection?: number;
}

function comparedBy(flow: PlanFlow, { type, stmt }: Statement): Compared | undefined {
  const local = (value: number): Operand => ({ type: 'local', value });
  switch (type) {
    case 'EqualStmt':
    case 'NotEqualStmt':
      return { operands: [stmt.a, stmt.b], computed: false };
    case 'DotStmt':
      return stmt.key.type === 'local'
        ? { operands: [stmt.source, stmt.key], computed: false }
        : { operands: [local(stmt.target)], computed: false };
    case 'ScanStmt':
      return { operands: [local(stmt.value)], computed: false };
    case 'CallStmt':
      if (flow.isOwn(stmt.func) || NOT_COMPARING.test(stmt.func)) return undefined;
      return {
        operands: stmt.args ?? [],
        computed: !COMPARING.has(stmt.func),
        ...(stmt.func.startsWith('internal.member_') && { collection: (stmt.args?.length ?? 0) - 1 }),
      };
    default:
      return undefined;
  }
}

function constantsOf(origin: Origin): Json[] {
  if ('constant' in origin) return [origin.constant];
  return 'members' in origin ? origin.members : [];
}
