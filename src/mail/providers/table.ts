/**
 * Mail providers: where their servers are, what they want in place of a password, and how they differ from what a client
 * expects. Facts only, gathered from the providers' own pages and public configuration data; sentences are in `texts`.
 * One data table, so longer than other files.
 */

/** `password`: the ordinary one. `app-password`, `code` (授权码): made on the provider's site. `oauth2`: no password works. */
export type SecretKind = 'password' | 'app-password' | 'code' | 'oauth2';

/**
 * - `savesSentCopy`: files what it sends in Sent by itself.
 * - `needsId`: wants ID (RFC 2971) after signing in, before SELECT.
 * - `mustSwitchOn`: IMAP and SMTP are off until the person allows them on the web.
 * - `searchUnreliable`: SEARCH ignores keys or answers BAD.
 * - `senderMustMatch`: From must be the account's own address.
 * - `noUidValidity`, `ascendingRangesOnly`, `noSpecialUse`, `plainListOnly`: what its IMAP lacks or refuses.
 * - `labels`: mailboxes are labels; deleting means moving to the Trash.
 * - `rewritesMessageId`: what arrives may carry another Message-ID than what left.
 * - `localBridge`: a program on this machine with a self-made certificate.
 */
export type ProviderQuirk =
  | 'savesSentCopy'
  | 'needsId'
  | 'mustSwitchOn'
  | 'searchUnreliable'
  | 'senderMustMatch'
  | 'noUidValidity'
  | 'ascendingRangesOnly'
  | 'noSpecialUse'
  | 'plainListOnly'
  | 'labels'
  | 'rewritesMessageId'
  | 'localBridge';

/**
 * One row. Domains and names of mail exchangers are separated by blanks; `*.` stands for any name under the rest. A service reads `host:port security`, and `local`
 * behind it where the user name is the part before the @.
 */
export interface ProviderRow {
  readonly id: string;
  readonly name: string;
  readonly domains: string;
  /** Ends of the mail exchangers' names of other domains that it hosts. */
  readonly mx?: string;
  readonly imap?: string;
  readonly pop3?: string;
  readonly smtp?: string;
  readonly secret: SecretKind;
  /** What some of its accounts want instead. */
  readonly alternative?: SecretKind;
  /** The page that explains the secret. */
  readonly help?: string;
  /** The page that makes one. */
  readonly create?: string;
  /** The page that explains how to switch IMAP and SMTP on. */
  readonly enable?: string;
  readonly quirks?: readonly ProviderQuirk[];
}

