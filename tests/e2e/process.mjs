// Programs beside the tests: a port for them, and their life.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { eventually } from './base.mjs';

/** A port that is free now. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return String(port);
}

/** Starts a server, waits until something answers at `url`, does the work, and ends it. */
export async function whileServing({ program, args, env = process.env }, url, work) {
  const server = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (text) => {
      said = `${said}${text}`.slice(-2000);
    });
  }
  // A program that is not there says so here.
  server.on('error', (problem) => {
    said = `${said}${problem}`;
  });
  try {
    await eventually(async () => {
      assert.equal(server.exitCode, null, `the server has ended: ${said}`);
      await fetch(url).catch((problem) => assert.fail(`${problem.cause ?? problem}; ${said}`));
    });
    await work(url);
  } finally {
    if (server.pid && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
  }
}
