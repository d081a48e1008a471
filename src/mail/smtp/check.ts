import { openSmtp, type SmtpOptions } from './connection.ts';

/** Connects and, with a secret, signs in; sends no mail. Throws what `openSmtp` and `login` throw. */
export async function checkSmtp(
  options: SmtpOptions,
  credentials: { readonly user: string; readonly secret: string } | undefined,
): Promise<void> {
  const session = await openSmtp(options);
  try {
    if (credentials) await session.login(credentials);
    session.quit();
  } finally {
    session.close();
  }
}
