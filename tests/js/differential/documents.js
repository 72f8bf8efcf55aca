// Random documents that fit a schema, as syntax trees, with values for their variables.
import {
  Kind,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  parseType,
  print,
  validate,
} from 'graphql';

export const name = (value) => ({ kind: Kind.NAME, value });
export const named = (value) => ({ kind: Kind.NAMED_TYPE, name: name(value) });
export const variableOf = (value) => ({ kind: Kind.VARIABLE, name: name(value) });
export const argument = (key, value) => ({ kind: Kind.ARGUMENT, name: name(key), value });
export const directive = (key, args = []) => ({ kind: Kind.DIRECTIVE, name: name(key), arguments: args });
export const spread = (key) => ({ kind: Kind.FRAGMENT_SPREAD, name: name(key), directives: [] });
export const set = (selections) => ({ kind: Kind.SELECTION_SET, selections });
export const field = (key, selections, args = [], alias) => ({
  kind: Kind.FIELD,
  name: name(key),
  alias: alias && name(alias),
  arguments: args,
  directives: [],
  selectionSet: selections && set(selections),
});
export const inline = (type, selections) => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: type && named(type),
  directives: [],
  selectionSet: set(selections),
});
export const fragment = (key, type, selections) => ({
  kind: Kind.FRAGMENT_DEFINITION,
  name: name(key),
  typeCondition: named(type),
  directives: [],
  selectionSet: set(selections),
});
export const literal = (text) =>
  parse(`{ f(a: ${text}) }`, { noLocation: true }).definitions[0].selectionSet.selections[0].arguments[0].value;
export const variableDefinition = (key, type, defaultValue) => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: variableOf(key),
  type: parseType(String(type), { noLocation: true }),
  defaultValue,
  directives: [],
});

const TEXTS = [
  '""',
  '"fox"',
  '"a \\"b\\" \\n\\t\\\\ \\/"',
  '"\\u00e9\\u{1F600}"',
  '"ü 漢 😀"',
  '"""block "text" \\""" end"""',
  '"""\n    two\n      lines\n  """',
];
const SCALARS = {
  Int: ['0', '-0', '1', '2', '3', '-1', '7'],
  Float: ['0', '-1', '0.5', '1e3', '-2.5E-2', '12', '12345678901234567890123'],
  String: TEXTS,
  ID: ['"1"', '1', '"x y"', '-3', '12345678901234567890123'],
  Boolean: ['true', 'false'],
  DateTime: ['"2026-01-31T12:00:00Z"', '"2024-02-29T23:59:59.5+02:00"'],
  Url: ['"https://example.com/a?b=c"'],
  Decimal: ['"12.34"', '"-1"'],
  BigInt: ['0', '9007199254740991'],
  Uuid: ['"123e4567-e89b-12d3-a456-426614174000"'],
  CurrencyCode: ['"EUR"'],
};

/** Values of which few fit anywhere. */
const WRONG = JSON.parse(`[
  null, 0, 1, -1, 1.5, 2147483648, -2147483649, 9007199254740991, 100000000000000000000, true,
  "", "1", "text", "CALM", "IMAGE", [], [1], [null], ["x"], [[1]], {}, {"a": 1}
]`);

/** Makes documents for one schema. */
export class Documents {
  constructor(schema, random) {
    this.schema = schema;
    this.random = random;
    this.composites = Object.values(schema.getTypeMap()).filter(
      (type) => isCompositeType(type) && !type.name.startsWith('__'),
    );
  }

  /** A document of one operation, rarely more, and what its first operation is given: `{ document, variables }`. */
  document(root = this.random.pick(['query', 'query', 'query', 'mutation'])) {
    this.fragments = [];
    this.counter = 0;
    const { definition, variables } = this.operation(root);
    const definitions = [definition];
    if (this.random.happens(0.05)) {
      definition.name ??= name('First');
      definitions.push({ ...this.operation('query').definition, name: name('Second') });
    }
    definitions.push(...this.fragments);
    if (this.random.happens(0.2)) definitions.reverse();
    for (const described of [...definitions.filter((one) => one.name), ...definition.variableDefinitions]) {
      if (this.random.happens(0.05)) described.description = literal(this.random.pick(TEXTS));
    }
    return { document: { kind: Kind.DOCUMENT, definitions }, variables, operationName: definition.name?.value };
  }

  /** A document that graphql-js finds valid. */
  sound(root) {
    for (;;) {
      const made = this.document(root);
      if (validate(this.schema, made.document).length === 0) return made;
    }
  }

