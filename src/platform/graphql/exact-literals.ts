import { GraphQLError, type ASTVisitor, type FloatValueNode, type IntValueNode, type ValidationRule } from 'graphql';
import { numberFault } from '#libs/exact-json';
import { excerpt } from '#libs/bounded';

const SHOWN = 40;

/**
 * Refuses numbers in a document that would become others in silence, as a JSON text with them is refused: `1e999` is infinite to
 * GraphQL, `1e-400` is nothing, and whole numbers beyond 2^53 - 1 share their double with others.
 */
export const exactLiterals: ValidationRule = (context): ASTVisitor => {
  const look = (node: IntValueNode | FloatValueNode): void => {
    if (numberFault(node.value) === undefined) return;
    const number = excerpt(node.value, SHOWN);
    context.reportError(
      new GraphQLError(`the number ${number} would be read as another one (2^53 - 1 is the most); send it as a string`, {
        nodes: node,
      }),
    );
  };
  return { IntValue: look, FloatValue: look };
};
