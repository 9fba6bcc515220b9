/** Loaded before a program that listens on every address of the machine: it then listens on the loopback alone. */

import net from 'node:net';

const { listen } = net.Server.prototype as { listen(...given: unknown[]): net.Server };

net.Server.prototype.listen = function onLoopback(this: net.Server, ...given: unknown[]): net.Server {
  const [port, ...rest] = given;
  return typeof port === 'number' && typeof rest[0] !== 'string'
    ? listen.call(this, port, '127.0.0.1', ...rest)
    : listen.call(this, ...given);
};
