/** What looks like a secret and is about to leave. */
export const secretKindTexts = {
  privateKey: 'a private key',
  github: 'a GitHub token',
  gitlab: 'a GitLab token',
  aws: 'an AWS access key',
  slack: 'a Slack token',
  stripe: 'a Stripe key',
  npm: 'an npm token',
  pypi: 'a PyPI token',
  google: 'a Google key',
  azure: 'an Azure key',
  aliyun: 'an Aliyun access key',
  tencent: 'a Tencent Cloud access key',
  jwt: 'a signed token (JWT)',
  webhook: 'an address that lets anybody post',
  apiKey: 'an API key',
  urlPassword: 'a password in an address',
  password: 'a password',
  envFile: 'a file of settings with secrets',
} as const;

export const secretTexts = {
  inText: 'This looks like {what}. Everybody who gets the mail can read it.',
  question: {
    one: 'This mail seems to hold a secret. Send it?',
    other: 'This mail seems to hold {count} secrets. Send them?',
  },
  textPlace: '{what}: in the text, line {line}',
  filePlace: '{what}: in {file}, line {line}',
  wholeFile: '{what}: in {file}',
  once: 'Send This Once',
  always: 'Always Allow Here',
  show: 'Show It',
} as const;
