import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeText } from '../../../../src/mail/mime/charsets.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Every name of every encoding of the WHATWG list is long; one odd label of each is what can go wrong. */
const whatwg: readonly (readonly [labels: string, bytes: string, text: string])[] = [
  ['utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8', 'c3a9', 'é'],
  ['ibm866 cp866 866 csibm866', 'a0', 'а'],
  ['iso-8859-2 latin2 l2 csisolatin2 iso88592', 'e6', 'ć'],
  ['iso-8859-3 latin3 l3', 'e6', 'ĉ'],
  ['iso-8859-4 latin4 l4', 'b3', 'ŗ'],
  ['iso-8859-5 cyrillic csisolatincyrillic', 'd0', 'а'],
  ['iso-8859-6 arabic asmo-708 ecma-114', 'c7', 'ا'],
  ['iso-8859-7 greek sun_eu_greek elot_928', 'e1', 'α'],
  ['iso-8859-8 hebrew visual', 'e0', 'א'],
  ['iso-8859-8-i logical csiso88598i', 'e0', 'א'],
  ['iso-8859-10 latin6 l6', 'b3', 'ģ'],
  ['iso-8859-13 iso885913', 'e6', 'ę'],
  ['iso-8859-14 iso885914', 'a1', 'Ḃ'],
  ['iso-8859-15 latin-9 csisolatin9 l9', 'a4', '€'],
  ['iso-8859-16', 'a4', '€'],
  ['koi8-r koi cskoi8r koi8_r', 'c1', 'а'],
  ['koi8-u koi8-ru', 'a4', 'є'],
  ['macintosh mac csmacintosh x-mac-roman', '8e', 'é'],
  ['windows-874 tis-620 iso-8859-11 dos-874', 'a1', 'ก'],
  ['windows-1250 cp1250 x-cp1250', 'b9', 'ą'],
  ['windows-1251 cp1251 x-cp1251', 'e0', 'а'],
  ['windows-1252 iso-8859-1 latin1 cp819 ansi_x3.4-1968x x-cp1252', 'e9', 'é'],
  ['windows-1253 cp1253', 'e1', 'α'],
  ['windows-1254 iso-8859-9 latin5 csisolatin5', 'fd', 'ı'],
  ['windows-1255 cp1255', 'e0', 'א'],
  ['windows-1256 cp1256', 'c7', 'ا'],
  ['windows-1257 cp1257', 'e0', 'ą'],
  ['windows-1258 cp1258', 'f5', 'ơ'],
  ['x-mac-cyrillic x-mac-ukrainian', 'e0', 'а'],
  ['gbk gb2312 chinese csgb2312 iso-ir-58 x-gbk gb_2312-80', 'd6d0', '中'],
  ['gb18030 GB18030', '8139ef33', '㐄'],
  ['big5 big5-hkscs cn-big5 x-x-big5 csbig5', 'a4a4', '中'],
  ['euc-jp x-euc-jp cseucpkdfmtjapanese', 'a4a2', 'あ'],
  ['iso-2022-jp csiso2022jp', '1b2442 2422 1b2842', 'あ'],
  ['shift_jis sjis ms_kanji windows-31j x-sjis csshiftjis ms932', '82a0', 'あ'],
  ['euc-kr ks_c_5601-1987 korean windows-949 csksc56011987 iso-ir-149', 'b0a1', '가'],
  ['utf-16be unicodefffe', '4e2d', '中'],
  ['utf-16le utf-16 ucs-2 unicode csunicode iso-10646-ucs-2', '2d4e', '中'],
];

describe('D01 charsets by their labels', () => {
  test('D01 every encoding of the WHATWG list, by its odd names, too', () => {
    for (const [labels, bytes, text] of whatwg)
      for (const label of labels.split(' ')) assert.equal(decodeText(hex(bytes), label).text, text, label);
  });

  test('D01 what the list leaves out: UTF-7, HZ, ISO-2022 of Japan, Korea and China, DOS code pages, UTF-32', () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['utf-7', Buffer.from('Hi +Jjo- +-').toString('hex'), 'Hi ☺ +'],
      ['hz-gb-2312', Buffer.from('~{VPND~} ~~').toString('hex'), '中文 ~'],
      ['iso-2022-jp', '1b2849 313233 1b2842 0a 61', 'ｱｲｳ\na'],
      ['iso-2022-jp-1', '1b242844 3021307e 1b2842', '丂侄'],
      [
        'iso-2022-jp-2',
        '1b2442467c4b5c386c1b2842201b242843475131391b2842201b2441 5650397a 1b2842 20 1b2442 2641 1b2842 20 1b2e41 1b4e 69',
        '日本語 한국 中国 α é',
      ],
      ['iso-2022-kr', '1b242943 0e475131393e6e0f 206162 63200e385e404f0f', '한국어 abc 메일'],
      ['iso-2022-cn', '1b242941 0e56504e440f 616263 0e50453c7e0f', '中文abc信件'],
      ['iso-2022-cn', '1b242947 0e 7b37 667b 0f 1b242a48 1b4e 2121', '鐵路乂'],
      ['cp437', '82', 'é'],
      ['cp850', '82', 'é'],
      ['utf-32le', '2d4e0000', '中'],
    ];
    for (const [label, bytes, text] of cases) assert.equal(decodeText(hex(bytes), label).text, text, label);
  });

  test('D01 a lost escape of ISO-2022 costs a line, not the rest', () => {
    assert.equal(decodeText(hex('1b2442 2422 0a 6162'), 'iso-2022-jp').text, 'あ\nab');
  });

  test('D01 labels that say nothing, or with junk around them', () => {
    assert.equal(decodeText(hex('c3a9'), 'x-unknown').text, 'é');
    assert.equal(decodeText(hex('e9'), '"windows-1252";').text, 'é');
    assert.equal(decodeText(hex('e0'), 'win-1251').text, 'а');
    assert.equal(decodeText(hex('e1'), 'ISO_8859-7').text, 'α');
  });
});

