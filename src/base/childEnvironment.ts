/** All that a process of ours gets to see of its starter's environment. No password, no token, no NODE_OPTIONS. */
const passedOn = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMP',
  'TEMP',
  'TMPDIR',
  'LANG',
  'XDG_RUNTIME_DIR',
  'SystemRoot',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

type Environment = { readonly [name: string]: string | undefined };

/** The environment for a child: the listed names of `own`, and what makes the editor's executable run as plain Node. */
export function childEnvironment(own: Environment): { [name: string]: string } {
  const env: { [name: string]: string } = { ELECTRON_RUN_AS_NODE: '1' };
  for (const name of passedOn) {
    const value = own[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