  operation(root) {
    const type = this.schema.getRootType(root) ?? this.schema.getQueryType();
    const operation = this.schema.getRootType(root) ? root : 'query';
    // Of this operation alone: each fragment is spread in it.
    Object.assign(this, { definitions: [], variables: {}, complete: [], left: 20 });
    // One root field; without a condition, which graphql-js falls over.
    const alone = () => set([{ ...this.field(type, 3), directives: [] }]);
    const selectionSet = operation === 'subscription' ? alone() : this.selections(type, 4);
    const definition = {
      kind: Kind.OPERATION_DEFINITION,
      operation,
      name: this.random.happens(0.7) ? name(`Operation${++this.counter}`) : undefined,
      variableDefinitions: this.definitions,
      directives: [],
      selectionSet,
    };
    return { definition, variables: this.variables };
  }

  selections(type, depth, most = 4) {
    const selections = this.random.some(1, most, () => this.selection(type, depth));
    // Selected again, with other selections of its own: both merge.
    const again = selections.find((selection) => selection.kind === Kind.FIELD && selection.selectionSet);
    if (again && this.random.happens(0.25)) {
      const inner = getNamedType(type.getFields()[again.name.value].type);
      selections.push({
        ...again,
        directives: this.conditions(),
        selectionSet: this.selections(inner, Math.max(depth - 2, 0), 2),
      });
    }
    return set(selections);
  }

  selection(type, depth) {
    this.left -= 1;
    const what = this.random.between(1, 100);
    if (what <= 6 || this.left < 0) return { ...field('__typename'), directives: this.conditions() };
    if (depth > 0 && what <= 24) return this.inline(type, depth - 1);
    if (depth > 0 && what <= 36) return this.spread(type, depth - 1);
    if (!type.getFields)
      return this.random.happens(0.8) && depth > 0 ? this.inline(type, depth - 1) : field('__typename');
    return this.field(type, depth);
  }

  field(type, depth) {
    const all = Object.values(type.getFields());
    const leaves = all.filter((candidate) => isLeafType(getNamedType(candidate.type)));
    const definition = this.random.pick(depth > 0 ? all : leaves);
    if (!definition) return field('__typename');
    const inner = getNamedType(definition.type);
    const args = this.arguments(definition.args);
    const selections = isLeafType(inner) ? undefined : this.selections(inner, depth - 1).selections;
    return {
      ...field(definition.name, selections, args, this.alias(definition.name, args)),
      directives: this.conditions(),
    };
  }

  /** Another key for other arguments, so that most documents merge without conflict. */
  alias(key, args) {
    if (args.length === 0) return this.random.happens(0.15) ? `${key}_` : undefined;
    const text = args.map(print).sort().join();
    let hash = 7;
    for (const character of text) hash = (hash * 31 + character.codePointAt(0)) % 9973;
    return `${key}_${hash}`;
  }

  arguments(definitions) {
    const chosen = definitions.filter((definition) => isRequiredArgument(definition) || this.random.happens(0.4));
    const value = ({ name, type, defaultValue }) => this.value(type, defaultValue !== undefined, 2, name);
    return chosen.map((definition) => argument(definition.name, value(definition)));
  }

  conditions() {
    if (!this.random.happens(0.12)) return [];
    const condition = () => argument('if', this.value(this.schema.getDirective('skip').args[0].type, false, 0));
    return this.random.pick([['skip'], ['include'], ['skip', 'include']]).map((key) => directive(key, [condition()]));
  }

  overlapping(type) {
    const possible = (candidate) => (isAbstractType(candidate) ? this.schema.getPossibleTypes(candidate) : [candidate]);
    const own = possible(type);
    return this.composites.filter((candidate) => possible(candidate).some((object) => own.includes(object)));
  }

  inline(type, depth) {
    const inner = this.random.happens(0.2) ? undefined : this.random.pick(this.overlapping(type));
    const made = inline(inner?.name, this.selections(inner ?? type, depth, 3).selections);
    return { ...made, directives: this.conditions() };
  }

  spread(type, depth) {
    const types = this.overlapping(type).map((candidate) => candidate.name);
    const known = this.complete.filter((made) => types.includes(made.typeCondition.name.value));
    let made = this.random.happens(0.4) ? this.random.pick(known) : undefined;
    if (!made) {
      const inner = this.random.pick(this.overlapping(type));
      made = fragment(`F${++this.counter}`, inner.name, []);
      made.selectionSet = this.selections(inner, depth, 3);
      // Only what is complete is spread again: there is no cycle.
      this.complete.push(made);
      this.fragments.push(made);
    }
    return { ...spread(made.name.value), directives: this.conditions() };
  }