describe('D01 charsets by what the bytes are', () => {
  const samples: readonly (readonly [charset: string, text: string, bytes: string])[] = [
    ['gb18030', '发票通知：请查收', 'b7a2c6b1cda8d6aaa3bac7ebb2e9cad5'],
    ['big5', '這是測試郵件', 'b36fac4fb4fab8d5b66ca5f3'],
    ['shift_jis', 'これはテスト', '82b182ea82cd8365835883 67'],
    ['euc-jp', 'これはテスト', 'a4b3a4eca4cfa5c6a5b9a5c8'],
    ['euc-kr', '안녕하세요', 'bec8b3e7c7cfbcbcbfe4'],
    ['windows-1251', 'Здравствуйте', 'c7e4f0e0e2f1f2e2f3e9f2e5'],
    ['koi8-u', 'Здравствуйте', 'fac4d2c1d7d3d4d7d5cad4c5'],
    ['iso-8859-5', 'Здравствуйте', 'b7d4e0d0d2e1e2d2e3d9e2d5'],
    ['windows-1253', 'Καλημέρα', 'cae1ebe7ecddf1e1'],
    ['windows-1255', 'זוהי הודעת בדיקה', 'e6e5e4e920e4e5e3f2fa20e1e3e9f7e4'],
    ['windows-1252', 'Informação', '496e666f726d61e7e36f'],
    ['windows-1252', 'Verão às três', '566572e36f20e0732074 72ea73'],
    ['iso-2022-jp', 'あ', '1b244224221b2842'],
    ['iso-2022-kr', '한국', '1b2429430e475131390f'],
    ['hz-gb-2312', '中文', '7e7b56504e447e7d'],
    ['utf-16le', 'Hello you', '480065006c006c006f00200079006f007500'],
    ['utf-16be', 'Hello you', '00480065006c006c006f00200079006f0075'],
  ];
  test('D01 without a label', () => {
    for (const [charset, text, bytes] of samples)
      assert.deepEqual(
        [decodeText(hex(bytes), undefined).text, decodeText(hex(bytes), '').charset],
        [text, charset],
        charset,
      );
  });

  test('D01 with a wrong one: UTF-8 as Latin, GBK as Latin, Shift_JIS as UTF-8, KOI8 as ASCII', () => {
    const gbk = Buffer.concat(Array(3).fill(hex('b7a2c6b1cda8d6aaa3bac7ebb2e9cad5')));
    assert.deepEqual(decodeText(Buffer.from('Größe über Maß'), 'iso-8859-1'), {
      text: 'Größe über Maß',
      charset: 'utf-8',
      defect: 'charsetWrong',
    });
    assert.equal(decodeText(gbk, 'windows-1252').text, '发票通知：请查收'.repeat(3));
    assert.equal(decodeText(hex('82b182ea82cd836583588367'), 'utf-8').text, 'これはテスト');
    assert.deepEqual(decodeText(hex('fac4d2c1d7d3d4d7d5cad4c5'), 'us-ascii'), {
      text: 'Здравствуйте',
      charset: 'koi8-u',
      defect: 'charsetWrong',
    });
    assert.equal(decodeText(gbk, 'euc-kr').charset, 'euc-kr', 'bytes that the label allows are taken at its word');
  });

  test('D01 one damaged character among many leaves the rest UTF-8', () => {
    const damaged = Buffer.concat([Buffer.from('Юникод запрещен'), hex('d1'), Buffer.from('.')]);
    assert.equal(decodeText(damaged, 'utf-8').text, 'Юникод запрещен\ufffd.');
  });

  test('D01 a true Latin text with few accents stays what its label says', () => {
    assert.equal(decodeText(hex('636166e9'), 'iso-8859-1').text, 'café');
    assert.equal(decodeText(hex('c3a9'), 'iso-8859-1').text, 'Ã©', 'two bytes prove nothing');
  });
});
