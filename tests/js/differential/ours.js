// What Portico makes of documents: the example `differential`, a line of JSON for a line of JSON.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Kind, buildSchema } from 'graphql';

const binary = new URL('../../../target/debug/examples/differential', import.meta.url).pathname;

/** Portico's answers: to each `{ graph, query, operationName, variables }` what a client would get, in order. */
export async function answers(questions) {
  const { lines } = await run(questions);
  if (lines.length !== questions.length) throw new Error(`${lines.length} answers to ${questions.length} questions`);
  return lines;
}

/** The schemas of both graphs, as the judge reads them. */
export async function schemas() {
  const { sdl } = await run([]);
  const portico = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  for (const [name, accepts] of Object.entries(SCALARS)) scalar(portico.getType(name), accepts);
  return { portico, small: buildSchema(sdl) };
}

const text = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
/** What the custom scalars take, as far as the values in these tests can tell. */
const SCALARS = {
  BigInt: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 64,
  CurrencyCode: text(/^[A-Z]{3}$/),
  DateTime: text(/^\d{4}-\d{2}-\d{2}T/),
  Decimal: text(/^-?\d+(\.\d+)?$/),
  Url: (value) => typeof value === 'string' && URL.canParse(value),
  Uuid: text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
};

function scalar(type, accepts) {
  type.parseValue = (value) => {
    if (!accepts(value)) throw new Error(`${type.name} cannot represent ${value}`);
    return value;
  };
  type.parseLiteral = (node) =>
    type.parseValue(node.kind === Kind.STRING ? node.value : node.kind === Kind.INT ? Number(node.value) : node);
}

async function run(questions) {
  const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line));
  const { sdl } = lines.shift();
  return { sdl, lines };
}
