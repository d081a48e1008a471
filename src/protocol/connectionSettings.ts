/** Where a program sends its mail to, and as whom. */
export interface MailServerPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The settings that a framework reads, in its own form. */
export interface SettingsForm {
  readonly id: 'env' | 'django' | 'spring' | 'rails' | 'laravel' | 'symfony' | 'nodemailer';
  /** A product's name; the same in every language. */
  readonly name: string;
  /** The file that they go into. */
  readonly file: string;
  write(place: MailServerPlace): string;
}

/** In the order that they are offered. The server is on this machine, so none of them wants TLS. */
export const settingsForms: readonly SettingsForm[] = [
  { id: 'env', name: '.env', file: '.env', write: envText },
  { id: 'django', name: 'Django', file: 'settings.py', write: djangoText },
  { id: 'spring', name: 'Spring Boot', file: 'application.properties', write: springText },
  { id: 'rails', name: 'Rails', file: 'config/environments/development.rb', write: railsText },
  { id: 'laravel', name: 'PHP (Laravel)', file: '.env', write: laravelText },
  { id: 'symfony', name: 'PHP (Symfony)', file: '.env', write: symfonyText },
  { id: 'nodemailer', name: 'Node (Nodemailer)', file: 'mail.js', write: nodeText },
];

function envText({ host, port, user, password }: MailServerPlace): string {
  return lines([
    `SMTP_HOST=${host}`,
    `SMTP_PORT=${port}`,
    `SMTP_USER=${user}`,
    `SMTP_PASSWORD=${password}`,
    'SMTP_TLS=false',
  ]);
}

function djangoText({ host, port, user, password }: MailServerPlace): string {
  return lines([
    "EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'",
    `EMAIL_HOST = ${single(host)}`,
    `EMAIL_PORT = ${port}`,
    `EMAIL_HOST_USER = ${single(user)}`,
    `EMAIL_HOST_PASSWORD = ${single(password)}`,
    'EMAIL_USE_TLS = False',
    'EMAIL_USE_SSL = False',
  ]);
}

function springText({ host, port, user, password }: MailServerPlace): string {
  return lines([
    `spring.mail.host=${host}`,
    `spring.mail.port=${port}`,
    `spring.mail.username=${user}`,
    `spring.mail.password=${password}`,
    'spring.mail.properties.mail.smtp.auth=true',
    'spring.mail.properties.mail.smtp.starttls.enable=false',
  ]);
}

function railsText({ host, port, user, password }: MailServerPlace): string {
  return lines([
    'config.action_mailer.delivery_method = :smtp',
    'config.action_mailer.smtp_settings = {',
    `  address: ${single(host)},`,
    `  port: ${port},`,
    `  user_name: ${single(user)},`,
    `  password: ${single(password)},`,
    '  authentication: :plain,',
    '  enable_starttls_auto: false',
    '}',
  ]);
}

function laravelText({ host, port, user, password }: MailServerPlace): string {
  return lines([
    'MAIL_MAILER=smtp',
    `MAIL_HOST=${host}`,
    `MAIL_PORT=${port}`,
    `MAIL_USERNAME=${user}`,
    `MAIL_PASSWORD=${password}`,
    'MAIL_ENCRYPTION=null',
  ]);
}

function symfonyText({ host, port, user, password }: MailServerPlace): string {
  const who = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return lines([`MAILER_DSN=smtp://${who}@${host}:${port}?auto_tls=false`]);
}

function nodeText({ host, port, user, password }: MailServerPlace): string {
  return lines([
    "const nodemailer = require('nodemailer');",
    '',
    'const transport = nodemailer.createTransport({',
    `  host: ${single(host)},`,
    `  port: ${port},`,
    '  secure: false,',
    '  ignoreTLS: true,',
    `  auth: { user: ${single(user)}, pass: ${single(password)} },`,
    '});',
    '',
    'module.exports = { transport };',
  ]);
}

/** A string of Python, Ruby or JavaScript. */
function single(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
