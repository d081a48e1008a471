/** Postfix's main.cf and master.cf, written whole: nothing of /etc/postfix is read. */
import type { PostfixOptions } from './postfix.ts';

export interface PostfixConfig {
  readonly options: PostfixOptions;
  readonly folder: string;
  readonly submissionPort: number;
  readonly smtpsPort: number;
  readonly smtpPort: number;
  readonly recipientTablePort: number;
}

const MEGABYTE = 1_000_000;

export function postfixConfig({ options, folder, recipientTablePort }: PostfixConfig): string {
  const { dovecot, messageSizeLimitBytes = 25 * MEGABYTE } = options;
  const domains = new Set(dovecot.users.map(({ address }) => address.slice(address.lastIndexOf('@') + 1)));
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
myhostname = mail.example.test
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
disable_dns_lookups = yes
smtpd_peername_lookup = no
local_recipient_maps =
local_transport = error:no local users
default_transport = error:5.7.1 this server delivers to its own users only
relay_transport = error:5.7.1 this server delivers to its own users only
virtual_mailbox_domains = ${[...domains].join(' ')}
virtual_mailbox_maps = texthash:${folder}/etc/recipients
virtual_transport = lmtp:inet:127.0.0.1:${dovecot.lmtpPort}
message_size_limit = ${messageSizeLimitBytes}
virtual_mailbox_limit = 0
mailbox_size_limit = 0
smtpd_tls_cert_file = ${dovecot.certificate}
smtpd_tls_key_file = ${dovecot.key}
smtpd_tls_loglevel = 1
smtp_tls_security_level = none
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${dovecot.saslPort}
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access tcp:127.0.0.1:${recipientTablePort}, permit
smtpd_reject_unlisted_recipient = yes
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtputf8_enable = yes
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
${options.extraConfig ?? ''}
`;
}

export function masterConfig({ submissionPort, smtpsPort, smtpPort }: PostfixConfig): string {
  const submission = '  -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject';
  return `
127.0.0.1:${smtpPort} inet n - n - - smtpd
127.0.0.1:${submissionPort} inet n - n - - smtpd
${submission}
  -o smtpd_tls_security_level=may
127.0.0.1:${smtpsPort} inet n - n - - smtpd
${submission}
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
