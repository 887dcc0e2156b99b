import type { Solved, Solver } from './solver.js';

type Pointer = object;

/** What is used of the package; its own types come with a generated interface of some thousand functions. */
interface Z3 {
  mk_config(): Pointer;
  del_config(config: Pointer): void;
  mk_context(config: Pointer): Pointer;
  del_context(context: Pointer): void;
  mk_string_symbol(context: Pointer, name: string): Pointer;
  mk_params(context: Pointer): Pointer;
  params_inc_ref(context: Pointer, params: Pointer): void;
  params_set_uint(context: Pointer, params: Pointer, name: Pointer, value: number): void;
  mk_solver(context: Pointer): Pointer;
  solver_inc_ref(context: Pointer, solver: Pointer): void;
  solver_set_params(context: Pointer, solver: Pointer, params: Pointer): void;
  solver_from_string(context: Pointer, solver: Pointer, text: string): void;
  solver_get_assertions(context: Pointer, solver: Pointer): Pointer;
  ast_vector_size(context: Pointer, vector: Pointer): number;
  solver_check(context: Pointer, solver: Pointer): Promise<number>;
  solver_get_reason_unknown(context: Pointer, solver: Pointer): string;
  solver_get_model(context: Pointer, solver: Pointer): Pointer;
  mk_bool_sort(context: Pointer): Pointer;
  mk_real_sort(context: Pointer): Pointer;
  mk_const(context: Pointer, name: Pointer, sort: Pointer): Pointer;
  get_app_decl(context: Pointer, app: Pointer): Pointer;
  model_inc_ref(context: Pointer, model: Pointer): void;
  model_get_const_interp(context: Pointer, model: Pointer, declaration: Pointer): Pointer | null;
  ast_to_string(context: Pointer, ast: Pointer): string;
  get_error_code(context: Pointer): number;
  get_full_version(): string;
}

let started: Promise<Z3> | undefined;

/** Z3 in WebAssembly. It takes some hundred megabytes and threads of its own, so it belongs into a process of the tools. */
export async function z3Solver(): Promise<Solver> {
  const load = async (): Promise<Z3> => (await (await import('z3-solver')).init()).Z3 as unknown as Z3;
  const z3 = await (started ??= load());
  return { name: 'z3', version: z3.get_full_version().replace(/^Z3 /, ''), solve: (text, timeMs) => solve(z3, text, timeMs) };
}

/** Longer texts are not tried: they are handed over on a stack. */
const MAX_TEXT = 4_000_000;

async function solve(z3: Z3, text: string, timeMs: number): Promise<Solved> {
  if (text.length > MAX_TEXT) return { is: 'unknown', why: 'the question is too long for the solver' };
  const config = z3.mk_config();
  const context = z3.mk_context(config);
  z3.del_config(config);
  try {
    const solver = z3.mk_solver(context);
    z3.solver_inc_ref(context, solver);
    const params = z3.mk_params(context);
    z3.params_inc_ref(context, params);
    z3.params_set_uint(context, params, z3.mk_string_symbol(context, 'timeout'), Math.max(1, Math.floor(timeMs)));
    z3.solver_set_params(context, solver, params);
    read(z3, context, solver, text);
    const answer = await z3.solver_check(context, solver);
    if (answer === -1) return { is: 'unsat' };
    if (answer !== 1) return { is: 'unknown', why: `the solver gave up: ${z3.solver_get_reason_unknown(context, solver)}` };
    return { is: 'sat', values: valuesIn(z3, context, solver, text) };
  } finally {
    z3.del_context(context);
  }
}

/**
 * By a call that is over when the text is read. The calls of the package that go on in another thread, `eval_smtlib2_string` among
 * them, take their text from memory that is used for something else meanwhile: what they read is not always what was asked.
 */
function read(z3: Z3, context: Pointer, solver: Pointer, text: string): void {
  z3.solver_from_string(context, solver, text.replace('(check-sat)\n', ''));
  const claims = text.match(/^\(assert /gm)?.length ?? 0;
  const taken = z3.ast_vector_size(context, z3.solver_get_assertions(context, solver));
  const code = z3.get_error_code(context);
  if (code !== 0 || taken !== claims) throw new Error(`the solver took ${taken} of ${claims} claims, with error ${code}`);
}

/** Of what the text declares. A model as a whole is not printed: what the text defines is written out in it again and again. */
function valuesIn(z3: Z3, context: Pointer, solver: Pointer, text: string): ReadonlyMap<string, string> {
  const model = z3.solver_get_model(context, solver);
  z3.model_inc_ref(context, model);
  const sorts = { Bool: z3.mk_bool_sort(context), Real: z3.mk_real_sort(context) };
  const values = new Map<string, string>();
  for (const [, name = '', sort] of text.matchAll(/^\(declare-const ([a-z]\d+) (Bool|Real)\)$/gm)) {
    const constant = z3.mk_const(context, z3.mk_string_symbol(context, name), sorts[sort as keyof typeof sorts]);
    const value = z3.model_get_const_interp(context, model, z3.get_app_decl(context, constant));
    if (value) values.set(name, z3.ast_to_string(context, value));
  }
  return values;
}
