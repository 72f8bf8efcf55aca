// Starts the built binary on free ports and waits for its start lines.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where the built binary is. */
export const binary = new URL('../../target/debug/portico', import.meta.url).pathname;

/** A running Portico: its addresses, its development token, its sandbox's hardships, and how to stop it. */
export async function start(environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-'));
  const env = {
    ...process.env,
    PORTICO_HTTP__LISTEN: '127.0.0.1:0',
    PORTICO_SANDBOX__LISTEN: '127.0.0.1:0',
    ...environment,
  };
  const child = spawn(binary, ['serve'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const found = {};
  const production = environment.PORTICO_MODE === 'production';
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, name, value] = /^\s*(GraphiQL|GraphQL|Sandbox|Token)\s+(\S+)/.exec(line) ?? [];
      if (name) found[name.toLowerCase()] = value;
      // The last line of the welcome; production mode has no token to show.
      if (found.token || (production && found.sandbox)) return;
    }
    throw new Error(`Portico did not start:\n${log.join('\n')}`);
  })();
  await ready;
  const sandboxOrigin = new URL(found.sandbox).origin;
  return {
    ...found,
    sandboxOrigin,
    // Where it runs, and what another command needs to find its sandbox.
    folder,
    env: { ...env, PORTICO_SANDBOX__LISTEN: new URL(found.sandbox).host },
    /** Scripts what happens to the next call of a provider's command. */
    async fault(command, kind) {
      const body = JSON.stringify({ provider: 'depositphotos', command, kind });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${sandboxOrigin}/_sandbox/faults`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
