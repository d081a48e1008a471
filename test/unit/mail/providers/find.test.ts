import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  domainOf,
  findProviderByAddress,
  findProviderById,
  findProviderByMx,
} from '../../../../src/mail/providers/find.ts';
import { providerRows } from '../../../../src/mail/providers/table.ts';

/** Address, provider, IMAP and SMTP: what the providers' own pages say. */
const samples = [
  ['a@sina.com', 'sina', 'imap.sina.com:993 tls', 'smtp.sina.com:465 tls'],
  ['a@sohu.com', 'sohu', 'imap.sohu.com:993 tls', 'smtp.sohu.com:465 tls'],
  ['1234567@qq.com', 'qq', 'imap.qq.com:993 tls', 'smtp.qq.com:465 tls'],
  ['a@foxmail.com', 'foxmail', 'imap.qq.com:993 tls', 'smtp.qq.com:465 tls'],
  ['a@163.com', '163', 'imap.163.com:993 tls', 'smtp.163.com:465 tls'],
  ['a@126.com', '126', 'imap.126.com:993 tls', 'smtp.126.com:465 tls'],
  ['a@yeah.net', 'yeah', 'imap.yeah.net:993 tls', 'smtp.yeah.net:465 tls'],
  ['a@exmail.qq.com', 'exmail', 'imap.exmail.qq.com:993 tls', 'smtp.exmail.qq.com:465 tls'],
  ['a@aliyun.com', 'aliyun', 'imap.aliyun.com:993 tls', 'smtp.aliyun.com:465 tls'],
  ['a@mails.tsinghua.edu.cn', 'tsinghua-students', 'mails.tsinghua.edu.cn:993 tls', 'mails.tsinghua.edu.cn:465 tls'],
  ['a@gmail.com', 'gmail', 'imap.gmail.com:993 tls', 'smtp.gmail.com:465 tls'],
  ['a@outlook.com', 'outlook', 'outlook.office365.com:993 tls', 'smtp-mail.outlook.com:587 starttls'],
  ['a@icloud.com', 'icloud', 'imap.mail.me.com:993 tls', 'smtp.mail.me.com:587 starttls'],
  ['a@fastmail.com', 'fastmail', 'imap.fastmail.com:993 tls', 'smtp.fastmail.com:465 tls'],
] as const;

describe('A01 providers are known without asking the network', () => {
  for (const [address, id, imap, smtp] of samples) {
    test(`${address} → ${imap}, ${smtp}`, () => {
      const provider = findProviderByAddress(address);
      assert.equal(provider?.id, id);
      assert.equal(`${provider?.imap?.host}:${provider?.imap?.port} ${provider?.imap?.security}`, imap);
      assert.equal(`${provider?.smtp?.host}:${provider?.smtp?.port} ${provider?.smtp?.security}`, smtp);
    });
  }

  test('case and a trailing dot of the domain do not matter; a longer domain is another one', () => {
    assert.equal(findProviderByAddress('A@QQ.com')?.id, 'qq');
    assert.equal(findProviderByAddress('a@qq.com.')?.id, 'qq');
    assert.equal(findProviderByAddress('a@evil-qq.com'), undefined);
    assert.equal(findProviderByAddress('a@qq.com.evil.example'), undefined);
    assert.equal(findProviderByAddress('a@tenant.onmicrosoft.com')?.id, 'microsoft365');
  });

  test('iCloud and a few others sign in to IMAP with the part before the @', () => {
    assert.equal(findProviderByAddress('a@me.com')?.imap?.userForm, 'local');
    assert.equal(findProviderByAddress('a@me.com')?.smtp?.userForm, 'address');
  });

  test('a company domain is recognised by its mail exchangers', () => {
    assert.equal(findProviderByMx(['mxbiz1.qq.com.'])?.id, 'exmail');
    assert.equal(findProviderByMx(['mx1.qiye.aliyun.com'])?.id, 'aliyun-qiye');
    assert.equal(findProviderByMx(['qiye163mx01.mxmail.netease.com', 'x.qiye.163.com'])?.id, 'qiye163');
    assert.equal(findProviderByMx(['ASPMX.L.GOOGLE.COM'])?.id, 'gmail');
    assert.equal(findProviderByMx(['contoso-com.mail.protection.outlook.com'])?.secret, 'oauth2');
    assert.equal(findProviderByMx(['notgoogle.com']), undefined);
  });

  test('Outlook and Microsoft 365 take no password, QQ and NetEase want a code, Gmail and iCloud an app password', () => {
    const kinds = ['outlook', 'microsoft365', 'qq', '163', 'gmail', 'icloud'].map((id) => findProviderById(id)?.secret);
    assert.deepEqual(kinds, ['oauth2', 'oauth2', 'code', 'code', 'app-password', 'app-password']);
  });
});

describe('the provider table', () => {
  test('every row has a service with TLS, a page where a code is wanted, and an id of its own', () => {
    for (const row of providerRows) {
      const provider = findProviderById(row.id);
      assert.ok(provider?.imap ?? provider?.pop3 ?? provider?.smtp, row.id);
      for (const text of [row.imap, row.pop3, row.smtp])
        if (text) assert.match(text, /^[a-z\d.-]+:\d{2,5} (tls|starttls)( local)?$/, row.id);
      if (row.secret === 'code' || row.secret === 'oauth2') assert.ok(provider?.helpUrl, row.id);
    }
    assert.equal(new Set(providerRows.map(({ id }) => id)).size, providerRows.length);
    assert.ok(providerRows.length >= 63);
  });

  test('a domain belongs to one row only', () => {
    const seen = new Map<string, string>();
    for (const { id, domains } of providerRows) {
      for (const domain of domains.split(/\s+/).filter(Boolean)) {
        assert.equal(seen.get(domain), undefined, `${domain} is at ${seen.get(domain)} and ${id}`);
        seen.set(domain, id);
      }
    }
    assert.ok(seen.size > 500);
  });

  test('the domain of an address is what stands behind its last @', () => {
    assert.equal(domainOf('"a@b"@Example.COM '), 'example.com');
  });
});
