// Starts the small graph of `examples/streams.rs`, and reads of it what the subscriptions of the tests wait for.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const binary = new URL('../../target/debug/examples/streams', import.meta.url).pathname;

/** A running graph: its addresses, a token, and how to stop it. `port` 0 picks a free one. */
export async function startStreams(port = 0) {
  const child = spawn(binary, [String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const found = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [name, value] = line.split(' ');
    found[name.toLowerCase()] = value;
    if (found.token) break;
  }
  if (!found.token) throw new Error('the small graph did not start');
  const { graphql, graphiql, token } = found;

  async function ask(query) {
    const response = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()).data;
  }

  return {
    graphql,
    graphiql,
    token,
    port: Number(new URL(graphql).port),
    websocket: graphql.replace('http', 'ws'),
    tick: (text) => ask(`mutation { tick(text: ${JSON.stringify(text)}) }`),
    /** Waits until this many subscriptions are open. */
    async opened(count) {
      while ((await ask('{ open }')).open !== count);
    },
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** The next value of an iterator. */
export async function next(iterator) {
  const { value, done } = await iterator.next();
  if (done) throw new Error('nothing more came');
  return value;
}

/** Everything that an iterator gives. */
export async function all(iterator) {
  const values = [];
  for await (const value of iterator) values.push(value);
  return values;
}
