/** The names that mail gives to charsets, turned into one name each. */

/**
 * A label in the form that decoders know: lower case, without the quotes and prefixes that broken programs add. Empty
 * for none and for words that say nothing.
 */
export function charsetName(label: string | undefined): string {
  if (label === undefined || label === '') return '';
  const known = aliases.get(label);
  if (known !== undefined) return known;
  const plain = label
    .slice(0, 200)
    .trim()
    .toLowerCase()
    .replace(/^["'\\]+|["'\\;,]+$/g, '')
    .replace(/^charset=/, '')
    .replace(/^(?:x-)?(?:cp|windows|win|ms)[-_]?(125\d|874)$/, 'windows-$1')
    .replace(/^(?:x-)?iso[-_ ]?8859[-_ ]?(\d+)/, 'iso-8859-$1')
    .slice(0, 60);
  return aliases.get(plain) ?? plain;
}

const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // GB2312 labels cover GBK and GB18030 bytes in practice; the widest reads all of them.
    gb18030:
      'gb2312 gb_2312-80 gb2312-80 gb_2312 euc-cn gbk cp936 ms936 windows-936 cn-gb x-gbk gb18030-2000 csgb2312 chinese iso-ir-58',
    'big5-hkscs': 'big5hkscs',
    big5: 'cp950 ms950 windows-950 cn-big5 x-x-big5 csbig5 big-5',
    shift_jis: 'cp932 ms932 windows-932 windows-31j cswindows31j sjis x-sjis shift-jis ms_kanji csshiftjis',
    'euc-jp': 'x-euc-jp cseucpkdfmtjapanese ujis eucjp',
    'iso-2022-jp': 'csiso2022jp iso2022jp jis cp50220 cp50221 cp50222',
    'iso-2022-kr': 'csiso2022kr iso2022kr',
    'iso-2022-cn': 'iso2022cn iso-2022-cn-ext',
    'euc-kr':
      'cp949 ms949 windows-949 uhc ks_c_5601 ks_c_5601-1987 ks_c_5601-1989 ksc_5601 ksc5601 korean iso-ir-149 euckr x-windows-949',
    'utf-8': 'utf8 utf_8 utf-8mb4 cp65001 unicode-1-1-utf-8 x-utf-8 utf-8-mac unicode11utf8',
    'utf-7': 'unicode-1-1-utf-7 utf7 x-unicode-2-0-utf-7 cp65000',
    'hz-gb-2312': 'hz hz-gb2312 hzgb',
    'us-ascii':
      'ascii iso-ir-6 ansi_x3.4-1968 ansi_x3.4-1986 iso646-us us ibm367 cp367 csascii 646 7bit-ascii us_ascii iso_646.irv:1991',
    'iso-8859-1': 'latin1 latin-1 l1 iso_8859-1 iso_8859-1:1987 iso-ir-100 ibm819 cp819 csisolatin1',
    'iso-8859-15': 'latin9 latin-9 l9 iso_8859-15 csisolatin9',
    'windows-874': 'tis-620 tis620 iso-8859-11 cp874 dos-874',
    'koi8-u': 'koi8-ru koi8u',
    'koi8-r': 'koi8 koi8r koi koi8_r cskoi8r',
    ibm866: 'cp866 866 csibm866 dos-866',
    macintosh: 'mac x-mac-roman csmacintosh macroman',
    'x-mac-cyrillic': 'x-mac-ukrainian mac-cyrillic maccyrillic',
    'utf-16': 'utf16 ucs-2 csunicode iso-10646-ucs-2 unicode',
    '': '8bit 7bit binary unknown unknown-8bit x-unknown default default_charset _autodetect _autodetect_all x-user-defined none null undefined replacement iso-8859 auto utf',
  }).flatMap(([name, labels]) => [[name, name] as const, ...labels.split(' ').map((label) => [label, name] as const)]),
);
