// The operations compile as a front-end team would compile them: with Relay, and to TypeScript with graphql-codegen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse } from 'graphql';

import { operations, root, sdl } from './operations.js';

const require = createRequire(import.meta.url);

/** A project of its own that finds our packages; gone after the test. */
function project(t) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-'));
  t.after(() => rmSync(folder, { recursive: true }));
  symlinkSync(`${root}tests/js/node_modules`, join(folder, 'node_modules'));
  mkdirSync(join(folder, 'src'));
  return folder;
}

/** What the command says; all of it when it fails. */
function run(command, options, folder) {
  try {
    return execFileSync(command, options, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (failure) {
    return assert.fail(`${failure.stdout}\n${failure.stderr}`);
  }
}

test('Relay compiles them, refetches an item by its id and pages through a connection', (t) => {
  const folder = project(t);
  const write = (name, text) => writeFileSync(join(folder, 'src', `${name}.js`), `graphql\`${text}\`;\n`);
  // Relay wants an operation to be called after its module, with its kind at the end.
  const named = ({ name, kind }) => name + kind[0].toUpperCase() + kind.slice(1);
  for (const operation of operations) {
    const { name, kind, text } = operation;
    write(name, text.replace(`${kind} ${name}`, `${kind} ${named(operation)}`));
  }
  write('PagesItem', 'fragment PagesItem_item on Item @refetchable(queryName: "PagesItemQuery") { title }');
  write(
    'Pages',
    `fragment Pages_query on Query
    @refetchable(queryName: "PagesQuery")
    @argumentDefinitions(count: { type: "Int", defaultValue: 12 }, cursor: { type: "String" }) {
      search(query: "fox", first: $count, after: $cursor) @connection(key: "Pages_search") {
        edges { node { ...PagesItem_item } }
      }
    }`,
  );
  const config = { src: 'src', schema: `${root}schema.graphql`, language: 'javascript' };
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));

  run(require('relay-compiler'), ['--noWatchman', 'relay.config.json'], folder);
  const made = readdirSync(join(folder, 'src', '__generated__'));
  for (const operation of operations) assert.ok(made.includes(`${named(operation)}.graphql.js`), operation.name);
});

test('graphql-codegen makes TypeScript of them that compiles and knows the types', async (t) => {
  const folder = project(t);
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: 'src/',
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: operations.map(({ file, text }) => ({ location: file, rawSDL: text, document: parse(text) })),
    plugins: [],
    pluginMap: {},
    presetConfig: {},
    // Every scalar of ours is named here: a new one that nobody thought of fails.
    config: {
      strictScalars: true,
      scalars: {
        BigInt: 'number',
        CurrencyCode: 'string',
        DateTime: 'string',
        Decimal: 'string',
        Url: 'string',
        Uuid: 'string',
      },
    },
  });
  for (const section of sections) writeFileSync(join(folder, section.filename), await codegen(section));
  writeFileSync(
    join(folder, 'src', 'page.ts'),
    `import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
    import { SearchItemsDocument } from './graphql';
    export const variables: VariablesOf<typeof SearchItemsDocument> = { filter: { orientation: 'HORIZONTAL' } };
    export const titles = ({ search }: ResultOf<typeof SearchItemsDocument>): string[] =>
      (search?.nodes ?? []).map((item) => item.title);
    // @ts-expect-error: the page may be null.
    export const sloppy = ({ search }: ResultOf<typeof SearchItemsDocument>) => search.nodes.length;
    `,
  );
  const modules = { module: 'esnext', moduleResolution: 'bundler', target: 'esnext', types: [] };
  const options = { compilerOptions: { strict: true, noEmit: true, ...modules }, include: ['src'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));

  run(join(folder, 'node_modules', '.bin', 'tsc'), ['--project', folder], folder);
});
