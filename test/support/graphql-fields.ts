import type { WritClient } from './writ-client.js';

interface TypeReference {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType: TypeReference | null;
}

interface SchemaType {
  readonly name: string;
  readonly kind: string;
  readonly fields: readonly { readonly name: string; readonly type: TypeReference; readonly args: readonly object[] }[] | null;
}

interface Schema {
  readonly queryType: { readonly name: string };
  readonly mutationType: { readonly name: string };
  readonly subscriptionType: { readonly name: string };
  readonly types: readonly SchemaType[];
}

const REFERENCE = 'kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
const DEPTH = 4;
/** They lead round in circles, and to what the fields of the root lead to; `src/features/graph/edges.int.spec.ts` follows them. */
const EDGES = new Set(['nodes', 'session', 'registeredAgent', 'parentSession', 'policyRevision', 'ofPolicy']);

/** The server's schema as it tells it itself. */
export class GraphqlFields {
  private constructor(private readonly schema: Schema) {}

  static async of(caller: WritClient): Promise<GraphqlFields> {
    const query = `{ __schema { queryType { name } mutationType { name } subscriptionType { name }
      types { name kind fields { name args { name } type { ${REFERENCE} } } } } }`;
    const { data } = await caller.post<{ data: { __schema: Schema } }>('/graphql', { query });
    return new GraphqlFields(data.__schema);
  }

  /** `query decisions`, `mutation kill`, ... */
  get all(): string[] {
    const { queryType, mutationType, subscriptionType } = this.schema;
    const roots = [
      ['query', queryType.name],
      ['mutation', mutationType.name],
      ['subscription', subscriptionType.name],
    ] as const;
    return roots.flatMap(([kind, root]) => (this.type(root)?.fields ?? []).map(({ name }) => `${kind} ${name}`)).sort();
  }

  /** Everything a field can give, down to a few levels: `{ items { id } }`, or nothing for a plain value. */
  selection(kind: 'query' | 'mutation' | 'subscription', field: string): string {
    const root = this.schema[`${kind}Type`].name;
    const found = this.type(root)?.fields?.find(({ name }) => name === field);
    return found ? this.everything(found.type, DEPTH) : '';
  }

  private everything(reference: TypeReference, depth: number): string {
    const type = this.type(named(reference));
    if (!type?.fields || depth === 0) return '';
    const fields = type.fields
      .filter(({ name, args }) => args.length === 0 && !EDGES.has(name))
      .map(({ name, type: of }) => (this.type(named(of))?.fields ? `${name} ${this.everything(of, depth - 1)}` : name))
      .filter((text) => depth > 1 || !text.includes(' '));
    return `{ ${fields.join(' ')} }`;
  }

  private type(name: string): SchemaType | undefined {
    return this.schema.types.find((type) => type.name === name);
  }
}

function named(reference: TypeReference): string {
  return reference.ofType ? named(reference.ofType) : (reference.name ?? '');
}
