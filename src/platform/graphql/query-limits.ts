import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isListType,
  isObjectType,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type GraphQLField,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { MAX_PAGE } from '#platform/http/paging';
import { DEFAULT_FIRST } from './connections.js';

const MAX_DEPTH = 10;
/** Objects one operation may ask for, at most; each list counts as long as it may become. */
const MAX_COST = 5_000;
export const MAX_ALIASES = 30;
/** A list whose length nobody asks for, such as the keys of an agent. */
const PLAIN_LIST = 10;

const OF_A_PAGE: ReadonlySet<string> = new Set(['edges', 'nodes']);

interface Weight {
  readonly depth: number;
  readonly cost: number;
}

const FREE: Weight = { depth: 0, cost: 0 };

/** Refuses operations that are too deep, ask for too much or use too many aliases. Never takes longer than the document is long. */
export const queryLimits: ValidationRule = (context): ASTVisitor => {
  let aliases = 0;
  const weigher = new Weigher(context);
  return {
    Field(node) {
      aliases += node.alias ? 1 : 0;
      if (aliases === MAX_ALIASES + 1) context.reportError(tooCostly(`more than ${MAX_ALIASES} aliases`));
    },
    OperationDefinition(node) {
      const root = context.getSchema().getRootType(node.operation);
      const { depth, cost } = weigher.weigh(node.selectionSet, root?.name ?? '');
      if (depth > MAX_DEPTH) context.reportError(tooCostly(`${depth} levels deep; at most ${MAX_DEPTH} are answered`));
      if (cost > MAX_COST)
        context.reportError(tooCostly(`asks for up to ${cost} objects; at most ${MAX_COST} are answered. Ask for shorter pages`));
    },
  };
};

function tooCostly(detail: string): GraphQLError {
  return new GraphQLError(`the operation is too large: ${detail}`, { extensions: { code: 'QUERY_TOO_COSTLY' } });
}

/** Each fragment is weighed once, however often it is spread: nested spreads would double the work at every level. */
class Weigher {
  private readonly fragments = new Map<string, Weight>();

  constructor(private readonly context: ValidationContext) {}

  weigh(set: SelectionSetNode, parent: string): Weight {
    let depth = 0;
    let cost = 0;
    for (const selection of set.selections) {
      const weight = this.selection(selection, parent);
      depth = Math.max(depth, weight.depth);
      cost += weight.cost;
    }
    return { depth, cost };
  }

  private selection(selection: SelectionNode, parent: string): Weight {
    if (selection.kind === Kind.FIELD) return this.field(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.fragment(selection.name.value);
    return this.weigh(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
  }

  private fragment(name: string): Weight {
    const known = this.fragments.get(name);
    if (known) return known;
    // A fragment inside itself is refused by another rule; here it only must not go on for ever.
    this.fragments.set(name, FREE);
    const definition = this.context.getFragment(name);
    const weight = definition ? this.weigh(definition.selectionSet, definition.typeCondition.name.value) : FREE;
    this.fragments.set(name, weight);
    return weight;
  }

  /** An object costs one and what is selected of it, times the length of the list it is in; a scalar costs nothing. */
  private field(node: FieldNode, parent: string): Weight {
    const name = node.name.value;
    if (name.startsWith('__')) return FREE;
    if (!node.selectionSet) return { depth: 1, cost: 0 };
    const owner = this.context.getSchema().getType(parent);
    // A field that does not exist is refused by another rule.
    const field = isObjectType(owner) ? owner.getFields()[name] : undefined;
    if (!field) return FREE;
    const inner = this.weigh(node.selectionSet, getNamedType(field.type).name);
    return { depth: inner.depth + 1, cost: lengthOf(node, field) * (1 + inner.cost) };
  }
}

/** How many objects a field may become. Edges and nodes of a connection are as many as its `first` says, which is counted there. */
function lengthOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
  if (field.args.some(({ name }) => name === 'first')) return pageLength(node);
  return isListType(getNullableType(field.type)) && !OF_A_PAGE.has(field.name) ? PLAIN_LIST : 1;
}

/** What is written, or the most it can be when it is a variable. */
function pageLength(node: FieldNode): number {
  const first = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (!first) return DEFAULT_FIRST;
  return first.kind === Kind.INT ? Math.max(1, Number(first.value)) : MAX_PAGE;
}
