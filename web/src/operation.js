import { Kind, parse } from 'graphql';

/**
 * The operation that a request means. GraphiQL learns the name of a tab's operation a moment after the tab is opened; until then it
 * says that of the tab before, which the document does not have.
 */
export function meant({ query, operationName }) {
  let definitions;
  try {
    ({ definitions } = parse(query));
  } catch {
    return undefined;
  }
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const named = operations.find(({ name }) => name?.value === operationName);
  return named ?? (operations.length === 1 ? operations[0] : undefined);
}
