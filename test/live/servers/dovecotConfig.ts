/** Dovecot's configuration, written whole: nothing of /etc/dovecot is read. For Dovecot 2.3 (Debian 12). */
import { userInfo } from 'node:os';
import type { DovecotOptions, MailUser } from './dovecot.ts';

export interface DovecotConfig {
  readonly options: DovecotOptions;
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Name of the group that the test runs in. */
  readonly group: string;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  readonly lmtpPort: number;
  readonly saslPort: number;
}

export function dovecotConfig(config: DovecotConfig): string {
  const { options, folder, certificate, key } = config;
  const tls = { offered: 'yes', required: 'required', none: 'no' }[options.tls ?? 'offered'];
  return `
protocols = imap pop3 lmtp
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
ssl = ${tls}
ssl_cert = <${certificate}
ssl_key = <${key}
disable_plaintext_auth = ${tls === 'required' ? 'yes' : 'no'}
${identity(config)}
mail_location = maildir:${folder}/mail/%u
mail_home = ${folder}/mail/%u
mail_fsync = never
mail_max_userip_connections = 1000
maildir_stat_dirs = no
auth_mechanisms = plain login
auth_username_format = %Lu
auth_failure_delay = 0
auth_verbose = yes
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/passwd
}
userdb {
  driver = static
  args = home=${folder}/mail/%u
}
${options.capability === undefined ? '' : `imap_capability = ${options.capability}`}
${options.specialUse === false ? 'namespace inbox {\n  inbox = yes\n}' : SPECIAL_USE}
${services(config)}
${options.extraConfig ?? ''}
`;
}

/** Base64, because a colon or a blank in a password would end the field. */
export function passwordFile(users: readonly MailUser[]): string {
  const lines = users.map(
    ({ address, password }) => `${address.toLowerCase()}:{PLAIN.b64}${Buffer.from(password).toString('base64')}\n`,
  );
  return lines.join('');
}

/** As root the processes become Debian's users; as anybody else they all stay what they are, without chroot. */
function identity({ owner, group }: DovecotConfig): string {
  if (owner) return `mail_uid = ${owner.uid}\nmail_gid = ${owner.gid}\nfirst_valid_uid = 1\nfirst_valid_gid = 1`;
  const { username, uid, gid } = userInfo();
  const services = ['anvil', 'imap-login', 'pop3-login', 'stats'];
  return [
    ...[`default_login_user = ${username}`, `default_internal_user = ${username}`, `default_internal_group = ${group}`],
    ...[`mail_uid = ${uid}`, `mail_gid = ${gid}`, 'first_valid_uid = 1', 'first_valid_gid = 1'],
    ...services.map((name) => `service ${name} {\n  chroot =\n}`),
  ].join('\n');
}

const SPECIAL_USE = `namespace inbox {
  inbox = yes
${['Drafts', 'Sent', 'Trash', 'Junk', 'Archive']
  .map((name) => `  mailbox ${name} {\n    special_use = \\${name}\n    auto = subscribe\n  }`)
  .join('\n')}
}`;

function services(config: DovecotConfig): string {
  const { imapPort, imapsPort, pop3Port, pop3sPort, lmtpPort, saslPort } = config;
  const secure = (port: number) => (config.options.tls === 'none' ? 0 : port);
  return `
service imap-login {
  service_count = 0
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${secure(imapsPort)}
    ssl = yes
  }
}
service pop3-login {
  service_count = 0
  inet_listener pop3 {
    port = ${pop3Port}
  }
  inet_listener pop3s {
    port = ${secure(pop3sPort)}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
service auth {
  inet_listener sasl {
    port = ${saslPort}
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0 # A wrong password must not slow down the next test's right one.
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`;
}
