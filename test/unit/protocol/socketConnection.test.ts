import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { socketConnection } from '../../../src/protocol/socketConnection.ts';
import { tempFolder } from '../../support/tempFolder.ts';

test('who lets go in the middle of a message leaves nothing that keeps its process alive', async () => {
  await using folder = await tempFolder('rpc');
  const path = join(folder.path, 's');
  const server = createServer((socket) => void socket.write('Content-Length: 100\r\n\r\n{"half":'));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const socket = connect(path);
  const connection = socketConnection(socket);
  connection.listen();
  await new Promise((resolve) => socket.once('data', resolve));
  connection.dispose();
  socket.destroy();
  server.close();
  assert.equal(timers(), before);
});
