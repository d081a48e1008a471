/** What the server offers; one with `s` behind it begins with TLS. `smtp` is for who lives here to send, `mx` for others to bring. */
export const services = ['smtp', 'smtps', 'mx', 'imap', 'imaps', 'pop3', 'pop3s', 'sms'] as const;
export type Service = (typeof services)[number];

/** The mail protocols, as accounts are switched and logs are kept by. */
export const protocols = ['smtp', 'imap', 'pop3'] as const;
export type Protocol = (typeof protocols)[number];
