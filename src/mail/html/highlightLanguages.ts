/**
 * What the highlighter knows of languages: enough to colour code in a letter. Patterns are tried in the order comment,
 * string, the language's own, number, word; a pattern never begins inside another's match.
 */
export interface Language {
  readonly comment?: RegExp;
  readonly string?: RegExp;
  /** Beside the above: a kind and its pattern. */
  readonly own?: readonly (readonly [kind: CodeKind, pattern: RegExp])[];
  readonly keywords?: string;
  /** Names that are types or values of the language itself. */
  readonly types?: string;
  readonly ignoreCase?: boolean;
}

/** What a piece of code is; the class that themes style. */
export type CodeKind =
  | 'comment'
  | 'keyword'
  | 'string'
  | 'number'
  | 'function'
  | 'type'
  | 'tag'
  | 'attribute'
  | 'added'
  | 'removed'
  | 'section';

const cComment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/;
const hashComment = /#[^\n]*/;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/;
const quotedAndTemplates = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?/;

const javascript: Language = {
  comment: cComment,
  string: quotedAndTemplates,
  keywords:
    'as async await break case catch class const continue debugger declare default delete do else enum export extends finally for from function get if implements import in instanceof interface is keyof let namespace new of override package private protected public readonly return satisfies set static super switch this throw try type typeof using var void while with yield',
  types:
    'any bigint boolean false Infinity NaN never null number object string symbol true undefined unknown Array Map Promise Record Set',
};

