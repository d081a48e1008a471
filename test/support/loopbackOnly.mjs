// Loaded into every test process: what isn't this machine can't be reached, and who tries is written down, for which
// the runner fails the suite. Plain JavaScript, so that any Node can load it. Names that RFC 2606 and RFC 6761 keep for
// tests are answered "not found" without a question to anybody. MAILROOM_CONNECT_LOG names a file that gets one line of
// JSON for every connection that is tried, to a host or a pipe, with the program that tried.

import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const log = process.env.MAILROOM_OUTSIDE_LOG;
const trace = process.env.MAILROOM_CONNECT_LOG;
const isTestName = (name) => /(^|\.)(test|invalid|example|example\.(com|net|org))\.?$/i.test(name);
const isLocal = (host) => /^(127\.|::1$|::ffff:127\.|localhost\.?$|0\.0\.0\.0$|::$)/i.test(host) || host === '';

function tell(what) {
  if (!log) return;
  const where = new Error('').stack?.split('\n').slice(3, 7).join('\n') ?? '';
  appendFileSync(log, `${what} from ${process.argv[1] ?? 'node'}\n${where}\n`);
}

function notFound(name, syscall) {
  return Object.assign(new Error(`${syscall} ENOTFOUND ${name}`), { code: 'ENOTFOUND', syscall, hostname: name });
}

function refusal(name, syscall) {
  if (!isTestName(name)) tell(`${syscall} ${name}`);
  return notFound(name, syscall);
}

const { lookup } = dns;
dns.lookup = (name, options, callback) => {
  const answer = typeof options === 'function' ? options : callback;
  if (!name || net.isIP(name) || isLocal(name)) return lookup(name, options, callback);
  process.nextTick(answer, refusal(name, 'getaddrinfo'));
};
const lookupPromise = dns.promises.lookup;
dns.promises.lookup = async (name, options) => {
  if (!name || net.isIP(name) || isLocal(name)) return lookupPromise(name, options);
  throw refusal(name, 'getaddrinfo');
};
for (const method of ['resolve', 'resolve4', 'resolve6', 'resolveMx', 'resolveSrv', 'resolveTxt', 'resolveCname']) {
  for (const owner of [dns, dns.Resolver.prototype]) {
    owner[method] = (name, ...rest) => process.nextTick(rest.at(-1), refusal(name, method));
  }
  for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
    owner[method] = async (name) => {
      throw refusal(name, method);
    };
  }
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function guarded(...args) {
  // Sockets made by net.connect come with one array of arguments, already in order.
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const port = typeof options === 'object' ? options.port : args[0];
  const host = typeof options === 'object' ? options.host : typeof args[1] === 'string' ? args[1] : undefined;
  // HTTP over a pipe names a port as well.
  const pipe = typeof options === 'object' && typeof options.path === 'string' ? options.path : undefined;
  if (trace && (pipe ?? port) !== undefined) {
    const program = [process.argv[1] ?? process.execPath, ...process.argv.slice(2, 4)].join(' ');
    const where = pipe === undefined ? { host: host ?? 'localhost', port: Number(port) } : { pipe };
    appendFileSync(trace, `${JSON.stringify({ program, ...where })}\n`);
  }
  if (host && net.isIP(host) && !isLocal(host)) {
    tell(`connect ${host}`);
    process.nextTick(() =>
      this.destroy(Object.assign(new Error(`connect ENETUNREACH ${host}`), { code: 'ENETUNREACH' })),
    );
    return this;
  }
  return connect.apply(this, args);
};
syncBuiltinESMExports();