  /** A value for a place of this type: a literal, or a variable. */
  value(type, hasDefault, depth, key) {
    return this.random.happens(0.3) ? this.variable(type, hasDefault, key) : this.literal(type, depth, key, true);
  }

  variable(type, hasDefault, key) {
    const usable = this.definitions.filter((definition) => print(definition.type) === String(type));
    if (usable.length > 0 && this.random.happens(0.4)) return variableOf(this.random.pick(usable).variable.name.value);
    const nullable = getNullableType(type);
    const withDefault = this.random.happens(0.4);
    // A nullable variable may stand where null may not, if either has a default that is not null.
    const loose = isNonNullType(type) && (withDefault || hasDefault) && this.random.happens(0.6);
    const strict = !isNonNullType(type) && !withDefault && this.random.happens(0.2);
    const declared = loose ? String(nullable) : strict ? `${type}!` : String(type);
    const defaultValue = withDefault
      ? this.literal(loose ? nullable : type, 1, key, false, isNonNullType(type))
      : undefined;
    const chosen = `v${++this.counter}`;
    this.definitions.push(variableDefinition(chosen, declared, defaultValue));
    const required = declared.endsWith('!') && !withDefault;
    if (required || this.random.happens(0.6)) {
      const some = !declared.endsWith('!') && this.random.happens(0.15);
      this.variables[chosen] = some ? null : this.json(nullable, 2, key);
    }
    return variableOf(chosen);
  }

  literal(type, depth, key, variables, neverNull = false) {
    if (isNonNullType(type)) return this.literal(type.ofType, depth, key, variables, true);
    if (!neverNull && this.random.happens(0.08)) return literal('null');
    const inside = (inner, hasDefault) =>
      variables && this.random.happens(0.15)
        ? this.variable(inner, hasDefault, key)
        : this.literal(inner, depth - 1, key, variables);
    if (isListType(type)) {
      // One value stands for a list of one.
      if (this.random.happens(0.2)) return this.literal(type.ofType, depth, key, variables, true);
      return { kind: Kind.LIST, values: this.random.some(0, 3, () => inside(type.ofType, false)) };
    }
    if (isInputObjectType(type)) {
      const chosen = Object.values(type.getFields()).filter(
        (inner) => isRequiredInputField(inner) || (depth > 0 && this.random.happens(0.4)),
      );
      const fields = chosen.map((inner) => ({
        kind: Kind.OBJECT_FIELD,
        name: name(inner.name),
        value: inside(inner.type, inner.defaultValue !== undefined),
      }));
      return { kind: Kind.OBJECT, fields };
    }
    if (isEnumType(type)) return { kind: Kind.ENUM, value: this.random.pick(type.getValues()).name };
    return literal(key === 'first' ? String(this.random.between(0, 3)) : this.random.pick(SCALARS[type.name]));
  }

  /** A value in JSON that fits few types. */
  wrong() {
    return this.random.pick(WRONG);
  }

  /** A value in JSON with something wrong in it, most likely. */
  damaged(type) {
    const value = this.json(type, 2);
    const inner = value !== null && typeof value === 'object' ? this.random.pick(Object.keys(value)) : undefined;
    if (inner === undefined || this.random.happens(0.3)) return this.wrong();
    const how = Array.isArray(value) ? 3 : this.random.between(1, 3);
    if (how === 1) delete value[inner];
    else value[how === 2 ? 'nobody' : inner] = this.wrong();
    return value;
  }

  /** A value of this type in JSON. */
  json(type, depth, key) {
    if (isNonNullType(type)) return this.json(type.ofType, depth, key);
    if (isListType(type)) {
      if (this.random.happens(0.2)) return this.json(type.ofType, depth, key);
      return this.random.some(0, 3, () =>
        !isNonNullType(type.ofType) && this.random.happens(0.15) ? null : this.json(type.ofType, depth, key),
      );
    }
    if (isInputObjectType(type)) {
      const chosen = Object.values(type.getFields()).filter(
        (inner) => isRequiredInputField(inner) || (depth > 0 && this.random.happens(0.4)),
      );
      return Object.fromEntries(chosen.map((inner) => [inner.name, this.json(inner.type, depth - 1)]));
    }
    if (isEnumType(type)) return this.random.pick(type.getValues()).name;
    const made = literal(key === 'first' ? String(this.random.between(0, 3)) : this.random.pick(SCALARS[type.name]));
    const digits = type.name === 'ID' && !Number.isSafeInteger(Number(made.value));
    return made.kind === Kind.STRING || made.kind === Kind.BOOLEAN || digits ? made.value : Number(made.value);
  }
}