const c: Language = {
  comment: cComment,
  string: quoted,
  own: [['attribute', /^[ \t]*#[ \t]*\w+/]],
  keywords:
    'alignas alignof auto break case catch class concept const consteval constexpr constinit continue co_await co_return co_yield default delete do else enum explicit export extern final for friend goto if inline mutable namespace new noexcept operator override private protected public register return sizeof static static_assert static_cast struct switch template this throw try typedef typename union using virtual volatile while',
  types:
    'bool char char8_t double false float int int8_t int16_t int32_t int64_t long NULL nullptr short signed size_t std string true uint8_t uint16_t uint32_t uint64_t unsigned void',
};

const java: Language = {
  comment: cComment,
  string: /"""[\s\S]*?(?:"""|(?![\s\S]))|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/,
  own: [['attribute', /@[A-Za-z_]\w*/]],
  keywords:
    'abstract as assert async await base break by case catch checked class companion const constructor continue data default delegate do else enum event extends extension final finally for foreach fun func get goto guard if implements implicit import in init inner interface internal is let lock namespace native new object open operator out override package params partial permits private protected protocol public readonly record ref repeat return sealed set static struct super suspend switch synchronized this throw throws transient try typealias using val var virtual volatile when where while yield',
  types:
    'Any bool boolean Boolean byte char decimal double Double false float Float int Int Integer List long Long Map nil null Object object self short string String true uint Unit void Void',
};

const css: Language = {
  comment: /\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/,
  string: quoted,
  own: [
    ['keyword', /@[\w-]+|![a-z]+/],
    ['attribute', /[\w-]+(?=[ \t]*:[^{}\n]*(?:[;}\n]|$))/],
    ['number', /#[0-9a-fA-F]{3,8}\b/],
    ['tag', /[.#&]?[A-Za-z][\w-]*/],
  ],
};

const html: Language = {
  comment: /<!--[\s\S]*?(?:-->|(?![\s\S]))/,
  own: [
    ['tag', /<\/?[A-Za-z][\w:.-]*|\/?>|<[!?][^>]*>/],
    ['attribute', /[\w:@.-]+(?=\s*=\s*["'{])/],
    ['string', /(?<==\s*)(?:"[^"]*"|'[^']*')/],
    ['number', /&#?\w+;/],
  ],
};

const shell: Language = {
  comment: /(?<![\w$&{])#[^\n]*/,
  string: /"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?/,
  own: [
    ['attribute', /\$(?:\{[^}]*\}|\w+|[@#?$!*-])/],
    ['number', /(?<=\s)--?[A-Za-z][\w-]*/],
  ],
  keywords:
    'alias break case cd continue do done echo elif else esac eval exec exit export fi for function if in local read readonly return select set shift source then trap unset until while',
};

const data: Language = {
  comment: hashComment,
  string: quoted,
  own: [
    ['section', /^[ \t]*\[[^\]\n]*\]/],
    ['attribute', /^[ \t]*(?:- +)?[\w.$/-]+(?=\s*[:=](?:\s|$))/],
    ['keyword', /[&*][A-Za-z]\w*|^---$/],
  ],
  types: 'true false null yes no on off',
};

const diff: Language = {
  own: [
    ['section', /^(?:diff |index |--- |\+\+\+ |@@ )[^\n]*/],
    ['added', /^\+[^\n]*/],
    ['removed', /^-[^\n]*/],
  ],
};

export const languages: { readonly [name: string]: Language } = {
  javascript,
  c,
  java,
  css,
  html,
  shell,
  data,
  diff,
  json: { string: quoted, own: [['attribute', /"(?:[^"\\\n]|\\.)*"(?=\s*:)/]], types: 'true false null' },
  python: {
    comment: hashComment,
    string:
      /[rbfu]{0,2}(?:"""[\s\S]*?(?:"""|(?![\s\S]))|'''[\s\S]*?(?:'''|(?![\s\S]))|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)/i,
    own: [['attribute', /@[A-Za-z_][\w.]*/]],
    keywords:
      'and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield',
    types: 'bool bytes dict False float int list None object self set str True tuple',
  },
  go: {
    comment: cComment,
    string: quotedAndTemplates,
    keywords:
      'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var',
    types:
      'any bool byte complex128 error false float32 float64 int int8 int16 int32 int64 iota nil rune string true uint uint8 uint16 uint32 uint64 uintptr',
  },
  rust: {
    comment: cComment,
    string: /b?"(?:[^"\\]|\\[\s\S])*"?|b?'(?:[^'\\\n]|\\.)'|r#*"[\s\S]*?"#*/,
    own: [
      ['attribute', /#!?\[[^\]\n]*\]|'[a-z_]\w*/],
      ['function', /[a-z_]\w*!/],
    ],
    keywords:
      'as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type unsafe use where while',
    types:
      'bool Box char Err f32 f64 false i8 i16 i32 i64 isize None Ok Option Result Self Some str String true u8 u16 u32 u64 usize Vec',
  },
  ruby: {
    comment: hashComment,
    string: quoted,
    own: [['attribute', /[@$]{1,2}[A-Za-z_]\w*|(?<![:\w]):[A-Za-z_]\w*/]],
    keywords:
      'alias and begin break case class def do else elsif end ensure extend for if in include module next not or private protected public raise redo require rescue retry return self super then undef unless until when while yield',
    types: 'false nil true',
  },
  php: {
    comment: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|#(?!\[)[^\n]*/,
    string: quoted,
    own: [
      ['attribute', /\$\w+/],
      ['tag', /<\?(?:php|=)?|\?>/],
    ],
    keywords:
      'abstract and as break case catch class const continue declare default do echo else elseif enum extends final finally fn for foreach function global goto if implements include instanceof interface match namespace new or private protected public readonly require return static switch throw trait try use var while xor yield',
    types: 'array bool false float int iterable mixed null object self string true void',
  },
  sql: {
    comment: /--[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/,
    string: /'(?:[^']|'')*'?/,
    ignoreCase: true,
    keywords:
      'add all alter and as asc begin between by cascade case check column commit constraint create cross default delete desc distinct drop else end exists explain foreign from full grant group having if in index inner insert into is join key left like limit not null offset on or order outer over partition primary references returning revoke right rollback select set table then transaction trigger union unique update using values view when where with',
    types:
      'bigint blob boolean char date decimal double false float int integer json numeric real serial text timestamp true uuid varchar',
  },
  make: {
    comment: hashComment,
    string: quoted,
    own: [
      ['attribute', /\$[({][^)}\n]*[)}]|\$[@<^*?%]/],
      ['function', /^[\w./%-]+(?=\s*:(?!=))/],
    ],
    keywords:
      'add arg cmd copy define else endef endif entrypoint env expose from healthcheck ifdef ifeq ifndef ifneq include label run user volume workdir',
    ignoreCase: true,
  },
};

/** Other names of a language, as people write them behind the fence. */
export const languageNames: { readonly [name: string]: string } = {
  js: 'javascript',
  jsx: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  typescript: 'javascript',
  javascriptreact: 'javascript',
  typescriptreact: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsonc: 'json',
  json5: 'javascript',
  py: 'python',
  golang: 'go',
  rs: 'rust',
  rb: 'ruby',
  h: 'c',
  cc: 'c',
  cpp: 'c',
  'c++': 'c',
  hpp: 'c',
  objc: 'c',
  cs: 'java',
  'c#': 'java',
  csharp: 'java',
  kotlin: 'java',
  kt: 'java',
  swift: 'java',
  scala: 'java',
  dart: 'java',
  groovy: 'java',
  scss: 'css',
  less: 'css',
  xml: 'html',
  svg: 'html',
  vue: 'html',
  xhtml: 'html',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  console: 'shell',
  shellscript: 'shell',
  powershell: 'shell',
  yaml: 'data',
  yml: 'data',
  toml: 'data',
  ini: 'data',
  properties: 'data',
  env: 'data',
  conf: 'data',
  patch: 'diff',
  dockerfile: 'make',
  makefile: 'make',
  postgres: 'sql',
  mysql: 'sql',
  sqlite: 'sql',
};