export const providerRows: readonly ProviderRow[] = [
  {
    id: 'gmail',
    name: 'Gmail',
    domains: 'gmail.com googlemail.com google.com jazztel.es nyu.edu',
    mx: 'google.com googlemail.com',
    imap: 'imap.gmail.com:993 tls',
    pop3: 'pop.gmail.com:995 tls',
    smtp: 'smtp.gmail.com:465 tls',
    secret: 'app-password',
    help: 'https://support.google.com/accounts/answer/185833',
    create: 'https://myaccount.google.com/apppasswords',
    quirks: ['savesSentCopy', 'labels'],
  },
  {
    id: 'outlook',
    name: 'Outlook.com',
    domains: `
      hotmail.com live.com msn.com outlook.com windowslive.com outlook.at outlook.be outlook.cl outlook.cz
      outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr
      outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk outlook.co.id outlook.co.il
      outlook.co.th outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr outlook.com.tr outlook.com.vn
      hotmail.be hotmail.ca hotmail.cl hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr
      hotmail.hu hotmail.it hotmail.lt hotmail.lv hotmail.my hotmail.nl hotmail.no hotmail.ph hotmail.rs hotmail.se
      hotmail.sg hotmail.sk hotmail.co.id hotmail.co.il hotmail.co.in hotmail.co.jp hotmail.co.kr hotmail.co.th
      hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.hk hotmail.com.tr
      hotmail.com.tw hotmail.com.vn live.at live.be live.ca live.cl live.cn live.de live.dk live.fi live.fr live.hk
      live.ie live.in live.it live.jp live.nl live.no live.ru live.se live.co.jp live.co.kr live.co.uk live.co.za
      live.com.ar live.com.au live.com.mx live.com.my live.com.ph live.com.pt live.com.sg livemail.tw`,
    imap: 'outlook.office365.com:993 tls',
    pop3: 'outlook.office365.com:995 tls',
    smtp: 'smtp-mail.outlook.com:587 starttls',
    secret: 'oauth2',
    help: 'https://support.microsoft.com/office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040',
    quirks: ['savesSentCopy', 'rewritesMessageId'],
  },
  {
    id: 'microsoft365',
    name: 'Microsoft 365',
    domains: 'office365.com *.onmicrosoft.com',
    mx: 'mail.protection.outlook.com',
    imap: 'outlook.office365.com:993 tls',
    pop3: 'outlook.office365.com:995 tls',
    smtp: 'smtp.office365.com:587 starttls',
    secret: 'oauth2',
    help: 'https://aka.ms/smtp_auth_disabled',
    quirks: ['savesSentCopy'],
  },
  {
    id: 'yahoo',
    name: 'Yahoo Mail',
    domains: `
      yahoo.com yahoo.ca yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in yahoo.co.uk yahoo.co.nz
      yahoo.com.au yahoo.com.ar yahoo.com.br yahoo.com.mx ymail.com myyahoo.com rocketmail.com cox.net
      mail.am0.yahoodns.net am0.yahoodns.net yahoodns.net`,
    imap: 'imap.mail.yahoo.com:993 tls',
    pop3: 'pop.mail.yahoo.com:995 tls',
    smtp: 'smtp.mail.yahoo.com:465 tls',
    secret: 'app-password',
    help: 'https://help.yahoo.com/kb/SLN15241.html',
  },
  {
    id: 'yahoo-jp',
    name: 'Yahoo! Japan Mail',
    domains: 'yahoo.co.jp',
    pop3: 'pop.mail.yahoo.co.jp:995 tls local',
    smtp: 'smtp.mail.yahoo.co.jp:465 tls local',
    secret: 'password',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'aol',
    name: 'AOL Mail',
    domains: `
      aol.com aim.com netscape.net netscape.com compuserve.com cs.com wmconnect.com aol.de aol.it aol.fr aol.es
      aol.se aol.co.uk aol.co.nz aol.com.au aol.com.ar aol.com.br aol.com.mx mail.gm0.yahoodns.net`,
    imap: 'imap.aol.com:993 tls',
    pop3: 'pop.aol.com:995 tls',
    smtp: 'smtp.aol.com:465 tls',
    secret: 'app-password',
    help: 'https://help.aol.com/articles/how-do-i-use-other-email-applications-to-send-and-receive-my-aol-mail',
  },
  {
    id: 'icloud',
    name: 'iCloud Mail',
    domains: 'mac.com me.com icloud.com',
    mx: 'mail.icloud.com',
    imap: 'imap.mail.me.com:993 tls local',
    smtp: 'smtp.mail.me.com:587 starttls',
    secret: 'app-password',
    help: 'https://support.apple.com/HT204397',
  },
  {
    id: 'fastmail',
    name: 'Fastmail',
    domains: 'messagingengine.com fastmail.com fastmail.fm',
    mx: 'messagingengine.com',
    imap: 'imap.fastmail.com:993 tls',
    pop3: 'pop.fastmail.com:995 tls',
    smtp: 'smtp.fastmail.com:465 tls',
    secret: 'app-password',
    help: 'https://app.fastmail.com/settings/security/devices',
  },
  {
    id: 'proton',
    name: 'Proton Mail (Bridge)',
    domains: 'proton.me protonmail.com protonmail.ch pm.me',
    mx: 'protonmail.ch',
    imap: '127.0.0.1:1143 starttls',
    smtp: '127.0.0.1:1025 starttls',
    secret: 'app-password',
    help: 'https://proton.me/mail/bridge',
    quirks: ['savesSentCopy', 'localBridge'],
  },
  {
    id: 'zoho-com',
    name: 'Zoho Mail (US)',
    domains: 'zoho.com zohomail.com',
    mx: 'zoho.com',
    imap: 'imap.zoho.com:993 tls',
    pop3: 'pop.zoho.com:995 tls',
    smtp: 'smtp.zoho.com:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://www.zoho.com/mail/help/imap-access.html',
    quirks: ['savesSentCopy', 'mustSwitchOn'],
  },
  {
    id: 'zoho-eu',
    name: 'Zoho Mail (EU)',
    domains: 'zoho.eu zohomail.eu',
    mx: 'zoho.eu',
    imap: 'imap.zoho.eu:993 tls',
    pop3: 'pop.zoho.eu:995 tls',
    smtp: 'smtp.zoho.eu:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://www.zoho.com/mail/help/imap-access.html',
    quirks: ['savesSentCopy', 'mustSwitchOn'],
  },
  {
    id: 'zoho-in',
    name: 'Zoho Mail (IN)',
    domains: 'zoho.in zohomail.in',
    mx: 'zoho.in',
    imap: 'imap.zoho.in:993 tls',
    pop3: 'pop.zoho.in:995 tls',
    smtp: 'smtp.zoho.in:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://www.zoho.com/mail/help/imap-access.html',
    quirks: ['savesSentCopy', 'mustSwitchOn'],
  },
  {
    id: 'gmx-de',
    name: 'GMX (de/at/ch)',
    domains: 'gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info mein.gmx mail.gmx email.gmx',
    imap: 'imap.gmx.net:993 tls',
    pop3: 'pop.gmx.net:995 tls',
    smtp: 'mail.gmx.net:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://hilfe.gmx.net/pop-imap/einschalten.html',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'gmx-com',
    name: 'GMX (international)',
    domains: `
      gmx.com gmx.tm gmx.us gmx.co.uk gmx.es gmx.fr gmx.ca gmx.cn gmx.co.in gmx.com.br gmx.com.my gmx.hk gmx.ie
      gmx.ph gmx.pt gmx.ru gmx.se gmx.sg gmx.tw gmx.com.tr gmx.it gmx.li`,
    imap: 'imap.gmx.com:993 tls',
    pop3: 'pop.gmx.com:995 tls',
    smtp: 'mail.gmx.com:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://support.gmx.com/pop-imap/toggle.html',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'webde',
    name: 'WEB.DE',
    domains: 'web.de',
    imap: 'imap.web.de:993 tls local',
    pop3: 'pop3.web.de:995 tls local',
    smtp: 'smtp.web.de:465 tls local',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://hilfe.web.de/pop-imap/einschalten.html',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'mailru',
    name: 'Mail.ru',
    domains: 'mail.ru inbox.ru list.ru bk.ru corp.mail.ru',
    mx: 'mxs.mail.ru',
    imap: 'imap.mail.ru:993 tls',
    pop3: 'pop.mail.ru:995 tls',
    smtp: 'smtp.mail.ru:465 tls',
    secret: 'app-password',
    help: 'https://help.mail.ru/mail/security/protection/external',
  },
  {
    id: 'yandex',
    name: 'Yandex Mail',
    domains: 'yandex.ru yandex.com yandex.net yandex.by yandex.kz yandex.ua ya.ru narod.ru',
    mx: 'mx.yandex.net',
    imap: 'imap.yandex.com:993 tls',
    pop3: 'pop.yandex.com:995 tls',
    smtp: 'smtp.yandex.com:465 tls',
    secret: 'app-password',
    help: 'https://yandex.com/support/mail/mail-clients/others.html',
    quirks: ['mustSwitchOn', 'senderMustMatch'],
  },
  {
    id: 'rambler',
    name: 'Rambler',
    domains: 'rambler.ru',
    imap: 'imap.rambler.ru:993 tls',
    pop3: 'pop.rambler.ru:995 tls',
    smtp: 'smtp.rambler.ru:465 tls',
    secret: 'password',
    quirks: ['mustSwitchOn'],
  },
  {
    id: '163',
    name: '163 Mail',
    domains: '163.com',
    imap: 'imap.163.com:993 tls',
    pop3: 'pop.163.com:995 tls',
    smtp: 'smtp.163.com:465 tls',
    secret: 'code',
    help: 'https://help.mail.163.com/faqDetail.do?code=d7a5dc8471cd0c0e8b4b8f4f8e49998b374173cfe9171305fa1ce630d7f67ac2eda07326646e6eb0',
    quirks: ['needsId', 'mustSwitchOn', 'searchUnreliable', 'senderMustMatch'],
  },
  {
    id: '126',
    name: '126 Mail',
    domains: '126.com',
    imap: 'imap.126.com:993 tls',
    pop3: 'pop.126.com:995 tls',
    smtp: 'smtp.126.com:465 tls',
    secret: 'code',
    help: 'https://help.mail.163.com/faqDetail.do?code=d7a5dc8471cd0c0e8b4b8f4f8e49998b374173cfe9171305fa1ce630d7f67ac2eda07326646e6eb0',
    quirks: ['needsId', 'mustSwitchOn', 'searchUnreliable', 'senderMustMatch'],
  },
  {
    id: 'yeah',
    name: 'yeah.net Mail',
    domains: 'yeah.net',
    imap: 'imap.yeah.net:993 tls',
    pop3: 'pop.yeah.net:995 tls',
    smtp: 'smtp.yeah.net:465 tls',
    secret: 'code',
    help: 'https://help.mail.163.com/faqDetail.do?code=d7a5dc8471cd0c0e8b4b8f4f8e49998b374173cfe9171305fa1ce630d7f67ac2eda07326646e6eb0',
    quirks: ['needsId', 'mustSwitchOn', 'searchUnreliable', 'senderMustMatch'],
  },
  {
    id: 'vip163',
    name: 'VIP 163 Mail',
    domains: 'vip.163.com',
    imap: 'imap.vip.163.com:993 tls',
    pop3: 'pop.vip.163.com:995 tls',
    smtp: 'smtp.vip.163.com:465 tls',
    secret: 'code',
    help: 'https://help.mail.163.com/faqDetail.do?code=d7a5dc8471cd0c0e8b4b8f4f8e49998b374173cfe9171305fa1ce630d7f67ac2eda07326646e6eb0',
    quirks: ['needsId', 'mustSwitchOn', 'searchUnreliable', 'senderMustMatch'],
  },
  {
    id: 'qiye163',
    name: 'NetEase Enterprise Mail',
    domains: '',
    mx: 'qiye.163.com ym.163.com',
    imap: 'imap.qiye.163.com:993 tls',
    pop3: 'pop.qiye.163.com:995 tls',
    smtp: 'smtp.qiye.163.com:994 tls',
    secret: 'password',
    alternative: 'code',
    help: 'https://qiye.163.com/help/',
    quirks: ['needsId'],
  },
  {
    id: 'qq',
    name: 'QQ Mail',
    domains: 'qq.com',
    imap: 'imap.qq.com:993 tls',
    pop3: 'pop.qq.com:995 tls',
    smtp: 'smtp.qq.com:465 tls',
    secret: 'code',
    help: 'http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256',
    quirks: ['needsId', 'mustSwitchOn', 'searchUnreliable', 'senderMustMatch'],
  },
  {
    id: 'foxmail',
    name: 'Foxmail',
    domains: 'foxmail.com',
    imap: 'imap.qq.com:993 tls',
    pop3: 'pop.qq.com:995 tls',
    smtp: 'smtp.qq.com:465 tls',
    secret: 'code',
    help: 'http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256',
    quirks: ['needsId', 'mustSwitchOn', 'searchUnreliable', 'senderMustMatch'],
  },
  {
    id: 'exmail',
    name: 'Tencent Exmail',
    domains: 'exmail.qq.com',
    mx: 'mxbiz1.qq.com mxbiz2.qq.com mxbiz.qq.com',
    imap: 'imap.exmail.qq.com:993 tls',
    pop3: 'pop.exmail.qq.com:995 tls',
    smtp: 'smtp.exmail.qq.com:465 tls',
    secret: 'password',
    alternative: 'code',
    help: 'https://open.work.weixin.qq.com/help2/pc/19902',
    quirks: ['noUidValidity', 'ascendingRangesOnly', 'noSpecialUse', 'senderMustMatch'],
  },
  {
    id: 'sina',
    name: 'Sina Mail',
    domains: 'sina.com',
    imap: 'imap.sina.com:993 tls',
    pop3: 'pop.sina.com:995 tls',
    smtp: 'smtp.sina.com:465 tls',
    secret: 'code',
    help: 'https://help.sina.com.cn/',
    quirks: ['mustSwitchOn', 'searchUnreliable'],
  },
  {
    id: 'sina-cn',
    name: 'Sina Mail',
    domains: 'sina.cn',
    imap: 'imap.sina.cn:993 tls',
    pop3: 'pop.sina.cn:995 tls',
    smtp: 'smtp.sina.cn:465 tls',
    secret: 'code',
    help: 'https://help.sina.com.cn/',
    quirks: ['mustSwitchOn', 'searchUnreliable'],
  },
  {
    id: 'sina-vip',
    name: 'Sina VIP Mail',
    domains: 'vip.sina.com',
    imap: 'imap.vip.sina.com:993 tls',
    pop3: 'pop3.vip.sina.com:995 tls',
    smtp: 'smtp.vip.sina.com:465 tls',
    secret: 'code',
    help: 'https://help.sina.com.cn/',
    quirks: ['mustSwitchOn', 'searchUnreliable'],
  },
  {
    id: 'sohu',
    name: 'Sohu Mail',
    domains: 'sohu.com vip.sohu.com',
    imap: 'imap.sohu.com:993 tls',
    pop3: 'pop3.sohu.com:995 tls',
    smtp: 'smtp.sohu.com:465 tls',
    secret: 'code',
    help: 'https://mail.sohu.com/',
  },
  {
    id: '139',
    name: '139 Mail',
    domains: '139.com',
    imap: 'imap.139.com:993 tls',
    pop3: 'pop.139.com:995 tls',
    smtp: 'smtp.139.com:465 tls',
    secret: 'code',
    help: 'https://mail.10086.cn/',
    quirks: ['mustSwitchOn'],
  },
  {
    id: '189',
    name: '189 Mail',
    domains: '189.cn',
    imap: 'imap.189.cn:993 tls',
    pop3: 'pop.189.cn:995 tls',
    smtp: 'smtp.189.cn:465 tls',
    secret: 'password',
    alternative: 'code',
    help: 'https://mail.189.cn/',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'aliyun',
    name: 'Aliyun Mail',
    domains: 'aliyun.com',
    imap: 'imap.aliyun.com:993 tls',
    pop3: 'pop3.aliyun.com:995 tls',
    smtp: 'smtp.aliyun.com:465 tls',
    secret: 'password',
    alternative: 'code',
    help: 'https://mail.aliyun.com/',
    quirks: ['searchUnreliable', 'noSpecialUse'],
  },
  {
    id: 'aliyun-qiye',
    name: 'Alibaba Enterprise Mail',
    domains: '',
    mx: 'mxhichina.com qiye.aliyun.com',
    imap: 'imap.qiye.aliyun.com:993 tls',
    pop3: 'pop.qiye.aliyun.com:995 tls',
    smtp: 'smtp.qiye.aliyun.com:465 tls',
    secret: 'password',
    alternative: 'code',
    help: 'https://qiye.aliyun.com/',
    quirks: ['searchUnreliable'],
  },
  {
    id: 'naver',
    name: 'Naver',
    domains: 'naver.com',
    imap: 'imap.naver.com:993 tls',
    pop3: 'pop.naver.com:995 tls',
    smtp: 'smtp.naver.com:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://help.naver.com/service/30029/contents/21342?osType=PC&lang=ko',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'daum',
    name: 'Daum / Kakao',
    domains: 'daum.net',
    imap: 'imap.daum.net:993 tls',
    smtp: 'smtp.daum.net:465 tls',
    secret: 'app-password',
    help: 'https://cs.daum.net/faq/43/9234.html#24081',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'libero',
    name: 'Libero / Italiaonline',
    domains: 'libero.it iol.it blu.it inwind.it giallo.it',
    imap: 'imapmail.libero.it:993 tls',
    pop3: 'popmail.libero.it:995 tls',
    smtp: 'smtp.libero.it:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'http://aiuto.libero.it/articolo/mail/parametri-di-configurazione-per-il-client-di-posta/',
  },
  {
    id: 'virgilio',
    name: 'Virgilio',
    domains: 'virgilio.it',
    imap: 'in.virgilio.it:993 tls',
    pop3: 'in.virgilio.it:995 tls',
    smtp: 'out.virgilio.it:465 tls',
    secret: 'password',
  },
  {
    id: 'orange',
    name: 'Orange France',
    domains: 'orange.fr wanadoo.fr',
    imap: 'imap.orange.fr:993 tls',
    pop3: 'pop.orange.fr:995 tls',
    smtp: 'smtp.orange.fr:465 tls',
    secret: 'password',
    quirks: ['plainListOnly'],
  },
  {
    id: 'free',
    name: 'Free.fr',
    domains: 'free.fr',
    imap: 'imap.free.fr:993 tls local',
    pop3: 'pop.free.fr:995 tls local',
    smtp: 'smtp.free.fr:465 tls local',
    secret: 'password',
  },
  {
    id: 'laposte',
    name: 'La Poste',
    domains: 'laposte.net',
    imap: 'imap.laposte.net:993 tls local',
    pop3: 'pop.laposte.net:995 tls local',
    smtp: 'smtp.laposte.net:465 tls local',
    secret: 'password',
  },
  {
    id: 'sfr',
    name: 'SFR',
    domains: 'sfr.fr neuf.fr club-internet.fr',
    imap: 'imap.sfr.fr:993 tls',
    pop3: 'pop.sfr.fr:995 tls',
    smtp: 'smtp.sfr.fr:465 tls',
    secret: 'password',
  },
  {
    id: 't-online',
    name: 'T-Online / Telekom',
    domains: 't-online.de magenta.de',
    imap: 'secureimap.t-online.de:993 tls',
    pop3: 'securepop.t-online.de:995 tls',
    smtp: 'securesmtp.t-online.de:465 tls',
    secret: 'app-password',
    help: 'https://www.telekom.de/hilfe/apps-dienste/e-mail/programme/passwort-verwalten',
  },
  {
    id: 'posteo',
    name: 'Posteo',
    domains: `
      posteo.de posteo.at posteo.be posteo.ca posteo.ch posteo.cl posteo.co posteo.co.uk posteo.com posteo.com.br
      posteo.cr posteo.cz posteo.dk posteo.ee posteo.es posteo.eu posteo.fi posteo.gl posteo.gr posteo.hn posteo.hr
      posteo.hu posteo.ie posteo.in posteo.is posteo.it posteo.jp posteo.la posteo.li posteo.lt posteo.lu posteo.me
      posteo.mx posteo.my posteo.net posteo.nl posteo.no posteo.nz posteo.org posteo.pe posteo.pl posteo.pm
      posteo.pt posteo.ro posteo.se posteo.sg posteo.si posteo.tn posteo.uk posteo.us`,
    imap: 'posteo.de:993 tls',
    pop3: 'posteo.de:995 tls',
    smtp: 'posteo.de:465 tls',
    secret: 'password',
  },
  {
    id: 'mailbox-org',
    name: 'mailbox.org',
    domains: 'mailbox.org',
    mx: 'mailbox.org',
    imap: 'imap.mailbox.org:993 tls',
    pop3: 'pop3.mailbox.org:995 tls',
    smtp: 'smtp.mailbox.org:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://kb.mailbox.org/',
  },
  {
    id: 'migadu',
    name: 'Migadu',
    domains: '',
    mx: 'migadu.com',
    imap: 'imap.migadu.com:993 tls',
    pop3: 'pop.migadu.com:995 tls',
    smtp: 'smtp.migadu.com:465 tls',
    secret: 'password',
    help: 'https://www.migadu.com/guides/',
  },
  {
    id: 'purelymail',
    name: 'Purelymail',
    domains: 'purelymail.com cheapermail.com placeq.com rethinkmail.com worldofmail.com',
    mx: 'purelymail.com',
    imap: 'imap.purelymail.com:993 tls',
    smtp: 'smtp.purelymail.com:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://purelymail.com/docs/',
  },
  {
    id: 'runbox',
    name: 'Runbox',
    domains: 'runbox.com runbox.no',
    mx: 'runbox.com',
    imap: 'imap.runbox.com:993 tls',
    pop3: 'pop.runbox.com:995 tls',
    smtp: 'smtp.runbox.com:465 tls',
    secret: 'password',
    alternative: 'app-password',
    help: 'https://help.runbox.com/',
  },
  {
    id: 'hushmail',
    name: 'Hushmail',
    domains: 'hushmail.com hush.com hushmail.me',
    imap: 'imap.hushmail.com:993 tls',
    pop3: 'pop.hushmail.com:995 tls',
    smtp: 'smtp.hushmail.com:465 tls',
    secret: 'password',
    help: 'https://help.hushmail.com/',
  },
  {
    id: 'seznam-cz',
    name: 'Seznam',
    domains: 'seznam.cz email.cz post.cz spoluzaci.cz',
    imap: 'imap.seznam.cz:993 tls',
    pop3: 'pop3.seznam.cz:995 tls',
    smtp: 'smtp.seznam.cz:465 tls',
    secret: 'password',
  },
  {
    id: 'wp-pl',
    name: 'WP.pl',
    domains: 'wp.pl',
    imap: 'imap.wp.pl:993 tls local',
    pop3: 'pop3.wp.pl:995 tls local',
    smtp: 'smtp.wp.pl:465 tls local',
    secret: 'password',
  },
  {
    id: 'onet-pl',
    name: 'Onet',
    domains: `
      onet.pl onet.eu poczta.onet.pl poczta.onet.eu op.pl vp.pl autograf.pl buziaczek.pl amorki.pl republika.pl
      adres.pl cyberia.pl onet.com.pl opoczta.pl pseudonim.pl spoko.pl vip.onet.pl`,
    imap: 'imap.poczta.onet.pl:993 tls',
    pop3: 'pop3.poczta.onet.pl:995 tls',
    smtp: 'smtp.poczta.onet.pl:465 tls',
    secret: 'password',
  },
  {
    id: 'o2-pl',
    name: 'o2.pl',
    domains: 'o2.pl go2.pl tlen.pl prokonto.pl',
    imap: 'poczta.o2.pl:993 tls local',
    pop3: 'poczta.o2.pl:995 tls local',
    smtp: 'poczta.o2.pl:465 tls local',
    secret: 'password',
  },
  {
    id: 'strato-de',
    name: 'Strato',
    domains: 'strato.de rzone.de',
    imap: 'imap.strato.de:993 tls',
    pop3: 'pop3.strato.de:995 tls',
    smtp: 'smtp.strato.de:465 tls',
    secret: 'password',
  },
  {
    id: '1und1-de',
    name: 'IONOS',
    domains: `
      online.de onlinehome.de sofortstart.de sofort-start.de sofortsurf.de sofort-surf.de go4more.de kundenserver.de
      schlund.de`,
    imap: 'imap.1und1.de:993 tls',
    pop3: 'pop.1und1.de:995 tls',
    smtp: 'smtp.1und1.de:465 tls',
    secret: 'password',
  },
  {
    id: 'mail-com',
    name: 'mail.com',
    domains: `
      mail.com mail.org email.com post.com usa.com accountant.com consultant.com dr.com engineer.com cheerful.com
      techie.com linuxmail.org europe.com london.com uymail.com myself.com iname.com writeme.com 2die4.com
      activist.com adexec.com africamail.com aircraftmail.com alabama.usa.com alaska.usa.com allergist.com
      alumni.com alumnidirector.com americamail.com amorous.com angelic.com archaeologist.com arizona.usa.com
      artlover.com asia-mail.com atheist.com australiamail.com bartender.net berlin.com bigger.com bikerider.com
      birdlover.com blader.com boardermail.com brazilmail.com brew-master.com california.usa.com californiamail.com
      caress.com catlover.com chef.net chemist.com chinamail.com clerk.com cliffhanger.com collector.org
      columnist.com comic.com computer4u.com contractor.net coolsite.net counsellor.com count.com couple.com
      cutey.com cyberdude.com cybergal.com cyber-wizard.com dallasmail.com dbzmail.com deliveryman.com diplomats.com
      disciples.com doctor.com doglover.com doramail.com dublin.com earthling.net elvisfan.com englandmail.com
      europemail.com execs.com fan.com feelings.com financier.com fireman.net florida.usa.com footballer.com
      gardener.com geologist.com germanymail.com graduate.org graphic-designer.com hackermail.com hairdresser.net
      hilarious.com hockeymail.com homemail.com hot-shot.com hour.com humanoid.net illinois.usa.com innocent.com
      inorbit.com instruction.com instructor.net insurer.com irelandmail.com italymail.com japan.com journalist.com
      keromail.com kittymail.com koreamail.com lawyer.com legislator.com loveable.com lovecat.com mad.scientist.com
      madonnafan.com madrid.com marchmail.com mexicomail.com mindless.com minister.com mobsters.com monarchy.com
      moscowmail.com munich.com musician.org muslim.com newyork.usa.com null.net nycmail.com oath.com optician.com
      pacificwest.com petlover.com photographer.net playful.com poetic.com politician.com popstar.com presidency.com
      priest.com programmer.net publicist.com realtyagent.com reborn.com reggaefan.com religious.com repairman.com
      representative.com rescueteam.com revenue.com rocketship.com rockfan.com rome.com royal.net saintly.com
      salesperson.net sanfranmail.com scientist.com scotlandmail.com secretary.net seductive.com singapore.com
      snakebite.com songwriter.net soon.com spainmail.com teachers.org technologist.com texas.usa.com thegame.com
      therapist.net toke.com tokyo.com toothfairy.com tvstar.com umpire.com wallet.com webname.com weirdness.com
      who.net whoever.com winning.com witty.com worker.com workmail.com yours.com`,
    imap: 'imap.mail.com:993 tls',
    pop3: 'pop.mail.com:995 tls',
    smtp: 'smtp.mail.com:465 tls',
    secret: 'password',
  },
  {
    id: 'gandi-net',
    name: 'Gandi',
    domains: 'gandi.net',
    mx: 'mail.gandi.net',
    imap: 'mail.gandi.net:993 tls',
    pop3: 'mail.gandi.net:995 tls',
    smtp: 'mail.gandi.net:465 tls',
    secret: 'password',
  },
  {
    id: 'ovh-net',
    name: 'OVH',
    domains: 'ovh.net',
    mx: 'mail.ovh.net',
    imap: 'ssl0.ovh.net:993 tls',
    pop3: 'ssl0.ovh.net:995 tls',
    smtp: 'ssl0.ovh.net:465 tls',
    secret: 'password',
  },
  {
    id: 'comcast-net',
    name: 'Xfinity Mail',
    domains: 'comcast.net',
    imap: 'imap.comcast.net:993 tls',
    pop3: 'mail.comcast.net:995 tls',
    smtp: 'smtp.comcast.net:465 tls',
    secret: 'password',
  },
  {
    id: 'att-net',
    name: 'AT&T Mail',
    domains: `
      ameritech.net att.net bellsouth.net currently.com flash.net nvbell.net pacbell.net prodigy.net sbcglobal.net
      snet.net swbell.net wans.net`,
    imap: 'imap.mail.att.net:993 tls',
    pop3: 'inbound.att.net:995 tls',
    smtp: 'outbound.att.net:465 tls',
    secret: 'password',
  },
  {
    id: 'btinternet-com',
    name: 'BT Mail',
    domains: 'btinternet.com btopenworld.com talk21.com',
    imap: 'mail.btinternet.com:993 tls',
    pop3: 'mail.btinternet.com:995 tls',
    smtp: 'mail.btinternet.com:465 tls',
    secret: 'password',
  },
  {
    id: 'bluewin-ch',
    name: 'Bluewin',
    domains: 'bluewin.ch bluemail.ch',
    imap: 'imaps.bluewin.ch:993 tls',
    pop3: 'pop3s.bluewin.ch:995 tls',
    smtp: 'smtpauths.bluewin.ch:465 tls',
    secret: 'password',
  },
  {
    id: 'verizon-net',
    name: 'Verizon Mail',
    domains: 'verizon.net',
    imap: 'imap.aol.com:993 tls',
    pop3: 'pop.aol.com:995 tls',
    smtp: 'smtp.aol.com:465 tls',
    secret: 'password',
  },
  {
    id: 'rediffmail-com',
    name: 'Rediffmail',
    domains: 'rediffmail.com',
    pop3: 'pop.rediffmail.com:995 tls',
    smtp: 'smtp.rediffmail.com:586 tls',
    secret: 'password',
  },
  {
    id: 'uol-com-br',
    name: 'UOL',
    domains: 'uol.com.br',
    imap: 'imap.uol.com.br:993 tls local',
    pop3: 'pop3.uol.com.br:995 tls local',
    smtp: 'smtps.uol.com.br:587 starttls local',
    secret: 'password',
    enable: 'http://bmail.uol.com.br/configuration/imap_access_config',
    quirks: ['mustSwitchOn'],
  },
  {
    id: 'tsinghua-students',
    name: 'Tsinghua University',
    domains: 'mails.tsinghua.edu.cn',
    imap: 'mails.tsinghua.edu.cn:993 tls',
    smtp: 'mails.tsinghua.edu.cn:465 tls',
    secret: 'code',
    help: 'https://mail.tsinghua.edu.cn/coremail/help/notice.html',
  },
  {
    id: 'tsinghua',
    name: 'Tsinghua University',
    domains: 'tsinghua.edu.cn mail.tsinghua.edu.cn',
    imap: 'mail.tsinghua.edu.cn:993 tls',
    smtp: 'mail.tsinghua.edu.cn:465 tls',
    secret: 'code',
    help: 'https://mail.tsinghua.edu.cn/coremail/help/notice.html',
  },
  {
    id: 'zju',
    name: 'Zhejiang University',
    domains: 'zju.edu.cn',
    imap: 'imap.zju.edu.cn:993 tls',
    pop3: 'pop3.zju.edu.cn:995 tls',
    smtp: 'smtp.zju.edu.cn:994 tls',
    secret: 'password',
    alternative: 'code',
    help: 'http://itc.zju.edu.cn/12086/list.htm',
  },
  {
    id: 'sjtu',
    name: 'Shanghai Jiao Tong University',
    domains: 'sjtu.edu.cn',
    imap: 'mail.sjtu.edu.cn:993 tls',
    smtp: 'mail.sjtu.edu.cn:465 tls',
    secret: 'password',
  },
];
