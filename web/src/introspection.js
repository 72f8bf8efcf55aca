// What the editor is told of the schema: its language service takes a non-null input field for required even where it has
// a default, and would underline good variables in red.
export function withOptionalDefaults(result) {
  for (const type of result.data?.__schema?.types ?? []) {
    for (const field of type.inputFields ?? []) {
      if (field.defaultValue !== null && field.type.kind === 'NON_NULL') field.type = field.type.ofType;
    }
  }
  return result;
}
