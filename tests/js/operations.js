// The collection of named operations and the schema that they are written for.
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** The repository's folder, with a slash at the end. */
export const root = new URL('../../', import.meta.url).pathname;

/** The schema in its definition language. */
export const sdl = readFileSync(`${root}schema.graphql`, 'utf8');

const folder = `${root}operations/`;

/** Name, kind, file, text and variables of each operation. */
export const operations = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => {
    const name = basename(file, '.graphql');
    const known = readdirSync(folder).includes(`${name}.json`);
    const variables = known ? JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) : {};
    const text = readFileSync(folder + file, 'utf8');
    const kind = /^(query|mutation|subscription) /m.exec(text)[1];
    return { name, kind, file: folder + file, text, variables };
  });
