// No query that the schema answered stops working unless breaks.json says so and why: {"<what breaks>": "<reason>"}.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { buildSchema, findBreakingChanges } from 'graphql';

import { root, sdl } from './operations.js';

const deliberate = JSON.parse(readFileSync(new URL('breaks.json', import.meta.url), 'utf8'));

/** What a client of `before` can no longer do with `now`, save what is known. */
const breaks = (before, now, known) =>
  findBreakingChanges(buildSchema(before), buildSchema(now))
    .map(({ description }) => description)
    .filter((description) => !(description in known));

const git = (...options) => execFileSync('git', options, { cwd: root, encoding: 'utf8' });

test('the schema keeps what its last 20 versions promised', () => {
  // A commit's own history is in every clone, branches and remotes are not; 20 versions and not the last one, because
  // several commits may land at once. A shallow clone compares with what it has.
  const found = git('log', '--first-parent', '--max-count=20', '--format=%H', '--', 'schema.graphql');
  const commits = found.split('\n').filter(Boolean);
  assert.ok(commits.length > 0, 'git knows no version of schema.graphql');
  for (const commit of commits) {
    const broken = breaks(git('show', `${commit}:schema.graphql`), sdl, deliberate);
    assert.deepEqual(broken, [], `breaks what ${commit} promised; if that is meant, say so in breaks.json`);
  }
});

test('every deliberate break has a reason', () => {
  for (const [what, reason] of Object.entries(deliberate)) assert.match(reason, /\w+ \w+/, what);
});

test('a field that goes is a break, unless it is a known one', () => {
  const without = sdl.replace('\ttitle: String!', '\theading: String!');
  assert.deepEqual(breaks(sdl, without, {}), ['Item.title was removed.']);
  assert.deepEqual(breaks(sdl, without, { 'Item.title was removed.': 'nobody reads titles' }), []);
  assert.deepEqual(breaks(sdl, `${sdl}\nextend type Item { heading: String }`, {}), [], 'a field that comes is none');
});
